//! A PostgreSQL connection for the migration runner.

use sqlx::{
    AssertSqlSafe, Connection, PgConnection, Row, TypeInfo as _, ValueRef as _,
    postgres::{PgDatabaseError, PgErrorPosition, PgRow},
};

use crate::db::{
    ConnectError, DatabaseFailure, DatabaseUrl, Engine, raw,
    session::{BatchFailure, Boxed, Holder, Session, TextRow},
};

/// "backend" and "migrate", in ASCII, cut to two times 32 bits: the key of our advisory lock in every database.
const LOCK: (i32, i32) = (0x6261_636b, 0x6d69_6772);

/// "bacl": beside the lock, its holder takes a shared one whose second half is the time in seconds, because the server
/// does not tell since when a lock is held.
const SINCE: i32 = 0x6261_636c;

/// A connection that we own; it ends with the run.
pub(crate) struct PostgresSession {
    connection: PgConnection,
}

impl PostgresSession {
    pub(crate) async fn open(url: &DatabaseUrl) -> Result<Self, ConnectError> {
        let connection = super::connect::connect(url).await?;
        Ok(Self { connection })
    }

    pub(crate) fn new(connection: PgConnection) -> Self {
        Self { connection }
    }

    async fn lock_holder(&mut self) -> Result<Option<Holder>, DatabaseFailure> {
        let (class, object) = LOCK;
        let query = format!(
            "SELECT a.pid, coalesce(a.application_name, ''), coalesce(a.client_addr::text, 'this machine'), \
             (SELECT to_char(to_timestamp(s.objid::bigint) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') \
             FROM pg_catalog.pg_locks s WHERE s.locktype = 'advisory' AND s.granted AND s.pid = l.pid AND s.objsubid = 2 \
             AND s.classid = {SINCE}::oid AND s.database = l.database LIMIT 1) \
             FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid \
             WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2 \
             AND l.classid = {class}::oid AND l.objid = {object}::oid \
             AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()) \
             AND a.pid <> pg_backend_pid()"
        );
        let rows = self.rows(query).await?;
        Ok(rows.into_iter().next().map(|row| {
            let mut columns = row.into_iter().map(Option::unwrap_or_default);
            let mut next = || columns.next().unwrap_or_default();
            let (pid, application, client, since) = (next(), next(), next(), next());
            Holder {
                who: format!("PostgreSQL process {pid} ({application}, from {client})"),
                since: Some(since).filter(|since| !since.is_empty()),
                how_to_end: format!("SELECT pg_terminate_backend({pid})"),
            }
        }))
    }
}

fn text_row(row: &PgRow) -> Result<TextRow, sqlx::Error> {
    (0..row.len())
        .map(|column| {
            let value = row.try_get_raw(column)?;
            if value.is_null() || value.type_info().name() == "VOID" {
                return Ok(None);
            }
            let text = value.as_str().map_err(sqlx::Error::Decode)?;
            Ok(Some(text.to_owned()))
        })
        .collect()
}

fn failure(error: &sqlx::Error) -> DatabaseFailure {
    let mut failure = DatabaseFailure::from_driver(error);
    if let sqlx::Error::Database(refusal) = error
        && let Some(refusal) = refusal.try_downcast_ref::<PgDatabaseError>()
    {
        failure.detail = refusal.detail().map(str::to_owned);
        failure.hint = refusal.hint().map(str::to_owned);
        failure.position = match refusal.position() {
            Some(PgErrorPosition::Original(position)) => Some(position),
            Some(PgErrorPosition::Internal { .. }) | None => None,
        };
        // Class 57P: the server stops, crashes or an administrator ends the session.
        failure.is_lost = refusal.code().starts_with("57P");
    }
    failure
}

impl Session for PostgresSession {
    fn engine(&self) -> Engine {
        Engine::Postgres
    }

    fn run<'a>(&'a mut self, batch: String) -> Boxed<'a, Result<(), BatchFailure>> {
        let answers = sqlx::raw_sql(AssertSqlSafe(batch)).fetch_many(&mut self.connection);
        Box::pin(raw::count(answers, failure, || {}))
    }

    fn rows<'a>(&'a mut self, query: String) -> Boxed<'a, Result<Vec<TextRow>, DatabaseFailure>> {
        // The simple protocol: one round trip, and values arrive as text.
        let answers = sqlx::raw_sql(AssertSqlSafe(query)).fetch(&mut self.connection);
        Box::pin(raw::rows(answers, text_row, failure))
    }

    /// A blocking `pg_advisory_lock` keeps a snapshot open while it waits, and `CREATE INDEX CONCURRENTLY` waits for
    /// that snapshot: a deadlock. So we only ever try.
    fn try_lock<'a>(&'a mut self) -> Boxed<'a, Result<Option<Holder>, DatabaseFailure>> {
        Box::pin(async move {
            let (class, object) = LOCK;
            let query = format!(
                "SELECT CASE WHEN pg_catalog.pg_try_advisory_lock({class}, {object}) \
                 THEN pg_catalog.pg_try_advisory_lock_shared({SINCE}, extract(epoch FROM now())::int)::text END"
            );
            let rows = self.rows(query).await?;
            let is_ours = rows.first().is_some_and(|row| row[0].is_some());
            if is_ours {
                return Ok(None);
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
            // Whatever happens, the locks end with the connection, which is ours alone.
            let query = "SELECT pg_catalog.pg_advisory_unlock_all()".to_owned();
            let _ = self.rows(query).await;
        })
    }

    fn close(self: Box<Self>) -> Boxed<'static, ()> {
        Box::pin(async move {
            let _ = self.connection.close().await;
        })
    }
}
