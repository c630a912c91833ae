//! A folder and a history that the real dbmate has written are taken over and continued.

use std::process::Command;

use backend_tests::{scaffold::target, skipped};

use crate::support::{Database, on_each_engine};
use backend_runtime::db::Engine;

/// Runs dbmate on a database; `None` where it is not installed. `cargo xtask test` puts it below the target folder.
fn dbmate(database: &Database, arguments: &[&str]) -> Option<()> {
    let program = target().join("dbmate/node_modules/.bin/dbmate");
    if !program.is_file() {
        skipped(format!("{} is not installed", program.display()));
        return None;
    }
    let url = match database.engine {
        Engine::Postgres => format!("{}?sslmode=disable", database.url),
        Engine::Mysql => database.url.clone(),
        Engine::Sqlite => database.url.replace("sqlite://", "sqlite:"),
    };
    let output = Command::new(program)
        .args(["--url", &url, "--no-dump-schema", "--migrations-dir"])
        .arg(database.migrations())
        .args(arguments)
        .output()
        .expect("it starts");
    assert!(output.status.success(), "{output:?}");
    Some(())
}

async fn history_of_dbmate_goes_on(database: Database) {
    let table = |name: &str| {
        format!(
            "CREATE TABLE {name} (id INTEGER PRIMARY KEY);\n\n-- migrate:down\nDROP TABLE {name};\n"
        )
    };
    let first = format!("-- migrate:up\n{}", table("a"));
    database.write("20260101000000_a.sql", &first);
    database.write(
        "20260102000000_b.sql",
        &format!("-- migrate:up transaction:false\n{}", table("b")),
    );
    if dbmate(&database, &["up"]).is_none() {
        return;
    }
    database.write(
        "20260103000000_c.sql",
        &format!("-- migrate:up\n{}", table("c")),
    );
    database.run(&["up"]).exits(3).says("--adopt dbmate");
    database.run(&["status"]).exits(0).says("up --adopt dbmate");
    let dry = database.run(&["up", "--adopt", "dbmate", "--dry-run"]);
    assert!(
        !dry.exits(0).stdout.contains("applied"),
        "a dry run applies nothing"
    );
    database
        .run(&["up", "--adopt", "dbmate"])
        .exits(0)
        .says("took over the history of dbmate: 2 migrations")
        .says("applied 20260103000000_c");
    database
        .run(&["status", "--check"])
        .exits(0)
        .says("3 applied");
    database.run(&["verify"]).exits(0);
    database
        .run(&["rollback", "--steps", "2", "--yes"])
        .exits(0)
        .says("rolled back 20260102000000_b");
    // From here on its files are guarded against edits.
    database.write(
        "20260101000000_a.sql",
        &first.replace("id INTEGER", "id BIGINT"),
    );
    database
        .run(&["up"])
        .exits(3)
        .says("20260101000000_a was edited after it was applied");
    // The table of dbmate stays as it was.
    let rows = database
        .query("SELECT count(*) AS n FROM schema_migrations")
        .await;
    assert_eq!(rows, ["2"]);
}

on_each_engine! {
    history_of_dbmate_goes_on: history_of_dbmate_on_sqlite, history_of_dbmate_on_postgres, history_of_dbmate_on_mariadb;
}
