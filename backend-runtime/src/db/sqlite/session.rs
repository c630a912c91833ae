//! A SQLite connection for the migration runner.

use std::path::PathBuf;

use futures_util::StreamExt;
use sqlx::{
    AssertSqlSafe, Connection, Either, Row, Sqlite, SqliteConnection, ValueRef as _,
    pool::PoolConnection, sqlite::SqliteRow,
};

use super::lock_file::{Attempt, LockFile};
use crate::db::{
    ConnectError, DatabaseFailure, DatabaseUrl, Engine,
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

    fn connection(&mut self) -> &mut SqliteConnection {
        match &mut self.connection {
            Connected::Owned(connection) => connection,
            Connected::Pooled(connection) => connection,
        }
    }
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
            let mut results = sqlx::raw_sql(AssertSqlSafe(batch)).fetch_many(self.connection());
            let mut finished = 0;
            while let Some(result) = results.next().await {
                match result {
                    Ok(Either::Left(_)) => finished += 1,
                    Ok(Either::Right(_)) => {}
                    Err(error) => {
                        let cause = DatabaseFailure::from_driver(&error);
                        return Err(BatchFailure { finished, cause });
                    }
                }
            }
            Ok(())
        })
    }

    fn rows<'a>(&'a mut self, query: String) -> Boxed<'a, Result<Vec<TextRow>, DatabaseFailure>> {
        Box::pin(async move {
            let rows = sqlx::raw_sql(AssertSqlSafe(query))
                .fetch_all(self.connection())
                .await
                .map_err(|error| DatabaseFailure::from_driver(&error))?;
            let rows: Result<Vec<TextRow>, sqlx::Error> = rows.iter().map(text_row).collect();
            rows.map_err(|error| DatabaseFailure::from_driver(&error))
        })
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
        self.lock = None;
        Box::pin(async {})
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
