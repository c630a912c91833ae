//! Questions on a terminal, which `script` (of util-linux) pretends to be.

use std::{io::Write, process::Stdio};

use backend_runtime::db::Engine;

use crate::{
    command::{Outcome, command, finish},
    support::{Database, on},
};

/// Runs a `migrate` command on a terminal on which somebody types.
fn on_terminal(database: &Database, arguments: &[&str], typed: &str) -> Outcome {
    on_terminal_at(database, &database.url, arguments, typed)
}

fn on_terminal_at(database: &Database, url: &str, arguments: &[&str], typed: &str) -> Outcome {
    let plain = command(database.folder.path(), url, arguments);
    let words: Vec<String> = std::iter::once(plain.get_program())
        .chain(plain.get_args())
        .map(|word| format!("'{}'", word.to_string_lossy()))
        .collect();
    let mut script = std::process::Command::new("script");
    script
        .args([
            "--quiet",
            "--return",
            "--command",
            &words.join(" "),
            "/dev/null",
        ])
        .current_dir(database.folder.path())
        .env("DATABASE_URL", url)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = script.spawn().expect("util-linux is everywhere");
    let mut keyboard = child.stdin.take().expect("a pipe");
    keyboard.write_all(typed.as_bytes()).expect("it is typed");
    drop(keyboard);
    finish(child)
}

fn write_one(database: &Database) {
    database.write("1_a.up.sql", "CREATE TABLE a (id INTEGER PRIMARY KEY);\n");
    database.write("1_a.down.sql", "DROP TABLE a;\n");
}

#[test]
fn rollback_asks_first() {
    on(Engine::Sqlite, async |database: Database| {
        write_one(&database);
        database.run(&["up"]).exits(0);
        on_terminal(&database, &["rollback"], "n\n")
            .exits(1)
            .says("Take back in")
            .says("stopped by the answer; nothing was changed");
        assert_eq!(database.states(), ["1=applied"]);
        on_terminal(&database, &["rollback"], "y\n")
            .exits(0)
            .says("rolled back 1_a");
        assert_eq!(database.states(), ["1=pending"]);
    });
}

#[test]
fn missing_database_is_offered() {
    on(Engine::Postgres, async |database: Database| {
        write_one(&database);
        let url = format!("{}_asked", database.url);
        on_terminal_at(&database, &url, &["up"], "no\n")
            .exits(1)
            .says("does not exist")
            .says("Create it? [y/N]");
        on_terminal_at(&database, &url, &["up"], "yes\n")
            .exits(0)
            .says("applied 1_a");
    });
}

#[test]
fn foreign_history_is_offered() {
    on(Engine::Sqlite, async |database: Database| {
        write_one(&database);
        database
            .query("CREATE TABLE schema_migrations (version VARCHAR(128) PRIMARY KEY)")
            .await;
        database
            .query("INSERT INTO schema_migrations VALUES ('1')")
            .await;
        on_terminal(&database, &["up"], "y\n")
            .exits(0)
            .says("dbmate has recorded 1 migrations here. Take them over? [y/N]");
        assert_eq!(database.states(), ["1=applied"]);
    });
}

/// `127.1` is this machine by a name that we do not know to be local.
#[test]
fn destruction_elsewhere_is_asked_for() {
    on(Engine::Postgres, async |database: Database| {
        database.write("1_a.up.sql", "CREATE TABLE a (id INTEGER PRIMARY KEY);\n");
        database.write("2_b.up.sql", "SELECT 1;\nDROP TABLE a;\n");
        let url = database.url.replace("127.0.0.1", "127.1");
        let folder = database.folder.path();
        crate::command::run_in(folder, &url, &["up"])
            .exits(2)
            .says("there is no terminal: These statements may destroy data");
        assert_eq!(database.states(), ["1=pending", "2=pending"]);
        on_terminal_at(&database, &url, &["up"], "n\n")
            .exits(1)
            .says("2_b.up.sql:2: DROP TABLE a");
        crate::support::write(folder, "seed.sql", "TRUNCATE a;\n");
        crate::command::run_in(folder, &url, &["up", "--steps", "1"]).exits(0);
        crate::command::run_in(folder, &url, &["up", "--file", "seed.sql"])
            .exits(2)
            .says("These statements may destroy data");
        on_terminal_at(&database, &url, &["up"], "y\n")
            .exits(0)
            .says("applied 2_b");
    });
}

#[test]
fn repair_asks_what_has_run() {
    on(Engine::Sqlite, async |database: Database| {
        let text = "-- no-transaction\nCREATE TABLE a (id INTEGER PRIMARY KEY);\nINSERT INTO nowhere VALUES (1);\nCREATE TABLE b (id INTEGER PRIMARY KEY);\n";
        database.run(&["repair"]).exits(3).says("folder");
        database.write("1_a.up.sql", text);
        database
            .run(&["repair"])
            .exits(0)
            .says("nothing was repaired");
        database.run(&["up"]).exits(3);
        database
            .run(&["repair", "--yes"])
            .exits(2)
            .says("1 is partial, and only a person can say what has run")
            .says("--done N");
        on_terminal(&database, &["repair"], "\n")
            .exits(0)
            .says("stopped after statement 1 of 3")
            .says("nothing was repaired");
        on_terminal(&database, &["repair", "1"], "perhaps\n").exits(2);
        on_terminal(&database, &["repair"], "2\ny\n")
            .exits(0)
            .says("repaired 1_a");
        database.run(&["up", "--resume"]).exits(0);
        database.write("1_a.up.sql", &text.replace("nowhere", "elsewhere"));
        on_terminal(&database, &["repair"], "y\n")
            .exits(0)
            .says("Take the present text of 1 for the applied one");
        database.run(&["status", "--check"]).exits(0);
        database
            .run(&["repair", "1"])
            .exits(2)
            .says("neither partial nor edited");
    });
}
