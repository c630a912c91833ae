//! Documents that cannot be read, and secrets in their addresses.

use std::{
    io::{Read, Write},
    net::TcpListener,
    thread,
};

use crate::terminal::{Terminal, document};

#[test]
fn unreadable_documents_are_named_with_a_remedy() {
    let terminal = Terminal::new();
    terminal.write("broken.yaml", "openapi: 3.0.3\npaths: [\n");
    terminal.write("folder/openapi.yaml", "");
    for (name, file) in [
        ("spec_missing", "missing.yaml"),
        ("spec_broken", "broken.yaml"),
        ("spec_folder", "folder"),
        ("spec_scheme", "ftp://user:hunter2@host.example/api.yaml"),
    ] {
        let outcome = terminal.run(&format!("backend new shop --spec {file}"));
        let shown = outcome.shown.lines().skip(1).collect::<Vec<_>>().join("\n");
        insta::assert_snapshot!(name, shown);
        assert!(!shown.contains("hunter2"));
    }
    assert!(!terminal.path("shop").exists());
}

#[test]
fn nothing_that_is_no_document_becomes_a_project() {
    let terminal = Terminal::new();
    for text in [
        "",
        "just text",
        "[]",
        "{}",
        "openapi: 9.9.9\n",
        "swagger: '1.2'\n",
    ] {
        terminal.write("api.yaml", text);
        let outcome = terminal.run("backend new shop --spec api.yaml");
        assert_eq!(outcome.code, 3, "{text:?}: {}", outcome.shown);
        assert!(outcome.stderr.contains("error"), "{}", outcome.shown);
        assert!(!terminal.path("shop").exists(), "{text:?}");
    }
}

#[test]
fn strict_refuses_a_document_with_problems() {
    let terminal = Terminal::new();
    let sketch = "openapi: 3.0.3\ninfo: { title: Sketch, version: '1' }\npaths:\n  /users:\n    get: { summary: List users }\n";
    terminal.write("sketch.yaml", sketch);
    let strict = terminal.run("backend new strict --spec sketch.yaml --strict");
    assert_eq!(strict.code, 3, "{}", strict.shown);
    assert!(strict.stderr.contains("warning["), "{}", strict.shown);
    assert!(!terminal.path("strict").exists());
    let lenient = terminal.run("backend new lenient --spec sketch.yaml");
    assert_eq!(lenient.code, 0, "{}", lenient.shown);
    assert!(lenient.stdout.contains("GET /users (listUsers)"));
}

#[test]
fn an_unreachable_url_is_an_environment_error_without_its_secrets() {
    let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = free.local_addr().expect("an address").port();
    drop(free);
    let terminal = Terminal::new();
    let url = format!("http://user:hunter2@127.0.0.1:{port}/api.yaml?token=hunter3");
    let outcome = terminal.run(&format!("backend new shop --spec {url}"));
    assert_eq!(outcome.code, 4, "{}", outcome.shown);
    let shown = format!("{}{}", outcome.stdout, outcome.stderr);
    assert!(!shown.contains("hunter"), "{shown}");
    assert!(
        shown.contains(&format!("http://127.0.0.1:{port}/api.yaml")),
        "{shown}"
    );
}

#[test]
fn a_document_is_read_from_a_url_and_its_secrets_stay_out_of_the_project() {
    let server = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = server.local_addr().expect("an address").port();
    // Without an operationId there is a warning, which names the place.
    let text = document(&["pet"]).replace("      operationId: createPet\n", "");
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{text}",
        text.len()
    );
    let served = thread::spawn(move || {
        let (mut stream, _) = server.accept().expect("a connection");
        let mut request = [0; 4096];
        let read = stream.read(&mut request).expect("a request");
        stream.write_all(answer.as_bytes()).expect("an answer");
        String::from_utf8_lossy(&request[..read]).into_owned()
    });
    let terminal = Terminal::new();
    let url = format!("http://127.0.0.1:{port}/api.yaml?token=hunter3");
    let outcome = terminal.run(&format!("backend new shop --spec {url}"));
    assert_eq!(outcome.code, 0, "{}", outcome.shown);
    let request = served.join().expect("the server");
    assert!(
        request.starts_with("GET /api.yaml?token=hunter3 "),
        "{request}"
    );
    assert!(outcome.stderr.contains("warning["), "{}", outcome.shown);
    let shown = format!("{}{}", outcome.stdout, outcome.stderr);
    assert!(!shown.contains("hunter3"), "{shown}");
    for (name, text) in crate::terminal::tree(&terminal.path("shop")) {
        assert!(!text.contains("hunter3"), "{name}");
    }
    assert!(terminal.read("shop/openapi.yaml").contains("listPets"));
}
