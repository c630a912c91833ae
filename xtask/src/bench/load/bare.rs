//! The least a client can do: write a fixed request, read something, again. It parses nothing, times nothing and counts
//! only how often it did so. What it costs is what the system charges for a request; no load tester can cost less.

use std::{
    io::{self, ErrorKind, Read as _, Write as _},
    net::SocketAddr,
    time::{Duration, Instant},
};

use mio::{Events, Interest, Poll, Token, net::TcpStream};

const REQUEST: &[u8] =
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: bare\r\nAccept: */*\r\n\r\n";

/// What to do, as one argument: `PORT,CONNECTIONS,SECONDS`.
pub(crate) fn parse(text: &str) -> Option<(u16, usize, u64)> {
    let mut parts = text.split(',');
    let parsed = (
        parts.next()?.parse().ok()?,
        parts.next()?.parse().ok()?,
        parts.next()?.parse().ok()?,
    );
    parts.next().is_none().then_some(parsed)
}

/// Sends requests over all connections until the time is over; tells how many were answered on standard output.
///
/// # Errors
/// When connecting or a connection fails.
pub(crate) fn run((port, connections, seconds): (u16, usize, u64)) -> io::Result<()> {
    let mut poll = Poll::new()?;
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    let mut streams = Vec::with_capacity(connections);
    for index in 0..connections {
        let stream = std::net::TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_nonblocking(true)?;
        let mut stream = TcpStream::from_std(stream);
        poll.registry()
            .register(&mut stream, Token(index), Interest::READABLE)?;
        stream.write_all(REQUEST)?;
        streams.push(stream);
    }
    let mut events = Events::with_capacity(1024);
    let mut buffer = vec![0; 64 * 1024];
    let mut answered = 0u64;
    let end = Instant::now() + Duration::from_secs(seconds);
    while Instant::now() < end {
        match poll.poll(&mut events, Some(Duration::from_millis(100))) {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            other => other?,
        }
        for event in &events {
            let stream = &mut streams[event.token().0];
            match stream.read(&mut buffer) {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Ok(_) => {
                    answered += 1;
                    stream.write_all(REQUEST)?;
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
            }
        }
    }
    println!("{answered} requests in {seconds} s");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_to_do() {
        assert_eq!(parse("8080,50,3"), Some((8080, 50, 3)));
        assert_eq!(parse("8080,50"), None);
        assert_eq!(parse("8080,50,3,4"), None);
    }
}
