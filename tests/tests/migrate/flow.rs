//! The ordinary course: up, status, rollback, redo, verify, baseline, repair, dump.

use backend_runtime::db::Engine;

use crate::support::{Database, on_each_engine, query, write};

fn write_two(database: &Database) {
    database.write(
        "20260101000000_books.up.sql",
        "CREATE TABLE books (id INTEGER PRIMARY KEY, title VARCHAR(50));\n",
    );
    database.write("20260101000000_books.down.sql", "DROP TABLE books;\n");
    database.write(
        "20260102000000_pages.up.sql",
        "ALTER TABLE books ADD COLUMN pages INTEGER;\n",
    );
    database.write(
        "20260102000000_pages.down.sql",
        "ALTER TABLE books DROP COLUMN pages;\n",
    );
}

async fn steps_and_targets(database: Database) {
    write_two(&database);
    database
        .run(&["status", "--check"])
        .exits(1)
        .says("2 pending");
    database
        .run(&["up", "--steps", "1"])
        .exits(0)
        .says("applied 20260101000000_books in");
    assert_eq!(
        database.states(),
        ["20260101000000=applied", "20260102000000=pending"]
    );
    database.run(&["up", "--to", "20260102000000"]).exits(0);
    database
        .run(&["status", "--check"])
        .exits(0)
        .says("2 applied");
    database.run(&["up"]).exits(0).says("nothing to apply");
    database.run(&["rollback"]).exits(2).says("--yes");
    database
        .run(&["rollback", "--yes"])
        .exits(0)
        .says("rolled back 20260102000000_pages");
    assert_eq!(
        database.states(),
        ["20260101000000=applied", "20260102000000=pending"]
    );
    database.run(&["up"]).exits(0);
    database
        .run(&["redo", "--yes"])
        .exits(0)
        .says("applied 20260102000000_pages");
    database
        .run(&["up", "--to", "20260102000001"])
        .exits(2)
        .says("there is no migration 20260102000001");
    database.run(&["rollback", "--to", "0", "--yes"]).exits(0);
    assert_eq!(
        database.states(),
        ["20260101000000=pending", "20260102000000=pending"]
    );
    let history = database
        .run(&["history", "--format", "json"])
        .exits(0)
        .json();
    assert_eq!(history["history"][0]["state"], "rolled-back");
}

async fn round_trip_is_proven(database: Database) {
    write_two(&database);
    database
        .run(&["verify", "--roundtrip"])
        .exits(0)
        .says("round trip holds: 20260102000000_pages");
    assert_eq!(
        database.states(),
        ["20260101000000=pending", "20260102000000=pending"]
    );
    database.write(
        "20260102000000_pages.down.sql",
        "ALTER TABLE books ADD COLUMN other INTEGER;\nALTER TABLE books DROP COLUMN pages;\n",
    );
    database
        .run(&["verify", "--roundtrip"])
        .exits(1)
        .says("20260102000000_pages: the way back does not restore");
    database.write("20260102000000_pages.down.sql", "SELECT 1;\n");
    database
        .run(&["verify", "--roundtrip"])
        .exits(1)
        .says("20260102000000_pages: after the way back, the way forward fails");
}

async fn baseline_runs_nothing(database: Database) {
    write_two(&database);
    database
        .run(&["baseline", "20260101000000", "--yes"])
        .exits(0)
        .says("recorded 20260101000000_books");
    assert_eq!(
        database.states(),
        ["20260101000000=baseline", "20260102000000=pending"]
    );
}

async fn dump_is_the_same_text_again(database: Database) {
    write_two(&database);
    database.run(&["up"]).exits(0);
    database.run(&["dump"]).exits(0).says("wrote schema.sql");
    let file = database.folder.path().join("schema.sql");
    let first = std::fs::read_to_string(&file).expect("it is written");
    assert!(
        first.contains("pages") && !first.contains("_backend_migrations"),
        "{first}"
    );
    database.run(&["rollback", "--to", "0", "--yes"]).exits(0);
    database.run(&["up"]).exits(0);
    database.run(&["dump"]).exits(0);
    assert_eq!(
        std::fs::read_to_string(&file).expect("it is written"),
        first
    );
}

async fn single_file_has_a_way_back(database: Database) {
    let folder = database.folder.path();
    write(
        folder,
        "seed.sql",
        "CREATE TABLE seeds (id INTEGER PRIMARY KEY);\n",
    );
    write(folder, "seed_rollback.sql", "DROP TABLE seeds;\n");
    std::fs::create_dir_all(database.migrations()).expect("a folder");
    database
        .run(&["up", "--file", "seed.sql"])
        .exits(0)
        .says("applied file:seed");
    database
        .run(&["up", "--file", "seed.sql"])
        .exits(0)
        .says("nothing to apply");
    assert_eq!(
        query(&database.url, "SELECT count(*) AS n FROM seeds").await,
        ["0"]
    );
    database
        .run(&["rollback", "--file", "seed.sql", "--yes"])
        .exits(0)
        .says("rolled back file:seed");
}

async fn single_file_that_stopped_goes_on(database: Database) {
    let folder = database.folder.path();
    let text = "-- no-transaction\nCREATE TABLE seeds (id INTEGER PRIMARY KEY);\nINSERT INTO nowhere VALUES (1);\n";
    write(folder, "seed.sql", text);
    database
        .run(&["up", "--file", "seed.sql"])
        .exits(3)
        .says("stopped after statement 1 of 2");
    write(folder, "seed.sql", &text.replace("nowhere", "seeds"));
    database
        .run(&["up", "--file", "seed.sql"])
        .exits(3)
        .says("is partial");
    database
        .run(&["up", "--file", "seed.sql", "--resume"])
        .exits(0)
        .says("applied file:seed");
    assert_eq!(
        query(&database.url, "SELECT count(*) AS n FROM seeds").await,
        ["1"]
    );
}

async fn both_other_layouts_run(database: Database) {
    database.write("1_a.sql", "CREATE TABLE a (id INTEGER PRIMARY KEY);\n");
    database.write("2_b.sql", "-- migrate:up\nCREATE TABLE b (id INTEGER PRIMARY KEY);\n\n-- migrate:down\nDROP TABLE b;\n");
    database.run(&["up"]).exits(0);
    assert_eq!(database.states(), ["1=applied", "2=applied"]);
    database.run(&["rollback", "--yes"]).exits(0).says("2_b");
    database
        .run(&["rollback", "--yes"])
        .exits(3)
        .says("1_a has no way back");
    assert_eq!(database.states(), ["1=applied", "2=pending"]);
}

async fn dry_run_executes_and_takes_back(database: Database) {
    write_two(&database);
    let said = if database.engine == Engine::Mysql {
        "on a scratch database"
    } else {
        "rolled back"
    };
    database
        .run(&["up", "--dry-run"])
        .exits(0)
        .says(said)
        .says("ALTER TABLE books ADD COLUMN");
    assert_eq!(
        database.states(),
        ["20260101000000=pending", "20260102000000=pending"]
    );
    if database.engine == Engine::Postgres {
        database
            .run(&["up", "--dry-run"])
            .exits(0)
            .says("takes AccessExclusiveLock on books");
    }
    if database.engine != Engine::Mysql {
        let vacuum = if database.engine == Engine::Postgres {
            "CREATE INDEX CONCURRENTLY books_title ON books (title)"
        } else {
            "VACUUM"
        };
        let text = |column: &str| {
            format!(
                "-- no-transaction\n{vacuum};\nALTER TABLE books ADD COLUMN {column} INTEGER;\n"
            )
        };
        database.write("20260102000001_outside.up.sql", &text("pages"));
        database
            .run(&["up", "--dry-run"])
            .exits(3)
            .says("20260102000001_outside: statement 2 of 2 failed");
        database.write("20260102000001_outside.up.sql", &text("shelf"));
        database
            .run(&["up", "--dry-run"])
            .exits(0)
            .says("not run: what cannot run in a transaction was only parsed")
            .says("ADD COLUMN shelf INTEGER (");
    }
    database.write(
        "20260103000000_broken.up.sql",
        "ALTER TABLE no_such_table ADD COLUMN x INTEGER;\n",
    );
    database
        .run(&["up", "--dry-run"])
        .exits(3)
        .says("20260103000000_broken: statement 1 of 1 failed");
}

async fn adopts_sqlx(database: Database) {
    write_two(&database);
    let migrator = sqlx::migrate::Migrator::new(database.migrations())
        .await
        .expect("sqlx reads the folder");
    sqlx::any::install_default_drivers();
    let pool = sqlx::AnyPool::connect(&database.url).await.expect("a pool");
    migrator.run(&pool).await.expect("sqlx migrates");
    pool.close().await;
    database.write(
        "20260103000000_more.up.sql",
        "CREATE TABLE more (id INTEGER PRIMARY KEY);\n",
    );
    database.run(&["up"]).exits(3).says("--adopt sqlx");
    database
        .run(&["up", "--adopt", "sqlx"])
        .exits(0)
        .says("applied 20260103000000_more");
    database
        .run(&["status", "--check"])
        .exits(0)
        .says("3 applied");
    database.run(&["verify"]).exits(0);
}

async fn refuses_sqlx_history_of_other_files(database: Database) {
    write_two(&database);
    let migrator = sqlx::migrate::Migrator::new(database.migrations())
        .await
        .expect("sqlx reads the folder");
    sqlx::any::install_default_drivers();
    let pool = sqlx::AnyPool::connect(&database.url).await.expect("a pool");
    migrator.run(&pool).await.expect("sqlx migrates");
    pool.close().await;
    write_two(&database);
    database.write(
        "20260101000000_books.up.sql",
        "CREATE TABLE books (id INTEGER PRIMARY KEY);\n",
    );
    database
        .run(&["up", "--adopt", "sqlx"])
        .exits(3)
        .says("20260101000000_books was edited after it was applied");
}

async fn adopts_dbmate(database: Database) {
    database
        .query("CREATE TABLE schema_migrations (version VARCHAR(128) PRIMARY KEY)")
        .await;
    database
        .query("INSERT INTO schema_migrations VALUES ('20260101000000')")
        .await;
    write_two(&database);
    database
        .query("CREATE TABLE books (id INTEGER PRIMARY KEY)")
        .await;
    database
        .run(&["up", "--adopt", "dbmate"])
        .exits(0)
        .says("applied 20260102000000_pages");
    assert_eq!(
        database.states(),
        ["20260101000000=applied", "20260102000000=applied"]
    );
}

on_each_engine! {
    steps_and_targets: steps_and_targets_on_sqlite, steps_and_targets_on_postgres, steps_and_targets_on_mariadb;
    round_trip_is_proven: round_trip_is_proven_on_sqlite, round_trip_is_proven_on_postgres, round_trip_is_proven_on_mariadb;
    baseline_runs_nothing: baseline_runs_nothing_on_sqlite, baseline_runs_nothing_on_postgres, baseline_runs_nothing_on_mariadb;
    dump_is_the_same_text_again: dump_is_the_same_on_sqlite, dump_is_the_same_on_postgres, dump_is_the_same_on_mariadb;
    single_file_has_a_way_back: single_file_on_sqlite, single_file_on_postgres, single_file_on_mariadb;
    single_file_that_stopped_goes_on: single_file_goes_on_on_sqlite, single_file_goes_on_on_postgres, single_file_goes_on_on_mariadb;
    both_other_layouts_run: other_layouts_on_sqlite, other_layouts_on_postgres, other_layouts_on_mariadb;
    dry_run_executes_and_takes_back: dry_run_on_sqlite, dry_run_on_postgres, dry_run_on_mariadb;
    adopts_sqlx: adopts_sqlx_on_sqlite, adopts_sqlx_on_postgres, adopts_sqlx_on_mariadb;
    refuses_sqlx_history_of_other_files: refuses_other_sqlx_on_sqlite, refuses_other_sqlx_on_postgres, refuses_other_sqlx_on_mariadb;
    adopts_dbmate: adopts_dbmate_on_sqlite, adopts_dbmate_on_postgres, adopts_dbmate_on_mariadb;
}
