//! The server under test: as little as a server can be, so that the client is what is measured.
//!
//! One thread over epoll (through mio, whose interface is safe), one `read` and one `write` for each request.

use std::{
    collections::HashMap,
    io::{self, ErrorKind, Read as _, Write as _},
};

use mio::{
    Events, Interest, Poll, Token,
    net::{TcpListener, TcpStream},
};

const ANSWER: &[u8] =
    b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, World!";
const LISTENER: Token = Token(usize::MAX);

/// Serves until standard input ends, which it does when the benchmark is over in whatever way, a kill included; tells its
/// port on standard output.
///
/// # Errors
/// When the system gives no socket.
pub(crate) fn serve() -> io::Result<()> {
    std::thread::spawn(|| {
        // Whatever comes or fails: after it nobody wants this server any more.
        let _ = io::copy(&mut io::stdin(), &mut io::sink());
        std::process::exit(0)
    });
    let mut poll = Poll::new()?;
    let address = "127.0.0.1:0".parse().expect("this is an address");
    let mut listener = TcpListener::bind(address)?;
    println!("{}", listener.local_addr()?.port());
    io::stdout().flush()?;
    poll.registry()
        .register(&mut listener, LISTENER, Interest::READABLE)?;
    let mut events = Events::with_capacity(1024);
    let mut connections = HashMap::new();
    let mut next = 0;
    loop {
        match poll.poll(&mut events, None) {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            other => other?,
        }
        for event in &events {
            if event.token() == LISTENER {
                while let Ok((mut connection, _)) = listener.accept() {
                    let _ = connection.set_nodelay(true);
                    poll.registry()
                        .register(&mut connection, Token(next), Interest::READABLE)?;
                    connections.insert(Token(next), connection);
                    next += 1;
                }
            } else if let Some(connection) = connections.get_mut(&event.token())
                && !answer(connection)
            {
                connections.remove(&event.token());
            }
        }
    }
}

/// Answers what has arrived; `false` when the connection is over.
fn answer(connection: &mut TcpStream) -> bool {
    let mut buffer = [0; 16 * 1024];
    loop {
        match connection.read(&mut buffer) {
            Ok(0) => return false,
            Ok(count) => {
                // Requests without a body, each in one piece: what load testers send.
                let ends = buffer[..count]
                    .windows(4)
                    .filter(|window| window == b"\r\n\r\n")
                    .count();
                if connection.write_all(&ANSWER.repeat(ends)).is_err() {
                    return false;
                }
                // A short read has emptied the socket (epoll(7)), so the next event will tell of more.
                if count < buffer.len() {
                    return true;
                }
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => return true,
            Err(_) => return false,
        }
    }
}
