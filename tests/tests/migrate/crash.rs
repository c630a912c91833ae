//! `kill -9` at random points: afterwards the status is true, and the work can be finished.

use std::{
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use backend_runtime::db::Engine;

use crate::{
    command::finish,
    support::{Database, on},
};

const KILLS: usize = 50;
const MIGRATIONS: usize = 3;
const STATEMENTS: usize = 4;

/// Each statement leaves a table or a row; the third of three migrations runs outside a transaction.
fn write_migrations(database: &Database) {
    let pause = match database.engine {
        Engine::Postgres => "SELECT pg_sleep(0.01);\n",
        Engine::Mysql => "DO SLEEP(0.005);\n",
        Engine::Sqlite => {
            "INSERT INTO log SELECT 'x' WHERE (WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 30000) SELECT max(x) FROM c) < 0;\n"
        }
    };
    database.write(
        "0_log.up.sql",
        "CREATE TABLE log (entry VARCHAR(20) NOT NULL);",
    );
    for number in 1..=MIGRATIONS {
        let outside = number == 3;
        let mut text = String::from(if outside { "-- no-transaction\n" } else { "" });
        for statement in 1..=STATEMENTS {
            text.push_str(&format!(
                "CREATE TABLE m{number}_{statement} (id INTEGER PRIMARY KEY);\n"
            ));
            text.push_str(&format!(
                "INSERT INTO log VALUES ('m{number}_{statement}');\n"
            ));
            if statement % 2 == 0 && !(outside && database.engine == Engine::Mysql) {
                text.push_str(pause);
            }
        }
        if outside && database.engine == Engine::Postgres {
            text.push_str("CREATE INDEX CONCURRENTLY log_entry ON log (entry);\n");
        }
        database.write(&format!("{number}_m{number}.up.sql"), &text);
    }
}

/// xorshift; the seed is printed so that a failure can be repeated.
struct Random(u64);

impl Random {
    fn next(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }
}

/// Statements of ours that a killed runner left behind go on in the server; they hold the lock until they end.
fn wait_for_the_server(database: &Database) {
    let started = Instant::now();
    while !database
        .run(&["status", "--format", "json"])
        .exits(0)
        .json()["runner"]
        .is_null()
    {
        assert!(
            started.elapsed() < Duration::from_secs(30),
            "a dead runner still holds the lock"
        );
    }
}

/// Compares what `status` says with the tables and rows that are there.
async fn check_status(database: &Database) -> bool {
    let status = database
        .run(&["status", "--format", "json"])
        .exits(0)
        .json();
    let tables = tables(database).await;
    let mut is_partial = false;
    for migration in status["migrations"].as_array().expect("a list") {
        let version = migration["version"].as_str().expect("text");
        let there = (1..=STATEMENTS)
            .filter(|statement| tables.contains(&format!("m{version}_{statement}")))
            .count();
        match migration["state"].as_str().expect("text") {
            "applied" if version != "0" => {
                assert_eq!(there, STATEMENTS, "{version} is not whole: {migration}")
            }
            "applied" => assert!(tables.contains(&"log".to_owned())),
            "pending" if version != "0" => {
                assert_eq!(there, 0, "{version} is not pending: {migration}")
            }
            "pending" => assert!(!tables.contains(&"log".to_owned())),
            "partial" => {
                is_partial = true;
                check_partial(database, migration, there);
            }
            other => panic!("{version} is {other}"),
        }
    }
    is_partial
}

/// Every finished statement has left its mark, and at most the uncertain one more.
fn check_partial(database: &Database, migration: &serde_json::Value, there: usize) {
    let done = migration["statements_done"].as_u64().expect("a number");
    let file = database.migrations().join(format!(
        "{0}_m{0}.up.sql",
        migration["version"].as_str().expect("text")
    ));
    let text = std::fs::read_to_string(file).expect("the file");
    let statements: Vec<&str> = text.split(";\n").collect();
    let creates = |count: usize| {
        statements[..count.min(statements.len())]
            .iter()
            .filter(|statement| statement.contains("CREATE TABLE"))
            .count()
    };
    let done = usize::try_from(done).expect("small");
    let uncertain = usize::from(migration["uncertain"] == true);
    let (least, most) = (creates(done), creates(done + uncertain));
    assert!(
        (least..=most).contains(&there),
        "{there} tables, but {migration}"
    );
    assert!(
        migration["note"]
            .as_str()
            .expect("a note")
            .contains("stopped after statement")
    );
}

async fn tables(database: &Database) -> Vec<String> {
    let query = match database.engine {
        Engine::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table'",
        Engine::Postgres => "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'",
        Engine::Mysql => {
            "SELECT CAST(TABLE_NAME AS CHAR) AS n FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()"
        }
    };
    database.query(query).await
}

/// Kills a run after `delay`, checks, finishes the work, checks again.
async fn kill_and_recover(database: &Database, delay: Duration) {
    let mut runner = database.start(&["up"]);
    thread::sleep(delay);
    let _ = runner.kill();
    finish(runner);
    wait_for_the_server(database);
    if check_status(database).await {
        resume(database);
    }
    database.run(&["up"]).exits(0);
    database.run(&["status", "--check"]).exits(0);
    let entries = database
        .query("SELECT count(*) AS n, count(DISTINCT entry) AS d FROM log")
        .await;
    let expected = MIGRATIONS * STATEMENTS;
    assert_eq!(
        entries,
        [format!("{expected}|{expected}")],
        "nothing twice, nothing lost"
    );
}

/// Goes on, after the advised command where only a person can know: whether a pause has run leaves no trace.
fn resume(database: &Database) {
    let outcome = database.run(&["up", "--resume"]);
    if outcome.code == 0 {
        return;
    }
    let outcome = outcome.exits(3).says("pg_sleep").says("repair 3 --done");
    let status = database
        .run(&["status", "--format", "json"])
        .exits(0)
        .json();
    let partial = status["migrations"]
        .as_array()
        .and_then(|migrations| {
            migrations
                .iter()
                .find(|migration| migration["state"] == "partial")
        })
        .unwrap_or_else(|| panic!("nothing is partial after {outcome:?}"));
    let done = partial["statements_done"].to_string();
    database
        .run(&["repair", "3", "--done", &done, "--yes"])
        .exits(0);
    database.run(&["up", "--resume"]).exits(0);
}

#[expect(clippy::print_stdout, reason = "a failure is repeated with its seed")]
fn kills(engine: Engine) {
    let seed = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("after 1970")
        .subsec_nanos();
    println!("seed {seed}");
    let mut random = Random(u64::from(seed) + 1);
    let mut whole = Duration::ZERO;
    for kill in 0..=KILLS {
        let delay = Duration::from_micros(random.next(whole.as_micros().max(1) as u64));
        on(engine, async |database: Database| {
            write_migrations(&database);
            if kill == 0 {
                // How long it takes when nobody interferes.
                let started = Instant::now();
                database.run(&["up"]).exits(0);
                whole = started.elapsed();
                return;
            }
            kill_and_recover(&database, delay).await;
        });
    }
}

#[test]
fn history_is_true_after_kills_on_sqlite() {
    kills(Engine::Sqlite);
}

#[test]
fn history_is_true_after_kills_on_postgres() {
    kills(Engine::Postgres);
}

#[test]
fn history_is_true_after_kills_on_mariadb() {
    kills(Engine::Mysql);
}
