//! Locks of others, and statements that take too long.

use std::io::{BufRead, BufReader};

use backend_runtime::db::Engine;
use sqlx::{AnyConnection, Connection};

use crate::{
    command::finish,
    support::{Database, on, on_each_engine},
};

/// A statement that takes for ever.
fn endless(engine: Engine) -> &'static str {
    match engine {
        Engine::Postgres => "SELECT pg_sleep(600);",
        Engine::Mysql => "SELECT SLEEP(600) FROM a;",
        Engine::Sqlite => {
            "INSERT INTO a WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT max(x) FROM c;"
        }
    }
}

async fn long_statement_is_ended(database: Database) {
    database.write(
        "1_a.up.sql",
        "CREATE TABLE a (id INTEGER PRIMARY KEY);\nINSERT INTO a VALUES (1);\n",
    );
    let text = format!(
        "-- statement-timeout: 300ms\nSELECT 1;\n{}\n",
        endless(database.engine)
    );
    database.write("2_long.up.sql", &text);
    let outcome = database
        .run(&["up"])
        .exits(3)
        .says("applied 1_a")
        .says("2_long: statement 2 of 2 failed")
        .says("2_long.up.sql:3:1");
    if database.engine == Engine::Sqlite {
        outcome.says("it took longer than its limit of 300ms");
        database
            .run(&["up", "--single-transaction"])
            .exits(3)
            .says("it took longer than its limit of 300ms");
        database
            .run(&["up", "--dry-run"])
            .exits(3)
            .says("it took longer than its limit of 300ms");
    }
}

async fn limit_ends_with_its_file(database: Database) {
    database.write(
        "1_a.up.sql",
        "-- statement-timeout: 20s\n-- lock-timeout: 7s\nCREATE TABLE a (id INTEGER PRIMARY KEY);\n",
    );
    let (select, expected) = match database.engine {
        Engine::Postgres => (
            "SELECT current_setting('statement_timeout') || ' ' || current_setting('lock_timeout')",
            "0 2s",
        ),
        Engine::Mysql => (
            "SELECT CONCAT(@@lock_wait_timeout = @@global.lock_wait_timeout, ' ', @@innodb_lock_wait_timeout)",
            "1 50",
        ),
        Engine::Sqlite => ("SELECT timeout FROM pragma_busy_timeout", "5000"),
    };
    database.write(
        "2_b.up.sql",
        &format!("CREATE TABLE b (n VARCHAR(40));\nINSERT INTO b {select};\n"),
    );
    database.run(&["up"]).exits(0);
    assert_eq!(database.query("SELECT n FROM b").await, [expected]);
}

on_each_engine! {
    long_statement_is_ended: long_statement_on_sqlite, long_statement_on_postgres, long_statement_on_mariadb;
    limit_ends_with_its_file: limit_ends_on_sqlite, limit_ends_on_postgres, limit_ends_on_mariadb;
}

#[test]
fn locked_table_is_tried_again() {
    on(Engine::Postgres, async |database: Database| {
        database.write("1_a.up.sql", "CREATE TABLE a (id INTEGER PRIMARY KEY);\n");
        database.run(&["up"]).exits(0);
        for (version, head) in [(2, ""), (3, "-- no-transaction\n")] {
            let text = format!(
                "{head}-- lock-timeout: 50ms\nALTER TABLE a ADD COLUMN n{version} INTEGER;\n"
            );
            database.write(&format!("{version}_n.up.sql"), &text);
            sqlx::any::install_default_drivers();
            let mut reader = AnyConnection::connect(&database.url)
                .await
                .expect("a connection");
            for statement in ["BEGIN", "SELECT * FROM a"] {
                let ran = sqlx::raw_sql(statement).execute(&mut reader).await;
                ran.expect("it runs");
            }
            let mut runner = database.start(&["up"]);
            let said = runner.stderr.take().expect("a pipe");
            let line = BufReader::new(said).lines().next().expect("a line");
            let line = line.expect("text");
            assert!(
                line.contains("a table is locked by others; attempt 2 in"),
                "{line}"
            );
            reader.close().await.expect("an orderly end");
            finish(runner).exits(0);
        }
        database.run(&["status", "--check"]).exits(0);
    });
}

#[test]
fn waiting_for_a_table_ends_with_advice() {
    on(Engine::Postgres, async |database: Database| {
        database.write("1_a.up.sql", "CREATE TABLE a (id INTEGER PRIMARY KEY);\n");
        database.run(&["up"]).exits(0);
        database.write(
            "2_n.up.sql",
            "-- lock-timeout: 50ms\nALTER TABLE a ADD COLUMN n INTEGER;\n",
        );
        sqlx::any::install_default_drivers();
        let mut reader = AnyConnection::connect(&database.url)
            .await
            .expect("a connection");
        for statement in ["BEGIN", "SELECT * FROM a"] {
            let ran = sqlx::raw_sql(statement).execute(&mut reader).await;
            ran.expect("it runs");
        }
        database
            .run(&["up", "--lock-wait", "1s"])
            .exits(3)
            .says("canceling statement due to lock timeout")
            .says("end them, or allow more with `-- lock-timeout: 30s`");
        reader.close().await.expect("an orderly end");
    });
}
