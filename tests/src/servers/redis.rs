//! Redis.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use super::{
    Unavailable, programs,
    watchdog::{Watchdog, folder, free_port},
};

/// Starts a server that keeps nothing on disk.
pub(super) fn start() -> Result<(String, Watchdog), Unavailable> {
    let program = programs::find("redis-server")?;
    let folder = folder("redis")?;
    let port = free_port()?;
    let mut words = programs::unprivileged(&program, &folder);
    words.extend(["--bind", "127.0.0.1", "--save", ""].map(Into::into));
    words.extend(["--port".into(), port.to_string().into()]);
    words.extend(["--dir".into(), folder.clone().into()]);
    let watchdog = Watchdog::start(&folder, "KILL", words)?;
    watchdog.wait_until(|| answers(port))?;
    Ok((format!("redis://127.0.0.1:{port}/"), watchdog))
}

fn answers(port: u16) -> bool {
    let ping = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(Duration::from_secs(1)))?;
        stream.write_all(b"PING\r\n")?;
        let mut answer = [0; 5];
        stream.read_exact(&mut answer)?;
        Ok(&answer == b"+PONG")
    };
    ping().unwrap_or(false)
}
