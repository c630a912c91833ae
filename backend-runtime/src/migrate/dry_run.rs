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
use crate::db::Engine;

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
    let history = runner.history().await?;
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
        let result = match ready.mode {
            Mode::Transaction => run_statements(runner, ready, &mut known_locks).await,
            Mode::Journal => Ok(parsed(
                ready,
                Some("it cannot run in a transaction, so it was only parsed"),
            )),
        };
        match result {
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
                "{} comes before it and was only parsed; if it is needed here, a real run may succeed",
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
    for index in 0..ready.statements.len() {
        let started = Instant::now();
        if let Err(failure) = runner.session.run(ready.statement(index).to_owned()).await {
            let start = ready.statements[index].start;
            let text = ready.statement(index);
            let offset = failure.cause.position.map(|position| {
                let within = text.char_indices().nth(position.saturating_sub(1));
                start + within.map_or(text.len(), |(offset, _)| offset)
            });
            let stop = Stop {
                finished: index,
                offset,
            };
            let failure = statement_failure(
                runner.engine(),
                ready,
                stop,
                failure.cause,
                Outcome::RolledBack,
            );
            return Err(MigrateError::Statement(Box::new(failure)));
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
    Ok(DryRunMigration {
        title: ready.migration.title(),
        statements,
        skipped: None,
    })
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

fn parsed(ready: &Prepared<'_>, reason: Option<&str>) -> DryRunMigration {
    DryRunMigration {
        title: ready.migration.title(),
        statements: (0..ready.statements.len())
            .map(|index| DryRunStatement {
                text: excerpt(ready.statement(index)),
                elapsed: None,
                locks: Vec::new(),
            })
            .collect(),
        skipped: reason.map(str::to_owned),
    }
}

fn only_parsed(prepared: &[Prepared<'_>], reason: String) -> DryRun {
    DryRun {
        method: DryRunMethod::Parsed(reason),
        migrations: prepared.iter().map(|ready| parsed(ready, None)).collect(),
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
