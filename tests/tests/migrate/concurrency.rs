//! Many runners at once: all succeed, and everything is applied once.

use backend_runtime::db::Engine;

use crate::{
    command::finish,
    support::{Database, on, on_each_engine},
};

const ROUNDS: usize = 20;
const RUNNERS: usize = 8;

fn write_migrations(database: &Database, with_concurrent_index: bool) {
    for number in 1..=5 {
        let text = format!(
            "CREATE TABLE t{number} (id INTEGER PRIMARY KEY, note VARCHAR(20));\nINSERT INTO t{number} VALUES (1, 'once');\n"
        );
        database.write(&format!("2026010{number}000000_t{number}.up.sql"), &text);
    }
    if with_concurrent_index {
        let text = "-- no-transaction\nCREATE INDEX CONCURRENTLY t1_note ON t1 (note);\n\
                    CREATE INDEX CONCURRENTLY t2_note ON t2 (note);\n";
        database.write("20260106000000_indexes.up.sql", text);
    }
}

/// One round on one database; the rounds of a test have a database each.
async fn round(database: &Database, migrations: usize) {
    let runners: Vec<_> = (0..RUNNERS)
        .map(|_| database.start(&["up", "--format", "json"]))
        .collect();
    let mut applied = 0;
    for runner in runners {
        let outcome = finish(runner).exits(0);
        applied += outcome.json()["applied"].as_array().expect("a list").len();
    }
    assert_eq!(
        applied, migrations,
        "each migration is applied by one runner"
    );
    let rows = database
        .query("SELECT count(*) AS n, count(DISTINCT version) AS d FROM _backend_migrations WHERE state = 'applied'")
        .await;
    assert_eq!(rows, [format!("{migrations}|{migrations}")]);
    assert_eq!(database.query("SELECT count(*) AS n FROM t5").await, ["1"]);
}

fn rounds(engine: Engine, with_concurrent_index: bool) {
    let migrations = if with_concurrent_index { 6 } else { 5 };
    for _ in 0..ROUNDS {
        on(engine, async |database: Database| {
            write_migrations(&database, with_concurrent_index);
            round(&database, migrations).await;
        });
    }
}

#[test]
fn eight_runners_apply_once_on_sqlite() {
    rounds(Engine::Sqlite, false);
}

#[test]
fn eight_runners_apply_once_on_postgres() {
    rounds(Engine::Postgres, false);
}

#[test]
fn eight_runners_apply_once_on_mariadb() {
    rounds(Engine::Mysql, false);
}

/// A runner that waits on a blocking advisory lock keeps a snapshot that the index waits for.
#[test]
fn eight_runners_do_not_deadlock_with_an_index_built_concurrently() {
    rounds(Engine::Postgres, true);
}

async fn waiting_runner_names_the_holder(database: Database) {
    let slow = match database.engine {
        Engine::Postgres => "SELECT pg_sleep(3);",
        Engine::Mysql => "DO SLEEP(3);",
        Engine::Sqlite => {
            "CREATE TABLE slow AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 9000000) SELECT max(x) AS x FROM c;"
        }
    };
    database.write("1_slow.up.sql", slow);
    let mut first = database.start(&["up"]);
    // Until it has the lock; one that has ended by then is finished and judged below.
    while first.try_wait().expect("it can be asked").is_none() {
        let status = database.run(&["status", "--format", "json"]).json();
        if !status["runner"].is_null() {
            break;
        }
        if status["clean"] == true {
            break;
        }
    }
    let second = database.run(&["up", "--lock-wait", "1500ms"]);
    let pid = first.id();
    let first = finish(first).exits(0);
    if second.code == 0 {
        // A fast machine: the first one ended within the wait.
        assert!(first.stdout.contains("applied"));
        return;
    }
    let second = second
        .exits(4)
        .says("another runner holds the migration lock")
        .says("or end it")
        .says(&format!("process {pid}"));
    assert!(!second.stderr.contains("or earlier"), "{}", second.stderr);
}

on_each_engine! {
    waiting_runner_names_the_holder: waiting_runner_names_the_holder_on_sqlite, waiting_runner_names_the_holder_on_postgres, waiting_runner_names_the_holder_on_mariadb;
}
