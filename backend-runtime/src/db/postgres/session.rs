//! A PostgreSQL connection for the migration runner.

use futures_util::StreamExt;
use sqlx::{
    AssertSqlSafe, Connection, Either, PgConnection, Row, TypeInfo as _, ValueRef as _,
    postgres::{PgDatabaseError, PgErrorPosition},
};

use crate::db::{
    ConnectError, DatabaseFailure, DatabaseUrl, Engine,
    session::{BatchFailure, Boxed, Holder, Session, TextRow},
};

/// "backend" and "migrate", in ASCII, cut to two times 32 bits: the key of our advisory lock in every database.
const LOCK: (i32, i32) = (0x6261_636b, 0x6d69_6772);

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

    async fn text_rows(&mut self, query: String) -> Result<Vec<TextRow>, sqlx::Error> {
        // The simple protocol: one round trip, and values arrive as text.
        let rows = sqlx::raw_sql(AssertSqlSafe(query))
            .fetch_all(&mut self.connection)
            .await?;
        rows.iter()
            .map(|row| {
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
            })
            .collect()
    }

    async fn lock_holder(&mut self) -> Result<Option<Holder>, DatabaseFailure> {
        let (class, object) = LOCK;
        let query = format!(
            "SELECT a.pid, coalesce(a.application_name, ''), coalesce(a.client_addr::text, 'this machine'), \
             coalesce(to_char(a.query_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), '') \
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
        Box::pin(async move {
            let mut results = sqlx::raw_sql(AssertSqlSafe(batch)).fetch_many(&mut self.connection);
            let mut finished = 0;
            while let Some(result) = results.next().await {
                match result {
                    Ok(Either::Left(_)) => finished += 1,
                    Ok(Either::Right(_)) => {}
                    Err(error) => {
                        let cause = failure(&error);
                        return Err(BatchFailure { finished, cause });
                    }
                }
            }
            Ok(())
        })
    }

    fn rows<'a>(&'a mut self, query: String) -> Boxed<'a, Result<Vec<TextRow>, DatabaseFailure>> {
        Box::pin(async move { self.text_rows(query).await.map_err(|error| failure(&error)) })
    }

    /// A blocking `pg_advisory_lock` keeps a snapshot open while it waits, and `CREATE INDEX CONCURRENTLY` waits for
    /// that snapshot: a deadlock. So we only ever try.
    fn try_lock<'a>(&'a mut self) -> Boxed<'a, Result<Option<Holder>, DatabaseFailure>> {
        Box::pin(async move {
            let (class, object) = LOCK;
            let query = format!("SELECT pg_catalog.pg_try_advisory_lock({class}, {object})::text");
            let rows = self.rows(query).await?;
            let is_ours = rows
                .first()
                .is_some_and(|row| row[0].as_deref() == Some("true"));
            if is_ours {
                return Ok(None);
            }
            let gone = Holder {
                who: "a runner that has just ended".to_owned(),
                since: None,
                how_to_end: "nothing to do".to_owned(),
            };
            Ok(Some(self.lock_holder().await?.unwrap_or(gone)))
        })
    }

    fn holder<'a>(&'a mut self) -> Boxed<'a, Result<Option<Holder>, DatabaseFailure>> {
        Box::pin(self.lock_holder())
    }

    fn unlock<'a>(&'a mut self) -> Boxed<'a, ()> {
        Box::pin(async move {
            let (class, object) = LOCK;
            let query = format!("SELECT pg_catalog.pg_advisory_unlock({class}, {object})::text");
            // Whatever happens, the lock ends with the connection.
            let _ = self.rows(query).await;
        })
    }

    fn close(self: Box<Self>) -> Boxed<'static, ()> {
        Box::pin(async move {
            let _ = self.connection.close().await;
        })
    }
}
