//! Opening SQLite databases.

use std::{
    str::FromStr,
    time::{Duration, Instant},
};

use sqlx::{
    ConnectOptions, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions},
};

use crate::{
    db::{
        ConnectError, ConnectErrorKind, DatabaseUrl, Engine,
        connect::{unreadable_url, within_limit},
    },
    decimal::DecimalText,
};

/// How long to wait for others who hold the file.
const BUSY: Duration = Duration::from_secs(5);
/// Between two attempts to open it.
const PAUSE: Duration = Duration::from_millis(20);

/// Opens a pool on a file, which is created when it is missing, or on `sqlite::memory:`.
///
/// Connections use write-ahead logging, check foreign keys, wait five seconds for a writer, and know the collation
/// `decimal`, by which text compares as the decimal number that it is. A database in memory
/// belongs to its connection, so its pool has exactly one.
///
/// # Errors
/// [`ConnectErrorKind::Url`] or [`ConnectErrorKind::Permission`].
pub async fn pool(url: &str) -> Result<SqlitePool, ConnectError> {
    let url = DatabaseUrl::parse(url)?;
    let options = options(&url)?.create_if_missing(true);
    let pool = if is_in_memory(&url) {
        SqlitePoolOptions::new()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
    } else {
        SqlitePoolOptions::new()
    };
    let (place, diagnose) = (place(&options), diagnose(&options));
    let open = patiently(|| pool.clone().connect_with(options.clone()));
    within_limit(Engine::Sqlite, &place, diagnose, open).await
}

/// One connection of our own.
#[cfg(feature = "migrate")]
pub(crate) async fn connect(
    url: &DatabaseUrl,
    create: bool,
) -> Result<sqlx::SqliteConnection, ConnectError> {
    let mut options = options(url)?;
    if create {
        options = options.create_if_missing(true);
    }
    let (place, diagnose) = (place(&options), diagnose(&options));
    let open = patiently(|| options.connect());
    within_limit(Engine::Sqlite, &place, diagnose, open).await
}

/// Opens again while others hold the file: a change to write-ahead logging takes an exclusive lock, and SQLite does not
/// call the busy handler for it (<https://www.sqlite.org/wal.html#sometimes_queries_return_sqlite_busy_in_wal_mode>).
async fn patiently<T, Opening: Future<Output = Result<T, sqlx::Error>>>(
    open: impl Fn() -> Opening,
) -> Result<T, sqlx::Error> {
    let started = Instant::now();
    loop {
        match open().await {
            Err(error) if is_busy(&error) && started.elapsed() < BUSY => {
                tokio::time::sleep(PAUSE).await;
            }
            other => return other,
        }
    }
}

/// `SQLITE_BUSY` and its extended codes (<https://www.sqlite.org/rescode.html#busy>).
fn is_busy(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(refusal) = error else {
        return false;
    };
    let code = refusal.code().and_then(|code| code.parse::<i32>().ok());
    code.is_some_and(|code| code & 0xff == 5)
}

fn options(url: &DatabaseUrl) -> Result<SqliteConnectOptions, ConnectError> {
    let options = SqliteConnectOptions::from_str(url.secret_text())
        .map_err(|error| unreadable_url(&error))?;
    let options = options
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .collation("decimal", |a, b| DecimalText(a).cmp(&DecimalText(b)))
        .disable_statement_logging();
    // A read-only or immutable file cannot change its journal.
    let read_only = ["mode=ro", "immutable=1", "immutable=true"];
    if read_only
        .iter()
        .any(|option| url.secret_text().contains(option))
    {
        return Ok(options);
    }
    Ok(options.journal_mode(SqliteJournalMode::Wal))
}

fn is_in_memory(url: &DatabaseUrl) -> bool {
    url.secret_text().contains(":memory:") || url.secret_text().contains("mode=memory")
}

fn place(options: &SqliteConnectOptions) -> String {
    options.get_filename().display().to_string()
}

/// <https://www.sqlite.org/rescode.html>
fn diagnose(
    options: &SqliteConnectOptions,
) -> impl FnOnce(&sqlx::Error) -> Option<ConnectError> + use<> {
    let file = options.get_filename().to_owned();
    move |error| {
        let sqlx::Error::Database(refusal) = error else {
            return None;
        };
        let code: i32 = refusal.code()?.parse().ok()?;
        let shown = file.display();
        let folder = file
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let (kind, message, help) = match code & 0xff {
            14 if folder.is_some_and(|folder| !folder.exists()) => (
                ConnectErrorKind::MissingDatabase,
                format!("the folder of the database file {shown} does not exist"),
                "create the folder",
            ),
            14 if !file.exists() => (
                ConnectErrorKind::MissingDatabase,
                format!("the database file {shown} does not exist"),
                "let --create-database create it, or check the path and the folder's permissions",
            ),
            14 | 3 | 23 => (
                ConnectErrorKind::Permission,
                format!("the database file {shown} cannot be opened"),
                "check the permissions of the file and its folder",
            ),
            8 => (
                ConnectErrorKind::Permission,
                format!("the database file {shown} or its folder is read-only"),
                "SQLite needs to write the file and its folder",
            ),
            26 | 11 => (
                ConnectErrorKind::Other,
                format!("the file {shown} is not a SQLite database"),
                "check the path",
            ),
            _ => return None,
        };
        Some(ConnectError::new(kind, message).help(help))
    }
}
