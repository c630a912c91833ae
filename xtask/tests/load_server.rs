//! The server of `cargo xtask bench load` does not outlive its benchmark.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Command, Stdio},
};

#[test]
fn ends_when_its_benchmark_is_gone() {
    let mut server = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["bench", "load", "--serve"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the server starts");
    let mut line = String::new();
    BufReader::new(server.stdout.take().expect("a pipe"))
        .read_line(&mut line)
        .expect("a port");
    let port: u16 = line.trim().parse().expect("a port");
    let mut client = TcpStream::connect(("127.0.0.1", port)).expect("it listens");
    client
        .write_all(b"GET / HTTP/1.1\r\n\r\n")
        .expect("it reads");
    let mut answer = [0; 12];
    client.read_exact(&mut answer).expect("it answers");
    assert_eq!(&answer, b"HTTP/1.1 200");
    // What the system does for a benchmark that was killed.
    drop(server.stdin.take());
    assert!(server.wait().expect("it can be waited for").success());
}
