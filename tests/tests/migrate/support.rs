//! Databases of our own, and questions to them.

use std::{path::Path, sync::OnceLock};

use backend_runtime::db::Engine;
use backend_tests::{servers, skipped};
use sqlx::{AnyConnection, Connection, Row};
use tempfile::TempDir;

/// A fresh database; it goes with its value.
pub(crate) struct Database {
    pub(crate) engine: Engine,
    pub(crate) url: String,
    pub(crate) folder: TempDir,
}

/// The server of this test process; tests that need many databases start it once.
fn server(engine: Engine) -> Result<&'static servers::Server, String> {
    static POSTGRES: OnceLock<Result<servers::Server, String>> = OnceLock::new();
    static MARIADB: OnceLock<Result<servers::Server, String>> = OnceLock::new();
    let server = match engine {
        Engine::Mysql => {
            MARIADB.get_or_init(|| servers::mariadb().map_err(|error| error.to_string()))
        }
        Engine::Postgres | Engine::Sqlite => {
            POSTGRES.get_or_init(|| servers::postgres().map_err(|error| error.to_string()))
        }
    };
    server.as_ref().map_err(Clone::clone)
}

impl Database {
    /// A new database, or nothing (and a note) where the machine has no such server.
    pub(crate) fn new(engine: Engine) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        if engine == Engine::Sqlite {
            let file = folder.path().join("app.db");
            std::fs::write(&file, "").expect("an empty file is an empty database");
            return Some(Self {
                engine,
                url: format!("sqlite://{}", file.display()),
                folder,
            });
        }
        let server = match server(engine) {
            Ok(server) => server,
            Err(unavailable) => {
                skipped(unavailable);
                return None;
            }
        };
        let url = server.scratch_database("migrate").expect("a database");
        Some(Self {
            engine,
            url,
            folder,
        })
    }

    /// The folder of migrations beside the database.
    pub(crate) fn migrations(&self) -> std::path::PathBuf {
        self.folder.path().join("migrations")
    }

    /// Writes a migration file.
    pub(crate) fn write(&self, name: &str, text: &str) {
        write(&self.migrations(), name, text);
    }

    /// The rows of a query, columns as text joined by `|`.
    pub(crate) async fn query(&self, sql: &str) -> Vec<String> {
        query(&self.url, sql).await
    }
}

/// Writes a file into a folder that is made when needed.
pub(crate) fn write(folder: &Path, name: &str, text: &str) {
    std::fs::create_dir_all(folder).expect("a folder");
    std::fs::write(folder.join(name), text).expect("a file");
}

/// The rows of a query, columns as text joined by `|`.
pub(crate) async fn query(url: &str, sql: &str) -> Vec<String> {
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(url).await.expect("a connection");
    let rows = sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned()))
        .fetch_all(&mut connection)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
    let rows = rows
        .iter()
        .map(|row| {
            (0..row.len())
                .map(|column| text(row, column))
                .collect::<Vec<_>>()
                .join("|")
        })
        .collect();
    connection.close().await.expect("an orderly end");
    rows
}

fn text(row: &sqlx::any::AnyRow, column: usize) -> String {
    if let Ok(text) = row.try_get::<Option<String>, _>(column) {
        return text.unwrap_or_else(|| "-".to_owned());
    }
    if let Ok(number) = row.try_get::<i64, _>(column) {
        return number.to_string();
    }
    let bytes: Vec<u8> = row.try_get(column).expect("text, a number or bytes");
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Runs one test body per engine, skipping those that are not here.
pub(crate) fn on(engine: Engine, body: impl AsyncFnOnce(Database)) {
    let Some(database) = Database::new(engine) else {
        return;
    };
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(body(database));
}

/// Makes one test per engine out of a function that takes a database.
macro_rules! on_each_engine {
    ($($body:ident: $sqlite:ident, $postgres:ident, $mariadb:ident;)+) => {$(
        #[test]
        fn $sqlite() {
            crate::support::on(backend_runtime::db::Engine::Sqlite, $body);
        }

        #[test]
        fn $postgres() {
            crate::support::on(backend_runtime::db::Engine::Postgres, $body);
        }

        #[test]
        fn $mariadb() {
            crate::support::on(backend_runtime::db::Engine::Mysql, $body);
        }
    )+};
}
pub(crate) use on_each_engine;
