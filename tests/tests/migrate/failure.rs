//! What goes wrong ends in a known state, with its exit code and a message that says what to do.

use backend_runtime::db::Engine;
use tempfile::tempdir;

use crate::{
    command::run_in,
    support::{Database, on, on_each_engine, write},
};

async fn failing_statement_is_located(database: Database) {
    let text = "CREATE TABLE a (id INTEGER PRIMARY KEY);\nINSERT INTO a VALUES (1);\n\nINSERT INTO a VALUES (1);\nCREATE TABLE b (id INTEGER PRIMARY KEY);\n";
    database.write("1_a.up.sql", text);
    let outcome = database
        .run(&["up"])
        .exits(3)
        .says("1_a: statement 3 of 4 failed")
        .says("1_a.up.sql:4:1");
    if database.engine == Engine::Mysql {
        outcome
            .says("stopped after statement 2 of 4")
            .says("up --resume");
        assert_eq!(database.states(), ["1=partial"]);
        database
            .run(&["status", "--check"])
            .exits(1)
            .says("stopped after statement 2 of 4");
        database.run(&["up"]).exits(3).says("1_a is partial");
        // What has run must stay as it was.
        database.write(
            "1_a.up.sql",
            &text.replace("VALUES (1);\n\n", "VALUES (7);\n\n"),
        );
        database
            .run(&["up", "--resume"])
            .exits(3)
            .says("statement 2 has run already");
        database.write(
            "1_a.up.sql",
            &text.replace(
                "\n\nINSERT INTO a VALUES (1)",
                "\n\nINSERT INTO a VALUES (2)",
            ),
        );
        database.run(&["up", "--resume"]).exits(0);
    } else {
        outcome.says("nothing of it stays");
        assert_eq!(database.states(), ["1=pending"]);
        database.write(
            "1_a.up.sql",
            &text.replace(
                "\n\nINSERT INTO a VALUES (1)",
                "\n\nINSERT INTO a VALUES (2)",
            ),
        );
        database.run(&["up"]).exits(0);
    }
    assert_eq!(database.query("SELECT count(*) AS n FROM a").await, ["2"]);
    assert_eq!(database.states(), ["1=applied"]);
}

async fn partial_outside_a_transaction_goes_on(database: Database) {
    let text = "-- no-transaction\nCREATE TABLE a (id INTEGER PRIMARY KEY);\nINSERT INTO nowhere VALUES (1);\n";
    database.write("1_a.up.sql", text);
    database
        .run(&["up"])
        .exits(3)
        .says("stopped after statement 1 of 2");
    assert_eq!(database.states(), ["1=partial"]);
    database.write("1_a.up.sql", &text.replace("nowhere", "a"));
    database.run(&["up", "--resume"]).exits(0);
    assert_eq!(database.query("SELECT count(*) AS n FROM a").await, ["1"]);
}

async fn partial_can_be_taken_back(database: Database) {
    database.write("1_a.up.sql", "-- no-transaction\nCREATE TABLE a (id INTEGER PRIMARY KEY);\nINSERT INTO nowhere VALUES (1);\n");
    database.write("1_a.down.sql", "DROP TABLE a;\n");
    database.run(&["up"]).exits(3);
    database.run(&["rollback", "--yes"]).exits(0);
    assert_eq!(database.states(), ["1=pending"]);
}

/// As a runner leaves it that dies between a statement and its journal entry.
async fn uncertain_statement_is_looked_up(database: Database) {
    // A file with a transaction of its own, whose statements therefore cannot share one with the journal.
    let text = "-- no-transaction\nCREATE TABLE a (id INTEGER PRIMARY KEY);\nINSERT INTO nowhere VALUES (1);\nBEGIN;\nCOMMIT;\n";
    database.write("1_a.up.sql", text);
    database.run(&["up"]).exits(3);
    database
        .query("UPDATE _backend_migrations SET statements_done = 0, statement_started = 1, detail = NULL")
        .await;
    database
        .run(&["status"])
        .exits(0)
        .says("statement 1 had begun and may or may not have run")
        .says("if the table `a` exists, it ran");
    database.write("1_a.up.sql", &text.replace("nowhere", "a"));
    // The table exists, so statement 1 is not run again.
    database.run(&["up", "--resume"]).exits(0);
    assert_eq!(database.states(), ["1=applied"]);
}

/// The same after the last statement: what is left to do is the entry.
async fn uncertain_last_statement_ends_the_migration(database: Database) {
    let text = "-- no-transaction\nBEGIN;\nCOMMIT;\nCREATE TABLE b (id INTEGER PRIMARY KEY, id INTEGER);\n";
    database.write("1_b.up.sql", text);
    database
        .run(&["up"])
        .exits(3)
        .says("stopped after statement 2 of 3");
    database
        .query("CREATE TABLE b (id INTEGER PRIMARY KEY)")
        .await;
    database
        .query("UPDATE _backend_migrations SET statement_started = 3, detail = NULL")
        .await;
    database.run(&["up", "--resume"]).exits(0);
    assert_eq!(database.states(), ["1=applied"]);
    database.run(&["up"]).exits(0);
}

/// And after everything was done by hand.
async fn everything_done_by_hand_ends_the_migration(database: Database) {
    database.write("1_a.up.sql", "-- no-transaction\nCREATE TABLE a (id INTEGER PRIMARY KEY);\nINSERT INTO nowhere VALUES (1);\n");
    database.run(&["up"]).exits(3);
    database
        .run(&["repair", "1", "--done", "2", "--yes"])
        .exits(0);
    database.run(&["up", "--resume"]).exits(0);
    assert_eq!(database.states(), ["1=applied"]);
}

async fn uncertain_statement_may_need_a_person(database: Database) {
    let text = "-- no-transaction\nCREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER);\nUPDATE a SET n = n + 1;\nINSERT INTO nowhere VALUES (1);\nBEGIN;\nCOMMIT;\n";
    database.write("1_a.up.sql", text);
    database.run(&["up"]).exits(3);
    database
        .query("UPDATE _backend_migrations SET statements_done = 1, statement_started = 2, detail = NULL")
        .await;
    database.write(
        "1_a.up.sql",
        &text.replace("nowhere VALUES (1)", "a VALUES (1, 1)"),
    );
    database
        .run(&["up", "--resume"])
        .exits(3)
        .says("may or may not have run")
        .says("repair 1 --done 2");
    database
        .run(&["repair", "1", "--done", "2", "--yes"])
        .exits(0);
    database.run(&["up", "--resume"]).exits(0);
    assert_eq!(database.query("SELECT n FROM a").await, ["1"]);
}

async fn drift_is_reported_before_anything_runs(database: Database) {
    database.write("10_a.up.sql", "CREATE TABLE a (id INTEGER PRIMARY KEY);\n");
    database.run(&["up"]).exits(0);
    // A checkout with other line ends is no edit.
    database.write(
        "10_a.up.sql",
        "\u{feff}CREATE TABLE a (id INTEGER PRIMARY KEY);\r\n",
    );
    database.run(&["verify"]).exits(0);
    database.run(&["up"]).exits(0);
    database.write(
        "10_a.up.sql",
        "CREATE TABLE a (id INTEGER PRIMARY KEY); -- edited\n",
    );
    database.write("11_b.up.sql", "CREATE TABLE b (id INTEGER PRIMARY KEY);\n");
    database
        .run(&["up"])
        .exits(3)
        .says("10_a was edited after it was applied")
        .says("repair --accept 10");
    assert_eq!(database.states(), ["10=edited", "11=pending"]);
    database
        .run(&["repair", "--accept", "10", "--yes"])
        .exits(0);
    database.run(&["up"]).exits(0);
    database.write(
        "9_late.up.sql",
        "CREATE TABLE late (id INTEGER PRIMARY KEY);\n",
    );
    database
        .run(&["up"])
        .exits(3)
        .says("9_late came after 11_b was applied")
        .says("--order allow");
    database
        .run(&["up", "--order", "allow"])
        .exits(0)
        .says("applied 9_late");
    std::fs::remove_file(database.migrations().join("10_a.up.sql")).expect("it was there");
    database
        .run(&["up"])
        .exits(3)
        .says("10_a is applied, but its file is missing");
    database.run(&["verify"]).exits(1).says("missing: 10_a");
    database.run(&["up", "--order", "allow"]).exits(0);
}

on_each_engine! {
    failing_statement_is_located: failing_statement_on_sqlite, failing_statement_on_postgres, failing_statement_on_mariadb;
    partial_outside_a_transaction_goes_on: partial_goes_on_on_sqlite, partial_goes_on_on_postgres, partial_goes_on_on_mariadb;
    partial_can_be_taken_back: partial_back_on_sqlite, partial_back_on_postgres, partial_back_on_mariadb;
    uncertain_statement_is_looked_up: uncertain_on_sqlite, uncertain_on_postgres, uncertain_on_mariadb;
    uncertain_last_statement_ends_the_migration: uncertain_last_on_sqlite, uncertain_last_on_postgres, uncertain_last_on_mariadb;
    everything_done_by_hand_ends_the_migration: by_hand_on_sqlite, by_hand_on_postgres, by_hand_on_mariadb;
    uncertain_statement_may_need_a_person: person_on_sqlite, person_on_postgres, person_on_mariadb;
    drift_is_reported_before_anything_runs: drift_on_sqlite, drift_on_postgres, drift_on_mariadb;
}

#[test]
fn files_are_checked_before_anything_runs() {
    on(Engine::Sqlite, async |database: Database| {
        database.write("1_a.up.sql", "CREATE TABLE a (id INTEGER PRIMARY KEY);\n");
        for (name, text, said) in [
            (
                "1_b.up.sql",
                "CREATE TABLE b (id INTEGER);\n",
                "version 1 is used twice",
            ),
            (
                "2_empty.up.sql",
                "-- nothing\n",
                "there is no statement in this file",
            ),
            (
                "2_open.up.sql",
                "SELECT 1;\nSELECT 'open;\n",
                "2_open.up.sql:2",
            ),
            (
                "2_tx.up.sql",
                "BEGIN;\nSELECT 1;\n",
                "stands in a migration that runs in a transaction of its own",
            ),
            (
                "2_back.down.sql",
                "SELECT 1;\n",
                "there is a way back but no way forward",
            ),
            (
                "add_books.up.sql",
                "SELECT 1;\n",
                "does not start with a version",
            ),
            (
                "2_timeout.up.sql",
                "-- lock-timeout: soon\nSELECT 1;\n",
                "2_timeout.up.sql:1",
            ),
        ] {
            database.write(name, text);
            database.run(&["up"]).exits(3).says(said);
            std::fs::remove_file(database.migrations().join(name)).expect("it was there");
        }
        std::fs::write(
            database.migrations().join("2_latin.up.sql"),
            b"SELECT 1;\nSELECT '\xe9';\n",
        )
        .expect("a file");
        database
            .run(&["up"])
            .exits(3)
            .says("this file is not UTF-8")
            .says("2_latin.up.sql:2");
        std::fs::remove_file(database.migrations().join("2_latin.up.sql")).expect("it was there");
        assert_eq!(database.states(), ["1=pending"]);
    });
}

#[test]
fn wrong_places_have_a_remedy_and_no_password() {
    let folder = tempdir().expect("a folder");
    write(
        &folder.path().join("migrations"),
        "1_a.up.sql",
        "SELECT 1;\n",
    );
    for (url, code, said) in [
        ("", 2, "DATABASE_URL"),
        (
            "oracle://u:secret@h/db",
            2,
            "unknown database scheme `oracle`",
        ),
        (
            "postgres://u:secret@127.0.0.1:1/db",
            4,
            "127.0.0.1:1: connection refused (after",
        ),
        (
            "mysql://u:secret@127.0.0.1:1/db",
            4,
            "127.0.0.1:1: connection refused (after",
        ),
        ("sqlite:missing.db", 4, "--create-database"),
        ("sqlite:no/such/folder/app.db", 4, "create the folder"),
    ] {
        let outcome = run_in(folder.path(), url, &["up"]).exits(code).says(said);
        assert!(!format!("{outcome:?}").contains("secret"), "{outcome:?}");
    }
}

#[test]
fn missing_database_can_be_created() {
    for engine in [Engine::Postgres, Engine::Mysql] {
        on(engine, async |database: Database| {
            database.write("1_a.up.sql", "CREATE TABLE a (id INTEGER PRIMARY KEY);\n");
            let url = format!("{}_new", database.url);
            let folder = database.folder.path();
            run_in(folder, &url, &["up"])
                .exits(4)
                .says("does not exist")
                .says("--create-database");
            run_in(folder, &url, &["up", "--create-database"])
                .exits(0)
                .says("applied 1_a");
        });
    }
}

#[test]
fn account_without_rights_is_an_environment_error() {
    on(Engine::Postgres, async |database: Database| {
        database.write("1_a.up.sql", "CREATE TABLE a (id INTEGER PRIMARY KEY);\n");
        let role = format!("reader_{}", std::process::id());
        database.query(&format!("CREATE ROLE {role} LOGIN")).await;
        let url = database.url.replace("app@", &format!("{role}@"));
        run_in(database.folder.path(), &url, &["up"])
            .exits(4)
            .says("permission denied")
            .says("use an account that may create tables");
        assert_eq!(database.states(), ["1=pending"]);
    });
}

#[test]
fn invalid_index_is_reported_with_its_remedy() {
    on(Engine::Postgres, async |database: Database| {
        database.write(
            "1_a.up.sql",
            "CREATE TABLE a (n INTEGER);\nINSERT INTO a VALUES (1), (1);\n",
        );
        database.write(
            "2_b.up.sql",
            "-- no-transaction\nCREATE UNIQUE INDEX CONCURRENTLY a_n ON a (n);\n",
        );
        database
            .run(&["up"])
            .exits(3)
            .says("2_b: statement 1 of 1 failed")
            .says("INVALID");
        database
            .run(&["status", "--check"])
            .exits(1)
            .says("DROP INDEX CONCURRENTLY a_n");
        database.query("DROP INDEX CONCURRENTLY a_n").await;
        database.query("DELETE FROM a").await;
        database.run(&["up", "--resume"]).exits(0);
        database.run(&["status", "--check"]).exits(0);
    });
}
