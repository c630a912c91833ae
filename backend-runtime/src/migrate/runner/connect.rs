//! From a pool or URL to a runner.

use super::Runner;
use crate::{
    db::{ConnectError, ConnectErrorKind, DatabaseUrl, Engine, session::Session},
    migrate::{
        MigrateError, Migrator,
        event::Listener,
        history::{HistoryTable, Identity},
        migrator::TargetKind,
    },
};

impl Runner {
    /// Connects and prepares the session.
    pub(crate) async fn connect(migrator: &Migrator) -> Result<Self, MigrateError> {
        let session = session(migrator).await?;
        Self::prepare(migrator, session).await
    }

    /// The same for a database that is new and therefore lacks the schemas that a search path in the URL names.
    pub(crate) async fn connect_to_new(
        migrator: &Migrator,
        url: &DatabaseUrl,
    ) -> Result<Self, MigrateError> {
        let mut session = open(url, true, &migrator.identity).await?;
        if url.engine() == Engine::Postgres {
            let create = session.run(MAKE_SEARCH_PATH.to_owned()).await;
            create.map_err(|failure| {
                MigrateError::database("cannot create the schemas of the search path")(
                    failure.cause,
                )
            })?;
        }
        let mut runner = Self::prepare(migrator, session).await?;
        runner.listener = Listener::silent();
        Ok(runner)
    }

    async fn prepare(
        migrator: &Migrator,
        mut session: Box<dyn Session>,
    ) -> Result<Self, MigrateError> {
        let setup = setup(migrator, session.engine());
        if let Some(setup) = &setup {
            session.run(setup.clone()).await.map_err(|failure| {
                MigrateError::database("cannot prepare the session")(failure.cause)
            })?;
        }
        let table = HistoryTable::of(session.as_mut(), migrator.identity.clone())
            .await
            .map_err(MigrateError::database("cannot place the history table"))?;
        Ok(Self {
            session,
            table,
            settings: migrator.settings.clone(),
            listener: migrator.listener.clone(),
            setup: setup.unwrap_or_default(),
            has_lock: false,
        })
    }
}

const MAKE_SEARCH_PATH: &str = "DO $$ DECLARE name text; BEGIN \
    FOREACH name IN ARRAY string_to_array(current_setting('search_path'), ',') LOOP \
    name := btrim(name, ' \"'); \
    IF name NOT IN ('$user', '') AND to_regnamespace(quote_ident(name)) IS NULL THEN \
    EXECUTE format('CREATE SCHEMA %I', name); END IF; END LOOP; END $$";

/// What others see of us, how long we keep them waiting, and how soon the server finds out that our host is gone: the
/// runner lock must not outlive it for the two hours that are usual.
fn setup(migrator: &Migrator, engine: Engine) -> Option<String> {
    match engine {
        Engine::Postgres => {
            let Identity { host, pid, tool } = &migrator.identity;
            let host: String = host
                .chars()
                .filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c))
                .collect();
            let lock_timeout = migrator.settings.lock_timeout.as_millis();
            Some(format!(
                "SET application_name = '{tool} migrate, process {pid} on {host}'; SET lock_timeout = {lock_timeout}; \
                 SET client_min_messages = warning; SET tcp_keepalives_idle = 60; SET tcp_keepalives_interval = 10; \
                 SET tcp_keepalives_count = 6"
            ))
        }
        Engine::Mysql | Engine::Sqlite => None,
    }
}

async fn session(migrator: &Migrator) -> Result<Box<dyn Session>, MigrateError> {
    match &migrator.target.0 {
        TargetKind::Url(url) => {
            if url.engine() == Engine::Mysql && url.database().is_none() {
                return Err(ConnectError::new(
                    ConnectErrorKind::Url,
                    format!("the database URL names no database: {url}"),
                )
                .help("write mysql://user@host/database")
                .into());
            }
            let create = migrator.settings.create_database;
            let result = open(url, create, &migrator.identity).await;
            match result {
                Err(error) if create && error.kind == ConnectErrorKind::MissingDatabase => {
                    create_database(url, &migrator.identity).await?;
                    Ok(open(url, create, &migrator.identity).await?)
                }
                other => Ok(other?),
            }
        }
        #[cfg(feature = "sqlite")]
        TargetKind::Sqlite(pool) => {
            let connection = pool
                .acquire()
                .await
                .map_err(|error| pool_error(Engine::Sqlite, &error))?;
            let identity = describe(&migrator.identity);
            Ok(Box::new(
                crate::db::sqlite::SqliteSession::pooled(connection, identity).await,
            ))
        }
        // Session settings and the lock must not reach the pool's other users, so the connection leaves the pool.
        #[cfg(feature = "postgres")]
        TargetKind::Postgres(pool) => {
            let connection = pool
                .acquire()
                .await
                .map_err(|error| pool_error(Engine::Postgres, &error))?;
            Ok(Box::new(crate::db::postgres::PostgresSession::new(
                connection.detach(),
            )))
        }
        #[cfg(feature = "mysql")]
        TargetKind::Mysql(pool) => {
            let connection = pool
                .acquire()
                .await
                .map_err(|error| pool_error(Engine::Mysql, &error))?;
            Ok(Box::new(crate::db::mysql::MysqlSession::new(
                connection.detach(),
                migrator.identity.pid,
            )))
        }
    }
}

#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
fn pool_error(engine: Engine, error: &sqlx::Error) -> ConnectError {
    ConnectError::new(
        ConnectErrorKind::Unreachable,
        format!("the pool gives no connection to {engine}: {error}"),
    )
}

/// Who we are, for those who wait on a lock file.
#[cfg(feature = "sqlite")]
fn describe(identity: &Identity) -> String {
    let Identity { host, pid, tool } = identity;
    format!("process {pid} on {host} ({tool})")
}

#[cfg_attr(
    not(feature = "sqlite"),
    expect(unused_variables, reason = "only SQLite creates files")
)]
async fn open(
    url: &DatabaseUrl,
    create: bool,
    identity: &Identity,
) -> Result<Box<dyn Session>, ConnectError> {
    match url.engine() {
        #[cfg(feature = "sqlite")]
        Engine::Sqlite => {
            let session =
                crate::db::sqlite::SqliteSession::open(url, create, describe(identity)).await?;
            Ok(Box::new(session))
        }
        #[cfg(feature = "postgres")]
        Engine::Postgres => Ok(Box::new(
            crate::db::postgres::PostgresSession::open(url).await?,
        )),
        #[cfg(feature = "mysql")]
        Engine::Mysql => Ok(Box::new(
            crate::db::mysql::MysqlSession::open(url, identity.pid).await?,
        )),
        #[cfg(not(all(feature = "sqlite", feature = "postgres", feature = "mysql")))]
        other => Err(ConnectError::new(
            ConnectErrorKind::Url,
            format!("this program was built without {other}"),
        )),
    }
}

/// Creates the database of a URL from the server's own one.
pub(crate) async fn create_database(
    url: &DatabaseUrl,
    identity: &Identity,
) -> Result<(), MigrateError> {
    on_server(url, "CREATE DATABASE", identity).await
}

/// Drops the database of a URL; a scratch one that cannot be dropped is no reason to fail.
pub(crate) async fn drop_database(url: &DatabaseUrl, identity: &Identity) {
    let _ = on_server(url, "DROP DATABASE", identity).await;
}

async fn on_server(url: &DatabaseUrl, verb: &str, identity: &Identity) -> Result<(), MigrateError> {
    let (maintenance, quote) = match url.engine() {
        Engine::Postgres => (url.with_database("postgres"), '"'),
        Engine::Mysql => (url.with_database(""), '`'),
        // The file is created on opening; what is missing is its folder.
        Engine::Sqlite => return Ok(()),
    };
    let Some(name) = url.database() else {
        return Ok(());
    };
    let name = name.replace(quote, &format!("{quote}{quote}"));
    let mut session = open(&maintenance, false, identity).await?;
    let result = session.run(format!("{verb} {quote}{name}{quote}")).await;
    session.close().await;
    let doing = format!("cannot {}", verb.to_lowercase());
    result.map_err(|failure| MigrateError::database(&doing)(failure.cause))
}
