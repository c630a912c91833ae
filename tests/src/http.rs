//! A small HTTP/1.1 client for tests: one connection a request, nothing hidden, blocking.
//!
//! It is no product code: it trusts the server that the test started, and panics where a test would.

use std::{
    io::{self, BufRead, BufReader, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use serde_json::Value;

/// How long a test waits for bytes before it fails.
const PATIENCE: Duration = Duration::from_secs(30);

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Names in lower case, in the order received.
    pub headers: Vec<(String, String)>,
    /// The body without its transfer coding.
    pub body: Vec<u8>,
}

impl Answer {
    /// The first header of this name (lower case).
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// When it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| {
            panic!("status {}: no JSON ({error}): {}", self.status, self.text())
        })
    }

    /// The body as text, for messages.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Sends a request and reads the whole answer.
///
/// # Errors
/// When the connection breaks before the answer is complete.
pub fn send(
    address: SocketAddr,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> io::Result<Answer> {
    let mut stream = connect(address)?;
    write_head(&mut stream, method, target, headers, body.len())?;
    stream.write_all(body)?;
    read_to(method, &mut BufReader::new(stream))
}

/// Connects with the time limits of a test.
///
/// # Errors
/// When nobody listens.
pub fn connect(address: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    Ok(stream)
}

/// Writes the request line and the headers; the body is the caller's, who may take their time.
///
/// # Errors
/// When the connection breaks.
pub fn write_head(
    stream: &mut TcpStream,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body_bytes: usize,
) -> io::Result<()> {
    let mut head =
        format!("{method} {target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if body_bytes > 0 || !matches!(method, "GET" | "HEAD" | "DELETE") {
        head.push_str(&format!("content-length: {body_bytes}\r\n"));
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes())
}

/// Reads the answer to a request of this method to its end; one to `HEAD` has no body (RFC 9112 §6.3).
///
/// # Errors
/// As of [`read`].
pub fn read_to(method: &str, reader: &mut impl BufRead) -> io::Result<Answer> {
    match method {
        "HEAD" => read_headers(reader),
        _ => read(reader),
    }
}

/// Reads an answer to its end.
///
/// # Errors
/// When the connection ends early or the answer is not HTTP/1.1.
pub fn read(reader: &mut impl BufRead) -> io::Result<Answer> {
    let mut answer = read_headers(reader)?;
    // RFC 9112 §6.3: these have no body, whatever their headers say.
    if matches!(answer.status, 100..=199 | 204 | 304) {
        return Ok(answer);
    }
    if answer
        .header("transfer-encoding")
        .is_some_and(|coding| coding.eq_ignore_ascii_case("chunked"))
    {
        read_chunks(reader, &mut answer.body)?;
    } else if let Some(length) = answer.header("content-length") {
        let length = length.parse().map_err(|_| invalid("content-length"))?;
        answer.body.resize(length, 0);
        reader.read_exact(&mut answer.body)?;
    } else {
        reader.read_to_end(&mut answer.body)?;
    }
    Ok(answer)
}

fn read_headers(reader: &mut impl BufRead) -> io::Result<Answer> {
    let line = read_line(reader)?;
    let status = line.split(' ').nth(1).and_then(|code| code.parse().ok());
    let status = status.ok_or_else(|| invalid(&format!("not a status line: {line:?}")))?;
    let mut headers = Vec::new();
    loop {
        let line = read_line(reader)?;
        if line.is_empty() {
            break;
        }
        let (name, value) = line
            .split_once(':')
            .ok_or_else(|| invalid(&format!("not a header: {line:?}")))?;
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    Ok(Answer {
        status,
        headers,
        body: Vec::new(),
    })
}

fn read_chunks(reader: &mut impl BufRead, body: &mut Vec<u8>) -> io::Result<()> {
    loop {
        let line = read_line(reader)?;
        let digits = line.split(';').next().unwrap_or_default().trim();
        let length =
            usize::from_str_radix(digits, 16).map_err(|_| invalid(&format!("chunk: {line:?}")))?;
        let start = body.len();
        body.resize(start + length, 0);
        reader.read_exact(&mut body[start..])?;
        read_line(reader)?;
        if length == 0 {
            return Ok(());
        }
    }
}

fn read_line(reader: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Err(io::Error::new(
            io::ErrorKind::UnexpectedEof,
            "the server closed the connection",
        ));
    }
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn invalid(message: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_body_of_known_length() {
        let answer =
            read(&mut &b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"[..]).expect("an answer");
        assert_eq!((answer.status, answer.text().as_str()), (200, "{}"));
        assert_eq!(answer.header("content-length"), Some("2"));
    }

    #[test]
    fn reads_chunks() {
        let text =
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n";
        assert_eq!(read(&mut &text[..]).expect("an answer").text(), "abcd");
    }

    #[test]
    fn no_content_has_no_body_and_the_connection_goes_on() {
        let mut stream =
            &b"HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"[..];
        assert_eq!(read(&mut stream).expect("an answer").status, 204);
        assert_eq!(read(&mut stream).expect("an answer").status, 200);
    }

    #[test]
    fn an_early_end_is_an_error() {
        assert!(read(&mut &b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab"[..]).is_err());
        assert!(read(&mut &b""[..]).is_err());
    }
}
