//! A SQLite connection for the migration runner.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use sqlx::{
    AssertSqlSafe, Connection, Row, Sqlite, SqliteConnection, ValueRef as _, pool::PoolConnection,
    sqlite::SqliteRow,
};

use super::lock_file::{Attempt, LockFile};
use crate::db::{
    ConnectError, DatabaseFailure, DatabaseUrl, Engine, raw,
    session::{BatchFailure, Boxed, Holder, Session, TextRow},
};

/// Our own connection, or one of a pool: a database in memory lives only in the connection that the pool has.
enum Connected {
    Owned(SqliteConnection),
    Pooled(PoolConnection<Sqlite>),
}

/// A connection and, while it is held, the runner lock.
pub(crate) struct SqliteSession {
    connection: Connected,
    /// The database file; none in memory.
    file: Option<PathBuf>,
    /// Who we are, for those who wait.
    identity: String,
    lock: Option<LockFile>,
    /// How long a statement may take.
    limit: Option<Duration>,
    /// How the connection syncs when no run is going on.
    synchronous: Option<String>,
}

impl SqliteSession {
    pub(crate) async fn open(
        url: &DatabaseUrl,
        create: bool,
        identity: String,
    ) -> Result<Self, ConnectError> {
        let connection = super::connect::connect(url, create).await?;
        Ok(Self::new(Connected::Owned(connection), identity).await)
    }

    pub(crate) async fn pooled(connection: PoolConnection<Sqlite>, identity: String) -> Self {
        Self::new(Connected::Pooled(connection), identity).await
    }

    async fn new(connection: Connected, identity: String) -> Self {
        let mut session = Self {
            connection,
            file: None,
            identity,
            lock: None,
            limit: None,
            synchronous: None,
        };
        let query = "SELECT file FROM pragma_database_list WHERE name = 'main'";
        session.file = session
            .rows(query.to_owned())
            .await
            .ok()
            .and_then(|rows| rows.into_iter().next()?.into_iter().next()?)
            .filter(|file| !file.is_empty())
            .map(PathBuf::from);
        session
    }

    /// One sync for a whole run instead of one per transaction, where the write-ahead log allows it: what a power
    /// failure takes from its end it takes with the rows of the history, which stays true, and the run is not over
    /// before all of it is on the disk (<https://www.sqlite.org/pragma.html#pragma_synchronous>).
    async fn sync_at_the_end(&mut self) -> Result<(), DatabaseFailure> {
        let query = "SELECT CAST(s.synchronous AS TEXT) FROM pragma_synchronous s, pragma_journal_mode j \
                     WHERE j.journal_mode = 'wal' AND s.synchronous > 1";
        let rows = self.rows(query.to_owned()).await?;
        self.synchronous = rows.into_iter().flatten().flatten().next();
        if self.synchronous.is_some() {
            self.rows("PRAGMA synchronous = NORMAL".to_owned()).await?;
        }
        Ok(())
    }

    fn connection(&mut self) -> &mut SqliteConnection {
        match &mut self.connection {
            Connected::Owned(connection) => connection,
            Connected::Pooled(connection) => connection,
        }
    }
}

/// The time that the present statement has left.
struct StatementClock {
    limit: Duration,
    started: Mutex<Instant>,
}

impl StatementClock {
    fn start(limit: Duration) -> Self {
        Self {
            limit,
            started: Mutex::new(Instant::now()),
        }
    }

    fn restart(&self) {
        *self.started.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    fn has_time_left(&self) -> bool {
        let started = *self.started.lock().unwrap_or_else(PoisonError::into_inner);
        started.elapsed() < self.limit
    }
}

/// How many steps of its virtual machine SQLite takes between two looks at the clock.
const STEPS: i32 = 10_000;

async fn watch(
    connection: &mut SqliteConnection,
    clock: Option<Arc<StatementClock>>,
) -> Result<(), BatchFailure> {
    let mut handle = connection
        .lock_handle()
        .await
        .map_err(|error| BatchFailure {
            finished: 0,
            cause: DatabaseFailure::from_driver(&error),
        })?;
    match clock {
        Some(clock) => handle.set_progress_handler(STEPS, move || clock.has_time_left()),
        None => handle.remove_progress_handler(),
    }
    Ok(())
}

/// `SQLITE_INTERRUPT` is ours: nobody else has this connection.
fn interrupted(error: &sqlx::Error, limit: Duration) -> DatabaseFailure {
    let mut failure = DatabaseFailure::from_driver(error);
    if failure.code.as_deref() == Some("9") {
        failure.message = format!("interrupted: it took longer than its limit of {limit:?}");
    }
    failure
}

fn text_row(row: &SqliteRow) -> Result<TextRow, sqlx::Error> {
    (0..row.len())
        .map(|column| {
            let value = row.try_get_raw(column)?;
            if value.is_null() {
                return Ok(None);
            }
            Ok(Some(row.try_get_unchecked::<String, _>(column)?))
        })
        .collect()
}

impl Session for SqliteSession {
    fn engine(&self) -> Engine {
        Engine::Sqlite
    }

    fn run<'a>(&'a mut self, batch: String) -> Boxed<'a, Result<(), BatchFailure>> {
        Box::pin(async move {
            let Some(limit) = self.limit else {
                let answers = sqlx::raw_sql(AssertSqlSafe(batch)).fetch_many(self.connection());
                return raw::count(answers, DatabaseFailure::from_driver, || {}).await;
            };
            let (connection, clock) = (self.connection(), Arc::new(StatementClock::start(limit)));
            watch(connection, Some(clock.clone())).await?;
            let answers = sqlx::raw_sql(AssertSqlSafe(batch)).fetch_many(&mut *connection);
            let explain = |error: &sqlx::Error| interrupted(error, limit);
            let ran = raw::count(answers, explain, || clock.restart()).await;
            watch(connection, None).await?;
            ran
        })
    }

    fn limit_statements(&mut self, limit: Option<Duration>) {
        self.limit = limit;
    }

    fn rows<'a>(&'a mut self, query: String) -> Boxed<'a, Result<Vec<TextRow>, DatabaseFailure>> {
        let answers = sqlx::raw_sql(AssertSqlSafe(query)).fetch(self.connection());
        Box::pin(raw::rows(answers, text_row, DatabaseFailure::from_driver))
    }

    fn try_lock<'a>(&'a mut self) -> Boxed<'a, Result<Option<Holder>, DatabaseFailure>> {
        Box::pin(async move {
            let Some(path) = self.file.as_deref().map(LockFile::path_for) else {
                return Ok(None);
            };
            let now = self
                .rows("SELECT strftime('%Y-%m-%d %H:%M:%S', 'now')".to_owned())
                .await?;
            let now = now
                .into_iter()
                .flatten()
                .flatten()
                .next()
                .unwrap_or_default();
            let me = format!("{}\n{now}\n", self.identity);
            match LockFile::try_lock(path.clone(), &me) {
                Ok(Attempt::Ours(lock)) => {
                    self.lock = Some(lock);
                    self.sync_at_the_end().await?;
                    Ok(None)
                }
                Ok(Attempt::Theirs(holder)) => Ok(Some(holder)),
                Err(error) => Err(DatabaseFailure {
                    message: format!("cannot write the lock file {}: {error}", path.display()),
                    ..DatabaseFailure::default()
                }),
            }
        })
    }

    fn holder<'a>(&'a mut self) -> Boxed<'a, Result<Option<Holder>, DatabaseFailure>> {
        let held_by_us = self.lock.is_some();
        let path = self.file.as_deref().map(LockFile::path_for);
        Box::pin(async move {
            if held_by_us {
                return Ok(None);
            }
            Ok(path.as_deref().and_then(LockFile::holder))
        })
    }

    fn unlock<'a>(&'a mut self) -> Boxed<'a, ()> {
        Box::pin(async move {
            if let Some(level) = self.synchronous.take() {
                // Those who opened the connection, or a pool, decide for what comes after us.
                let sync = format!("PRAGMA synchronous = {level}; PRAGMA wal_checkpoint(PASSIVE)");
                let _ = self.rows(sync).await;
            }
            self.lock = None;
        })
    }

    fn close(self: Box<Self>) -> Boxed<'static, ()> {
        Box::pin(async move {
            match self.connection {
                Connected::Owned(connection) => drop(connection.close().await),
                Connected::Pooled(connection) => drop(connection),
            }
        })
    }
}
