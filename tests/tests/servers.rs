//! The throwaway servers answer, give databases of our own, and leave nothing behind.
#![expect(clippy::print_stdout, reason = "tests say what they skip")]

use std::path::Path;

use backend_tests::servers::{Kind, Server};

fn starts_and_ends(kind: Kind, databases: bool) {
    let server = match Server::private(kind) {
        Ok(server) => server,
        Err(unavailable) => return println!("skipped: {unavailable}"),
    };
    if databases {
        let first = server.scratch_database("orders").expect("a database");
        let second = server.scratch_database("orders").expect("another database");
        assert_ne!(first, second);
    }
    let process = format!("/proc/{}", server.pid().expect("our own server"));
    assert!(Path::new(&process).exists(), "{kind:?} does not run");
    drop(server);
    assert!(!Path::new(&process).exists(), "{kind:?} still runs");
}

#[test]
fn postgres_starts_and_ends() {
    starts_and_ends(Kind::Postgres, true);
}

#[test]
fn mariadb_starts_and_ends() {
    starts_and_ends(Kind::Mariadb, true);
}

#[test]
fn redis_starts_and_ends() {
    starts_and_ends(Kind::Redis, false);
}
