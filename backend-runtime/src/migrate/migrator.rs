//! The door to the runner: a database, a set of files, settings.

use std::time::Duration;

use super::{
    Event, MigrateError, Migrations, Order,
    event::Listener,
    history::Identity,
    runner::{self, Runner},
};
use crate::db::DatabaseUrl;

/// Where to migrate: a pool of sqlx, or a URL.
#[derive(Debug, Clone)]
pub struct Target(pub(crate) TargetKind);

#[derive(Debug, Clone)]
pub(crate) enum TargetKind {
    Url(DatabaseUrl),
    #[cfg(feature = "sqlite")]
    Sqlite(sqlx::SqlitePool),
    #[cfg(feature = "postgres")]
    Postgres(sqlx::PgPool),
    #[cfg(feature = "mysql")]
    Mysql(sqlx::MySqlPool),
}

impl From<DatabaseUrl> for Target {
    fn from(url: DatabaseUrl) -> Self {
        Self(TargetKind::Url(url))
    }
}

macro_rules! target_from_pool {
    ($feature:literal, $pool:ty, $kind:ident) => {
        #[cfg(feature = $feature)]
        impl From<$pool> for Target {
            fn from(pool: $pool) -> Self {
                Self(TargetKind::$kind(pool))
            }
        }

        #[cfg(feature = $feature)]
        impl From<&$pool> for Target {
            fn from(pool: &$pool) -> Self {
                Self(TargetKind::$kind(pool.clone()))
            }
        }
    };
}

target_from_pool!("sqlite", sqlx::SqlitePool, Sqlite);
target_from_pool!("postgres", sqlx::PgPool, Postgres);
target_from_pool!("mysql", sqlx::MySqlPool, Mysql);

/// Another tool whose history is taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adopt {
    /// `_sqlx_migrations`; the checksums of sqlx are verified against the files first.
    Sqlx,
    /// `schema_migrations` of dbmate, which has no checksums.
    Dbmate,
}

/// How to run; the default is what a service wants at start-up.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What to do about missing and late files.
    pub order: Order,
    /// How long to wait for another runner.
    pub lock_wait: Duration,
    /// How long a statement may wait for a lock on a table before it lets others pass and is tried again (PostgreSQL).
    pub lock_timeout: Duration,
    /// Take over the history of another tool, if there is one and none of ours.
    pub adopt: Option<Adopt>,
    /// Create the database when it does not exist; only with a URL.
    pub create_database: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            order: Order::Strict,
            lock_wait: Duration::from_secs(60),
            lock_timeout: Duration::from_secs(2),
            adopt: None,
            create_database: false,
        }
    }
}

/// Which migrations `up` applies, and how.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UpOptions {
    /// Up to and including this version.
    pub to: Option<super::Version>,
    /// At most that many.
    pub steps: Option<usize>,
    /// Go on with a migration that stopped half way.
    pub resume: bool,
    /// All of them in one transaction.
    pub single_transaction: bool,
}

/// A migration that a run has applied or taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The version as its file name spells it.
    pub version: String,
    /// The name.
    pub name: String,
    /// How many statements it has.
    pub statements: usize,
    /// How long it took.
    pub elapsed: Duration,
}

/// What a run did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The migrations it went through, in that order.
    pub applied: Vec<Applied>,
}

/// Applies a set of migrations to a database.
///
/// Safe when several processes start at once: one applies, the others wait and find nothing to do.
///
/// # Examples
///
/// ```no_run
/// use backend_runtime::migrate::{Migrations, Migrator};
/// # #[cfg(feature = "sqlite")]
/// # async fn start() -> Result<(), Box<dyn std::error::Error>> {
/// let pool = backend_runtime::db::sqlite::pool("sqlite:app.db").await?;
/// let report = Migrator::new(&pool, &Migrations::folder("migrations")).up().await?;
/// for migration in &report.applied {
///     println!("{} took {:?}", migration.version, migration.elapsed);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Migrator {
    pub(crate) target: Target,
    pub(crate) migrations: Migrations,
    pub(crate) settings: Settings,
    pub(crate) listener: Listener,
    pub(crate) identity: Identity,
}

impl Migrator {
    /// A runner for a pool or URL and a set of files.
    pub fn new(target: impl Into<Target>, migrations: &Migrations) -> Self {
        Self {
            target: target.into(),
            migrations: migrations.clone(),
            settings: Settings::default(),
            listener: Listener::default(),
            identity: Identity::current(),
        }
    }

    /// Replaces the settings.
    #[must_use]
    pub fn with_settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// Calls `listener` with what happens, instead of writing log lines.
    #[must_use]
    pub fn on_event(mut self, listener: impl Fn(&Event) + Send + Sync + 'static) -> Self {
        self.listener = Listener::new(listener);
        self
    }

    /// Applies everything that is pending.
    ///
    /// # Errors
    /// Each [`MigrateError`]; of a migration that failed nothing stays where the database can undo it.
    pub async fn up(&self) -> Result<Report, MigrateError> {
        self.up_with(&UpOptions::default()).await
    }

    /// Applies what `options` choose.
    ///
    /// # Errors
    /// As [`Self::up`].
    pub async fn up_with(&self, options: &UpOptions) -> Result<Report, MigrateError> {
        let migrations = self.migrations.load()?;
        let mut runner = Runner::connect(self).await?;
        let result = runner::up(&mut runner, &migrations, options).await;
        runner.close().await;
        result
    }
}
