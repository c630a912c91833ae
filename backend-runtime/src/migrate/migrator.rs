//! The door to the runner: a database, a set of files, settings.

use std::{path::Path, time::Duration};

use super::{
    Back, DryRun, Event, MigrateError, Migration, Migrations, Order, Record, Repair, RoundTrip,
    Status, Version, dry_run, dump,
    error::excerpt,
    event::Listener,
    history::Identity,
    roundtrip,
    runner::{self, Runner},
    source, split,
};
use crate::db::{DatabaseUrl, Engine};

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
    pub to: Option<Version>,
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

    /// Applies one file that has no version, recorded under its name; `<stem>_rollback.sql` beside it is its way back.
    ///
    /// # Errors
    /// As [`Self::up`].
    pub async fn up_file(&self, file: &Path, options: &UpOptions) -> Result<Report, MigrateError> {
        let migrations = [source::read_single(file)?];
        let mut runner = Runner::connect(self).await?;
        runner.settings.order = Order::Allow;
        let result = runner::up(&mut runner, &migrations, options).await;
        runner.close().await;
        result
    }

    /// Runs what [`Self::up_file`] would and takes it back.
    ///
    /// # Errors
    /// As [`Self::up_file`].
    pub async fn dry_run_file(
        &self,
        file: &Path,
        options: &UpOptions,
    ) -> Result<DryRun, MigrateError> {
        let migrations = [source::read_single(file)?];
        let mut runner = Runner::connect(self).await?;
        runner.settings.order = Order::Allow;
        let result = dry_run::up(self, &mut runner, &migrations, options).await;
        runner.close().await;
        result
    }

    /// Runs what [`Self::up_with`] would and takes it back.
    ///
    /// # Errors
    /// As [`Self::up`]; SQL that fails is an error here, too.
    pub async fn dry_run(&self, options: &UpOptions) -> Result<DryRun, MigrateError> {
        let migrations = self.migrations.load()?;
        let mut runner = Runner::connect(self).await?;
        let result = dry_run::up(self, &mut runner, &migrations, options).await;
        runner.close().await;
        result
    }

    /// The titles that a rollback would take back, newest first.
    ///
    /// # Errors
    /// When one of them has no way back; nothing runs.
    pub async fn rollback_plan(&self, back: &Back) -> Result<Vec<String>, MigrateError> {
        let migrations = self.migrations_for(back)?;
        let mut runner = Runner::connect(self).await?;
        let result = self.plan_back(&mut runner, &migrations, back).await;
        runner.close().await;
        result
    }

    async fn plan_back(
        &self,
        runner: &mut Runner,
        migrations: &[Migration],
        back: &Back,
    ) -> Result<Vec<String>, MigrateError> {
        let history = runner.history().await?;
        let targets = runner::targets(&history, back)?;
        let prepared = runner::prepare_back(runner, &self.migrations, migrations, &targets)?;
        Ok(prepared
            .iter()
            .map(|ready| ready.migration.title())
            .collect())
    }

    /// Takes migrations back, newest first.
    ///
    /// # Errors
    /// As [`Self::up`]; when one of them has no way back, nothing runs.
    pub async fn rollback(&self, back: &Back) -> Result<Report, MigrateError> {
        let migrations = self.migrations_for(back)?;
        let mut runner = Runner::connect(self).await?;
        let result = runner::rollback(&mut runner, &self.migrations, &migrations, back).await;
        runner.close().await;
        result
    }

    /// Runs what [`Self::rollback`] would and takes that back.
    ///
    /// # Errors
    /// As [`Self::rollback`].
    pub async fn rollback_dry_run(&self, back: &Back) -> Result<DryRun, MigrateError> {
        let migrations = self.migrations_for(back)?;
        let mut runner = Runner::connect(self).await?;
        let result = async {
            let history = runner.history().await?;
            let targets = runner::targets(&history, back)?;
            let prepared = runner::prepare_back(&runner, &self.migrations, &migrations, &targets)?;
            if runner.engine() == Engine::Mysql {
                return dry_run::on_scratch(self, &mut runner, &migrations, &history, &prepared)
                    .await;
            }
            runner.lock().await?;
            dry_run::in_transaction(&mut runner, &prepared).await
        }
        .await;
        runner.close().await;
        result
    }

    fn migrations_for(&self, back: &Back) -> Result<Vec<Migration>, MigrateError> {
        match back {
            Back::Steps(_) | Back::To(_) => Ok(self.migrations.load()?),
            Back::File(file) => Ok(vec![source::read_single(file)?]),
        }
    }

    /// Takes the newest migration back and applies it again.
    ///
    /// # Errors
    /// As [`Self::rollback`].
    pub async fn redo(&self) -> Result<Report, MigrateError> {
        let migrations = self.migrations.load()?;
        let mut runner = Runner::connect(self).await?;
        let result = runner::redo(&mut runner, &self.migrations, &migrations).await;
        runner.close().await;
        result
    }

    /// Where every migration stands; changes nothing.
    ///
    /// # Errors
    /// When files or database cannot be read.
    pub async fn status(&self) -> Result<Status, MigrateError> {
        let migrations = self.migrations.load()?;
        let mut runner = Runner::connect(self).await?;
        let result = runner::status(&mut runner, &migrations).await;
        runner.close().await;
        result
    }

    /// All rows of the history, in the order of application.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn history(&self) -> Result<Vec<Record>, MigrateError> {
        let mut runner = Runner::connect(self).await?;
        let result = runner.history().await;
        runner.close().await;
        Ok(result?.records)
    }

    /// Up, down and up again for every migration, on a scratch database.
    ///
    /// # Errors
    /// When there is no scratch database, or a script fails.
    pub async fn roundtrip(&self) -> Result<Vec<RoundTrip>, MigrateError> {
        let migrations = self.migrations.load()?;
        roundtrip::roundtrip(self, &migrations).await
    }

    /// Takes all migrations up to a version for granted; gives the titles of those that were not recorded yet.
    ///
    /// # Errors
    /// When there is no such version, or the history cannot be written.
    pub async fn baseline(&self, version: &Version) -> Result<Vec<String>, MigrateError> {
        let migrations = self.migrations.load()?;
        let mut runner = Runner::connect(self).await?;
        let result = runner::baseline(&mut runner, &migrations, version).await;
        runner.close().await;
        result
    }

    /// Changes one row of the history by hand; gives its title.
    ///
    /// # Errors
    /// When there is no such row, or it cannot be written.
    pub async fn repair(&self, version: &Version, repair: Repair) -> Result<String, MigrateError> {
        let migrations = self.migrations.load()?;
        let mut runner = Runner::connect(self).await?;
        let result = runner::repair(&mut runner, &migrations, version, repair).await;
        runner.close().await;
        result
    }

    /// The schema of the database as SQL text.
    ///
    /// # Errors
    /// When the catalog cannot be read.
    pub async fn dump(&self) -> Result<String, MigrateError> {
        let mut runner = Runner::connect(self).await?;
        let result = dump::dump(&mut runner).await;
        runner.close().await;
        result
    }

    /// Statements of what [`Self::up_with`] (or, with a file, [`Self::up_file`]) would run that may destroy data, with
    /// their places.
    ///
    /// # Errors
    /// As [`Self::dry_run`].
    pub async fn destructive(
        &self,
        file: Option<&Path>,
        options: &UpOptions,
    ) -> Result<Vec<String>, MigrateError> {
        let migrations = match file {
            Some(file) => vec![source::read_single(file)?],
            None => self.migrations.load()?,
        };
        let mut runner = Runner::connect(self).await?;
        if file.is_some() {
            runner.settings.order = Order::Allow;
        }
        let result = async {
            let history = runner::history_to_be(&mut runner, &migrations).await?;
            let prepared = runner::pending(&runner, &migrations, &history, options)?;
            Ok(prepared
                .iter()
                .flat_map(|ready| destructive(runner.engine(), ready))
                .collect())
        }
        .await;
        runner.close().await;
        result
    }
}

fn destructive(engine: Engine, ready: &runner::Prepared<'_>) -> Vec<String> {
    (0..ready.statements.len())
        .filter(|&index| split::is_destructive(engine, ready.statement(index)))
        .map(|index| {
            let (line, _) = ready.script.locate(ready.statements[index].start);
            format!(
                "{}:{line}: {}",
                ready.script.file(),
                excerpt(ready.statement(index))
            )
        })
        .collect()
}
