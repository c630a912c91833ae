//! `--dry-run`: runs everything and takes it back, so that broken SQL fails before the day it matters.
//!
//! PostgreSQL and SQLite run in a transaction that is rolled back. MySQL cannot take DDL back, so there a scratch
//! database gets all earlier migrations first; where that is not allowed, scripts are only parsed, and the report says so.

use std::time::{Duration, Instant};

use super::{
    MigrateError, Migration, Migrator, Outcome, UpOptions,
    error::excerpt,
    runner::{self, Mode, Prepared, Runner, Stop, statement_failure},
    split,
};
use crate::db::{DatabaseFailure, Engine, session::BatchFailure};

/// What a dry run did with the scripts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DryRunMethod {
    /// It ran them in a transaction and rolled that back.
    RolledBack,
    /// It ran them on a scratch database that is gone again.
    Scratch,
    /// It only parsed them, for this reason.
    Parsed(String),
}

/// One statement of a dry run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DryRunStatement {
    /// The start of its text.
    pub text: String,
    /// How long it took, if it ran.
    pub elapsed: Option<Duration>,
    /// The locks it took (PostgreSQL): mode and table.
    pub locks: Vec<String>,
}

/// One migration of a dry run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DryRunMigration {
    /// `<version>_<name>`
    pub title: String,
    /// Its statements.
    pub statements: Vec<DryRunStatement>,
    /// Why it was not run, if it was not.
    pub skipped: Option<String>,
}

/// What a dry run found out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DryRun {
    /// How it was done.
    pub method: DryRunMethod,
    /// The migrations that a real run would go through.
    pub migrations: Vec<DryRunMigration>,
}

/// The way forward, dry.
pub(crate) async fn up(
    migrator: &Migrator,
    runner: &mut Runner,
    migrations: &[Migration],
    options: &UpOptions,
) -> Result<DryRun, MigrateError> {
    let history = runner::history_to_be(runner, migrations).await?;
    let prepared = runner::pending(runner, migrations, &history, options)?;
    if runner.engine() == Engine::Mysql {
        return on_scratch(migrator, runner, migrations, &history, &prepared).await;
    }
    runner.lock().await?;
    in_transaction(runner, &prepared).await
}

/// Runs prepared scripts in a transaction that is rolled back.
pub(crate) async fn in_transaction(
    runner: &mut Runner,
    prepared: &[Prepared<'_>],
) -> Result<DryRun, MigrateError> {
    let begin = match runner.engine() {
        Engine::Sqlite => "BEGIN IMMEDIATE",
        Engine::Postgres | Engine::Mysql => "BEGIN",
    };
    runner
        .run("cannot start a transaction", begin.to_owned())
        .await?;
    let mut report = DryRun {
        method: DryRunMethod::RolledBack,
        migrations: Vec::new(),
    };
    let mut known_locks = locks(runner).await?;
    for ready in prepared {
        match run_statements(runner, ready, &mut known_locks).await {
            Ok(migration) => report.migrations.push(migration),
            Err(error) => {
                runner.roll_back().await;
                return Err(after_skipped(error, &report));
            }
        }
    }
    runner.roll_back().await;
    Ok(report)
}

/// A failure may come from what was left out before it.
fn after_skipped(error: MigrateError, report: &DryRun) -> MigrateError {
    let Some(skipped) = report
        .migrations
        .iter()
        .find(|migration| migration.skipped.is_some())
    else {
        return error;
    };
    match error {
        MigrateError::Statement(mut failure) => {
            failure.help.push(format!(
                "not all of {} was run before it; if that is needed here, a real run may succeed",
                skipped.title
            ));
            MigrateError::Statement(failure)
        }
        other => other,
    }
}

async fn run_statements(
    runner: &mut Runner,
    ready: &Prepared<'_>,
    known_locks: &mut Vec<String>,
) -> Result<DryRunMigration, MigrateError> {
    let mut statements = Vec::with_capacity(ready.statements.len());
    // What a journaled script may not do in a transaction is left out, statement by statement.
    let leaves_out = ready.mode == Mode::Journal && runner.engine() != Engine::Mysql;
    let mut skipped = None;
    for setting in runner.settings_before(ready) {
        run_own(runner, setting).await?;
    }
    for index in 0..ready.statements.len() {
        let started = Instant::now();
        let ran = if leaves_out {
            run_if_possible(runner, ready.statement(index)).await
        } else {
            let ran = runner.session.run(ready.statement(index).to_owned()).await;
            ran.map(|()| true)
        };
        match ran {
            Ok(true) => {}
            Ok(false) => {
                skipped = Some(LEFT_OUT.to_owned());
                statements.push(DryRunStatement {
                    text: excerpt(ready.statement(index)),
                    elapsed: None,
                    locks: Vec::new(),
                });
                continue;
            }
            Err(failure) => return Err(failed(runner.engine(), ready, index, failure.cause)),
        }
        let elapsed = Some(started.elapsed());
        let now = locks(runner).await?;
        let new = now
            .iter()
            .filter(|lock| !known_locks.contains(lock))
            .cloned()
            .collect();
        *known_locks = now;
        statements.push(DryRunStatement {
            text: excerpt(ready.statement(index)),
            elapsed,
            locks: new,
        });
    }
    for setting in runner.settings_after(ready) {
        run_own(runner, setting).await?;
    }
    Ok(DryRunMigration {
        title: ready.migration.title(),
        statements,
        skipped,
    })
}

async fn run_own(runner: &mut Runner, setting: String) -> Result<(), MigrateError> {
    runner.run("cannot prepare the session", setting).await
}

const LEFT_OUT: &str = "what cannot run in a transaction was only parsed";

/// Runs a statement within the dry run's transaction; `false` when it is one that cannot.
async fn run_if_possible(runner: &mut Runner, statement: &str) -> Result<bool, BatchFailure> {
    let engine = runner.engine();
    if split::transaction_word(engine, statement).is_some() {
        return Ok(false);
    }
    let session = &mut runner.session;
    session.run("SAVEPOINT dry_run".to_owned()).await?;
    let ran = session.run(statement.to_owned()).await;
    let result = match ran {
        Ok(()) => Ok(true),
        Err(failure) if needs_no_transaction(engine, &failure.cause) => {
            session.run("ROLLBACK TO dry_run".to_owned()).await?;
            Ok(false)
        }
        Err(failure) => return Err(failure),
    };
    session.run("RELEASE dry_run".to_owned()).await?;
    result
}

/// Active SQL transaction, and a new enum value that is used before it is committed (PostgreSQL); `VACUUM` and the like
/// (SQLite).
fn needs_no_transaction(engine: Engine, cause: &DatabaseFailure) -> bool {
    match engine {
        Engine::Postgres => matches!(cause.code.as_deref(), Some("25001" | "55P04")),
        Engine::Sqlite => cause.message.contains("within a transaction"),
        Engine::Mysql => false,
    }
}

fn failed(
    engine: Engine,
    ready: &Prepared<'_>,
    index: usize,
    cause: DatabaseFailure,
) -> MigrateError {
    let start = ready.statements[index].start;
    let text = ready.statement(index);
    let offset = cause.position.map(|position| {
        let within = text.char_indices().nth(position.saturating_sub(1));
        start + within.map_or(text.len(), |(offset, _)| offset)
    });
    let stop = Stop {
        finished: index,
        offset,
    };
    let failure = statement_failure(engine, ready, stop, cause, Outcome::RolledBack);
    MigrateError::Statement(Box::new(failure))
}

/// The locks on tables that our transaction holds.
async fn locks(runner: &mut Runner) -> Result<Vec<String>, MigrateError> {
    if runner.engine() != Engine::Postgres {
        return Ok(Vec::new());
    }
    let query = "SELECT l.mode || ' on ' || l.relation::regclass::text FROM pg_catalog.pg_locks l \
                 JOIN pg_catalog.pg_class c ON c.oid = l.relation JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
                 WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND n.nspname NOT IN ('pg_catalog', 'pg_toast') \
                 ORDER BY 1";
    let rows = runner
        .rows("cannot read the locks", query.to_owned())
        .await?;
    Ok(rows.into_iter().flatten().flatten().collect())
}

fn parsed(ready: &Prepared<'_>) -> DryRunMigration {
    DryRunMigration {
        title: ready.migration.title(),
        statements: (0..ready.statements.len())
            .map(|index| DryRunStatement {
                text: excerpt(ready.statement(index)),
                elapsed: None,
                locks: Vec::new(),
            })
            .collect(),
        skipped: None,
    }
}

fn only_parsed(prepared: &[Prepared<'_>], reason: String) -> DryRun {
    DryRun {
        method: DryRunMethod::Parsed(reason),
        migrations: prepared.iter().map(parsed).collect(),
    }
}

/// MySQL: all applied migrations, then the pending ones, on a database of their own.
pub(crate) async fn on_scratch(
    migrator: &Migrator,
    runner: &mut Runner,
    migrations: &[Migration],
    history: &runner::History,
    prepared: &[Prepared<'_>],
) -> Result<DryRun, MigrateError> {
    let own = runner.table.schema().to_owned();
    if let Some(ready) = prepared.iter().find(|ready| names_a_database(ready, &own)) {
        let reason = format!(
            "{} names a database, which a scratch one would not keep it from",
            ready.migration.title()
        );
        return Ok(only_parsed(prepared, reason));
    }
    let scratch = match runner::Scratch::create(migrator, "dryrun").await {
        Ok(scratch) => scratch,
        Err(error) => {
            return Ok(only_parsed(
                prepared,
                format!("no scratch database: {error}"),
            ));
        }
    };
    let mut other = scratch.connect(migrator).await?;
    let result = replay(&mut other, migrations, history, prepared).await;
    other.close().await;
    scratch.drop(migrator).await;
    result
}

async fn replay(
    runner: &mut Runner,
    migrations: &[Migration],
    history: &runner::History,
    prepared: &[Prepared<'_>],
) -> Result<DryRun, MigrateError> {
    runner.create_table().await?;
    let applied = migrations.iter().filter(|migration| {
        history
            .find(&migration.version)
            .is_some_and(|record| record.state.is_applied())
    });
    for migration in applied {
        let ready = runner::prepare(runner.engine(), migration, migration.up.clone())?;
        if let Err(error) = runner::apply_fresh(runner, &ready).await {
            let reason =
                format!("the applied migrations cannot be repeated on a scratch database: {error}");
            return Ok(only_parsed(prepared, reason));
        }
    }
    let mut report = DryRun {
        method: DryRunMethod::Scratch,
        migrations: Vec::new(),
    };
    for ready in prepared {
        let mut known = Vec::new();
        report
            .migrations
            .push(run_statements(runner, ready, &mut known).await?);
    }
    Ok(report)
}

/// `USE x`, or a name with our own database before the dot.
fn names_a_database(ready: &Prepared<'_>, own: &str) -> bool {
    (0..ready.statements.len()).any(|index| {
        let words = split::words(Engine::Mysql, ready.statement(index));
        let is_own = |word: &String| word.trim_matches('`').eq_ignore_ascii_case(own);
        words.first().is_some_and(|word| word == "USE")
            || words
                .windows(2)
                .any(|pair| is_own(&pair[0]) && pair[1] == ".")
            || words.windows(2).any(|pair| {
                pair[1] == "DATABASE" && matches!(pair[0].as_str(), "CREATE" | "DROP" | "ALTER")
            })
    })
}
