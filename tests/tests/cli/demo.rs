//! `cargo backend demo`.

use backend_tests::scaffold::target;

use crate::terminal::{Outcome, Terminal};

/// The demo with the target folder and the profile that scaffolded projects share.
fn demo(terminal: &Terminal) -> Outcome {
    let line = "backend demo";
    let mut command = terminal.command_in("", line);
    command
        .env("CARGO_TARGET_DIR", target().join("scaffold-target"))
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_INCREMENTAL", "0");
    terminal.finish(line, command)
}

#[test]
fn the_demo_walks_through_a_service_and_can_be_repeated() {
    let terminal = Terminal::new();
    let first = demo(&terminal);
    assert_eq!(first.code, 0, "{}", first.shown);
    for text in [
        "made: target/demo/bookshop",
        "← 401 Unauthorized",
        "← 400 Bad Request",
        "\"field\": \"/isbn\"",
        "← 409 Conflict",
        "← 412 Precondition Failed",
        "each answered as the document says",
        "  cd target/demo/bookshop",
    ] {
        assert!(first.stdout.contains(text), "{text}: {}", first.shown);
    }
    terminal.write("target/demo/bookshop/src/notes.rs", "// mine");
    let second = demo(&terminal);
    assert_eq!(second.code, 0, "{}", second.shown);
    assert!(
        second
            .stdout
            .contains("made again (edits in it are gone): target/demo/bookshop")
    );
    assert!(!terminal.path("target/demo/bookshop/src/notes.rs").exists());
}

#[test]
fn the_demo_never_deletes_what_it_did_not_make() {
    let terminal = Terminal::new();
    terminal.write("target/demo/bookshop/thesis.txt", "mine");
    let outcome = demo(&terminal);
    assert_eq!(outcome.code, 2, "{}", outcome.shown);
    assert!(
        outcome.stderr.contains("holds something else than a demo"),
        "{}",
        outcome.shown
    );
    assert_eq!(terminal.read("target/demo/bookshop/thesis.txt"), "mine");
}
