//! A MySQL or MariaDB connection for the migration runner.

use sqlx::{
    AssertSqlSafe, Connection, MySqlConnection, Row, ValueRef as _,
    mysql::{MySqlDatabaseError, MySqlRow},
};

use super::badge;
use crate::db::{
    ConnectError, DatabaseFailure, DatabaseUrl, Engine, raw,
    session::{BatchFailure, Boxed, Holder, Session, TextRow},
};

/// The name of the runner lock. User locks belong to the whole server, so the name carries the database; it is hashed
/// because names are limited to 64 characters.
const LOCK: &str = "CONCAT('backend_migrate:', SHA1(DATABASE()))";

/// A connection that we own; it ends with the run.
pub(crate) struct MysqlSession {
    connection: MySqlConnection,
    /// Our process, for those who wait.
    pid: u32,
}

impl MysqlSession {
    pub(crate) async fn open(url: &DatabaseUrl, pid: u32) -> Result<Self, ConnectError> {
        let connection = super::connect::connect(url).await?;
        Ok(Self::new(connection, pid))
    }

    pub(crate) fn new(connection: MySqlConnection, pid: u32) -> Self {
        Self { connection, pid }
    }

    /// Tells those who wait who we are and since when. A server that keeps one lock for each connection (before MySQL
    /// 5.7) would give up the runner lock for it.
    async fn wear_badge(&mut self, seconds: Option<String>, version: Option<String>) {
        let version = version.unwrap_or_default();
        let keeps_one = ["5.1.", "5.5.", "5.6."]
            .iter()
            .any(|old| version.starts_with(old));
        let seconds = seconds.and_then(|text| text.parse().ok());
        if let Some(seconds) = seconds.filter(|_| !keeps_one) {
            // Without it the lock is as good; those who wait learn less.
            let _ = self.rows(badge::put_on(LOCK, self.pid, seconds)).await;
        }
    }

    async fn lock_holder(&mut self) -> Result<Option<Holder>, DatabaseFailure> {
        // Without the PROCESS privilege the list shows our own account's sessions only, so the id comes first.
        let badge = badge::read(LOCK, "l.id");
        let query = format!(
            "SELECT CAST(l.id AS CHAR), CAST(COALESCE(CONCAT(p.USER, '@', p.HOST), 'another session') AS CHAR), \
             CAST(UTC_TIMESTAMP() - INTERVAL COALESCE(p.TIME, 0) SECOND AS CHAR), {badge} \
             FROM (SELECT IS_USED_LOCK({LOCK}) AS id) l \
             LEFT JOIN information_schema.PROCESSLIST p ON p.ID = l.id \
             WHERE l.id IS NOT NULL AND l.id <> CONNECTION_ID()"
        );
        let rows = self.rows(query).await?;
        Ok(rows.into_iter().next().map(|row| {
            let mut columns = row.into_iter();
            let mut next = || columns.next().flatten();
            let mut text = || next().unwrap_or_default();
            let (id, account, statement) = (text(), text(), text());
            let connection = format!("MySQL connection {id} ({account})");
            let (who, since) = match (next(), next()) {
                (Some(pid), Some(since)) => (format!("process {pid}, {connection}"), since),
                // The start of its present statement; the server keeps nothing older.
                _ => (connection, format!("{statement} or earlier")),
            };
            Holder {
                who,
                since: Some(since),
                how_to_end: format!("KILL {id}"),
            }
        }))
    }
}

fn text_row(row: &MySqlRow) -> Result<TextRow, sqlx::Error> {
    (0..row.len())
        .map(|column| {
            let value = row.try_get_raw(column)?;
            if value.is_null() {
                return Ok(None);
            }
            // Queries cast to CHAR; `SHOW CREATE` and the catalog may answer in a binary collation.
            let bytes: Vec<u8> = row.try_get_unchecked(column)?;
            Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
        })
        .collect()
}

fn failure(error: &sqlx::Error) -> DatabaseFailure {
    let mut failure = DatabaseFailure::from_driver(error);
    if let sqlx::Error::Database(refusal) = error
        && let Some(refusal) = refusal.try_downcast_ref::<MySqlDatabaseError>()
    {
        failure.code = Some(refusal.number().to_string());
        // 1053 server shutdown in progress, 1927 connection was killed.
        failure.is_lost = matches!(refusal.number(), 1053 | 1927);
    }
    failure
}

impl Session for MysqlSession {
    fn engine(&self) -> Engine {
        Engine::Mysql
    }

    fn run<'a>(&'a mut self, batch: String) -> Boxed<'a, Result<(), BatchFailure>> {
        let answers = sqlx::raw_sql(AssertSqlSafe(batch)).fetch_many(&mut self.connection);
        Box::pin(raw::count(answers, failure, || {}))
    }

    fn rows<'a>(&'a mut self, query: String) -> Boxed<'a, Result<Vec<TextRow>, DatabaseFailure>> {
        let answers = sqlx::raw_sql(AssertSqlSafe(query)).fetch(&mut self.connection);
        Box::pin(raw::rows(answers, text_row, failure))
    }

    /// `GET_LOCK` with a finite timeout: MariaDB answers NULL to -1, which other runners take for success.
    fn try_lock<'a>(&'a mut self) -> Boxed<'a, Result<Option<Holder>, DatabaseFailure>> {
        Box::pin(async move {
            let query = format!(
                "SELECT CAST(GET_LOCK({LOCK}, 1) AS CHAR), CAST(UNIX_TIMESTAMP() AS CHAR), VERSION()"
            );
            let rows = self.rows(query).await?;
            let mut columns = rows.into_iter().flatten();
            let mut next = || columns.next().flatten();
            let (answer, seconds, version) = (next(), next(), next());
            if answer.as_deref() == Some("1") {
                self.wear_badge(seconds, version).await;
                return Ok(None);
            }
            if answer.is_none() {
                return Err(DatabaseFailure {
                    message: "GET_LOCK answered NULL; the URL names no database, or the server is out of memory or \
                              the wait was killed"
                        .to_owned(),
                    ..DatabaseFailure::default()
                });
            }
            let holder = self.lock_holder().await?;
            Ok(Some(holder.unwrap_or_else(Holder::ended)))
        })
    }

    fn holder<'a>(&'a mut self) -> Boxed<'a, Result<Option<Holder>, DatabaseFailure>> {
        Box::pin(self.lock_holder())
    }

    fn unlock<'a>(&'a mut self) -> Boxed<'a, ()> {
        Box::pin(async move {
            // Whatever happens, the locks end with the connection. The badge first: the next holder needs its locks.
            let _ = self.rows(badge::take_off(LOCK)).await;
            let _ = self
                .rows(format!("SELECT CAST(RELEASE_LOCK({LOCK}) AS CHAR)"))
                .await;
        })
    }

    fn close(self: Box<Self>) -> Boxed<'static, ()> {
        Box::pin(async move {
            let _ = self.connection.close().await;
        })
    }
}
