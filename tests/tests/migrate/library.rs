//! What a service does at its start.

use backend_runtime::{
    db::{self, Engine},
    migrate::{self, Migrations, Migrator, Target},
};

use crate::support::{Database, on};

static MIGRATIONS: Migrations = migrate::embed!("fixtures/migrations/library");

async fn target(database: &Database) -> Target {
    match database.engine {
        Engine::Sqlite => db::sqlite::pool(&database.url)
            .await
            .expect("a pool")
            .into(),
        Engine::Postgres => db::postgres::pool(&database.url)
            .await
            .expect("a pool")
            .into(),
        Engine::Mysql => db::mysql::pool(&database.url).await.expect("a pool").into(),
    }
}

async fn applies_once(database: Database) {
    let target = target(&database).await;
    let report = Migrator::new(target.clone(), &MIGRATIONS)
        .up()
        .await
        .expect("up");
    let versions: Vec<&str> = report
        .applied
        .iter()
        .map(|applied| applied.version.as_str())
        .collect();
    assert_eq!(versions, ["00000000000001", "20260101000000"]);
    assert_eq!(report.applied[0].statements, 2);
    let again = Migrator::new(target, &MIGRATIONS)
        .up()
        .await
        .expect("nothing to do");
    assert_eq!(again.applied, []);
    let rows = database
        .query("SELECT version, state, statements_done, applied_tool FROM _backend_migrations ORDER BY position")
        .await;
    let tool = concat!("cargo-backend ", env!("CARGO_PKG_VERSION"));
    assert_eq!(
        rows,
        [
            format!("00000000000001|applied|2|{tool}"),
            format!("20260101000000|applied|1|{tool}")
        ]
    );
    assert_eq!(
        database.query("SELECT count(pages) FROM books").await,
        ["0"]
    );
}

#[test]
fn embedded_migrations_apply_once_on_sqlite() {
    on(Engine::Sqlite, applies_once);
}

#[test]
fn embedded_migrations_apply_once_on_postgres() {
    on(Engine::Postgres, applies_once);
}

#[test]
fn embedded_migrations_apply_once_on_mariadb() {
    on(Engine::Mysql, applies_once);
}

/// Instances of a service, each with a pool of its own, as many processes would have.
async fn instances_start_together(database: Database) {
    const INSTANCES: usize = 8;
    let mut starts = tokio::task::JoinSet::new();
    for _ in 0..INSTANCES {
        let migrator = Migrator::new(target(&database).await, &MIGRATIONS);
        starts.spawn(async move { migrator.up().await });
    }
    let mut applied = Vec::new();
    while let Some(start) = starts.join_next().await {
        let report = start.expect("no panic").expect("every instance starts");
        applied.extend(report.applied.into_iter().map(|applied| applied.version));
    }
    applied.sort();
    assert_eq!(applied, ["00000000000001", "20260101000000"]);
    database.run(&["history"]).exits(0).says("20260101000000");
}

#[test]
fn instances_may_start_together_on_sqlite() {
    on(Engine::Sqlite, instances_start_together);
}

#[test]
fn instances_may_start_together_on_postgres() {
    on(Engine::Postgres, instances_start_together);
}

#[test]
fn instances_may_start_together_on_mariadb() {
    on(Engine::Mysql, instances_start_together);
}

#[test]
fn database_in_memory_keeps_its_tables() {
    on(Engine::Sqlite, async |_| {
        let pool = db::sqlite::pool("sqlite::memory:").await.expect("a pool");
        Migrator::new(&pool, &MIGRATIONS).up().await.expect("up");
        let books: i64 = sqlx::query_scalar("SELECT count(*) FROM books")
            .fetch_one(&pool)
            .await
            .expect("the table");
        assert_eq!(books, 0);
        assert_eq!(
            Migrator::new(&pool, &MIGRATIONS)
                .up()
                .await
                .expect("up")
                .applied,
            []
        );
    });
}

/// A run syncs once at its end; what the service writes afterwards is synced as its pool is set.
#[test]
fn pool_syncs_as_before() {
    on(Engine::Sqlite, async |database: Database| {
        let options = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1);
        let pool = options.connect(&database.url).await.expect("a pool");
        let ask = async |query: &'static str| -> i64 {
            let answer = sqlx::query_scalar(query).fetch_one(&pool).await;
            answer.expect("a number")
        };
        sqlx::raw_sql("PRAGMA journal_mode = WAL")
            .execute(&pool)
            .await
            .expect("it may");
        assert_eq!(ask("PRAGMA synchronous").await, 2);
        Migrator::new(&pool, &MIGRATIONS).up().await.expect("up");
        assert_eq!(ask("PRAGMA synchronous").await, 2);
        // Nothing of the run is in the log only: the database file by itself has it.
        let copy = database.folder.path().join("copy.db");
        std::fs::copy(database.folder.path().join("app.db"), &copy).expect("a copy");
        let copy = format!("sqlite://{}", copy.display());
        let books = crate::support::query(&copy, "SELECT count(*) AS n FROM books").await;
        assert_eq!(books, ["0"]);
    });
}
