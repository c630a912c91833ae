//! `up`: everything that is pending, under the lock.

use std::time::Duration;

use super::{
    History, Mode, Prepared, Runner, journaled::JournaledWay, prepare, prepare::prepare_down,
    transactional::Way,
};
use crate::{
    db::Engine,
    migrate::{
        Applied, Event, MigrateError, Migration, Report, Script, SourceError, UpOptions, adopt,
        plan::{self, Plan},
    },
};

/// Applies what is pending.
pub(crate) async fn up(
    runner: &mut Runner,
    migrations: &[Migration],
    options: &UpOptions,
) -> Result<Report, MigrateError> {
    check_options(runner.engine(), migrations, options)?;
    let mut history = runner.history().await?;
    let plan = plan::compare(migrations, &history.records);
    // Only the good news can be believed without the lock: what looks partial may be a runner at work.
    let is_clean = plan.partial.is_none() && plan.blocking(runner.settings.order).is_empty();
    if history.has_table && is_clean && plan.pending.is_empty() {
        return Ok(Report::default());
    }
    if history.records.is_empty() {
        adopt_first(runner, migrations).await?;
        history = runner.history().await?;
    }
    // What does not parse is refused before anybody is kept waiting.
    let plan = plan::compare(migrations, &history.records);
    prepare_all(
        runner.engine(),
        migrations,
        &chosen(migrations, &plan, options),
    )?;

    runner.lock().await?;
    if !history.has_table {
        runner.create_table().await?;
    }
    let history = runner.history().await?;
    let prepared = pending(runner, migrations, &history, options)?;
    if options.single_transaction {
        return up_in_one(runner, &history, &prepared).await;
    }
    up_one_by_one(runner, &history, &prepared).await
}

/// The history of another tool that this run may take over; one that it may not is an error.
async fn foreign_history(runner: &mut Runner) -> Result<Option<adopt::Found>, MigrateError> {
    let wanted = runner.settings.adopt;
    match adopt::detect(runner).await? {
        Some(found) if wanted.is_none_or(|tool| tool.name() != found.tool_name()) => {
            Err(MigrateError::OtherHistory {
                tool: found.tool_name(),
                count: found.len(),
            })
        }
        found => Ok(found),
    }
}

/// The history as a run would find it after taking over the one of another tool; changes nothing.
pub(crate) async fn history_to_be(
    runner: &mut Runner,
    migrations: &[Migration],
) -> Result<History, MigrateError> {
    let mut history = runner.history().await?;
    if history.records.is_empty()
        && let Some(found) = foreign_history(runner).await?
    {
        history.records = adopt::records(migrations, &found)?;
    }
    Ok(history)
}

/// Takes over the history of another tool if there is one, or says that it is there.
async fn adopt_first(runner: &mut Runner, migrations: &[Migration]) -> Result<(), MigrateError> {
    let Some(found) = foreign_history(runner).await? else {
        return Ok(());
    };
    runner.lock().await?;
    runner.create_table().await?;
    // Another runner may have been quicker.
    if runner.history().await?.records.is_empty() {
        adopt::import(runner, migrations, &found).await?;
        runner.tell(&Event::Note(format!(
            "took over the history of {}: {} migrations",
            found.tool_name(),
            found.len()
        )));
    }
    Ok(())
}

/// What a run would apply, made ready.
pub(crate) fn pending<'a>(
    runner: &Runner,
    migrations: &'a [Migration],
    history: &History,
    options: &UpOptions,
) -> Result<Vec<Prepared<'a>>, MigrateError> {
    check_options(runner.engine(), migrations, options)?;
    let plan = checked_plan(runner, migrations, history, options)?;
    prepare_all(
        runner.engine(),
        migrations,
        &chosen(migrations, &plan, options),
    )
}

/// Applies one migration to a database whose history has no row of it in place.
pub(crate) async fn apply_fresh(
    runner: &mut Runner,
    ready: &Prepared<'_>,
) -> Result<Applied, MigrateError> {
    let history = runner.history().await?;
    let mut report = up_one_by_one(runner, &history, std::slice::from_ref(ready)).await?;
    Ok(report.applied.remove(0))
}

/// Takes one migration back.
pub(crate) async fn revert_fresh(
    runner: &mut Runner,
    migration: &Migration,
    script: Script,
) -> Result<(), MigrateError> {
    let ready = prepare_down(runner.engine(), migration, script)?;
    match ready.mode {
        Mode::Transaction => runner.run_in_transaction(&ready, Way::Down).await?,
        Mode::Journal => {
            runner
                .run_with_journal(&ready, JournaledWay::Down, 0)
                .await?
        }
    };
    Ok(())
}

fn check_options(
    engine: Engine,
    migrations: &[Migration],
    options: &UpOptions,
) -> Result<(), MigrateError> {
    if let Some(to) = &options.to
        && !migrations.iter().any(|migration| migration.version == *to)
    {
        return Err(MigrateError::Usage {
            message: format!("there is no migration {to}"),
            help: "name one that `cargo backend migrate status` shows".to_owned(),
        });
    }
    if options.single_transaction && engine == Engine::Mysql {
        return Err(MigrateError::Usage {
            message:
                "MySQL commits at every CREATE, ALTER and DROP, so there is no single transaction"
                    .to_owned(),
            help: "leave --single-transaction out; the journal keeps track of every statement"
                .to_owned(),
        });
    }
    Ok(())
}

/// The plan, unless it contradicts or an earlier run stopped half way.
fn checked_plan(
    runner: &Runner,
    migrations: &[Migration],
    history: &History,
    options: &UpOptions,
) -> Result<Plan, MigrateError> {
    let plan = plan::compare(migrations, &history.records);
    let blocking = plan.blocking(runner.settings.order);
    if !blocking.is_empty() {
        return Err(MigrateError::Drift(blocking));
    }
    if let Some(partial) = plan.partial.filter(|_| !options.resume) {
        let record = &history.records[partial];
        return Err(super::partial_error(runner.engine(), migrations, record));
    }
    Ok(plan)
}

/// The pending ones that the options choose.
fn chosen(migrations: &[Migration], plan: &Plan, options: &UpOptions) -> Vec<usize> {
    plan.pending
        .iter()
        .copied()
        .filter(|&index| {
            options
                .to
                .as_ref()
                .is_none_or(|to| migrations[index].version <= *to)
        })
        .take(options.steps.unwrap_or(usize::MAX))
        .collect()
}

fn prepare_all<'a>(
    engine: Engine,
    migrations: &'a [Migration],
    chosen: &[usize],
) -> Result<Vec<Prepared<'a>>, MigrateError> {
    let mut prepared = Vec::with_capacity(chosen.len());
    let mut problems = Vec::new();
    for &index in chosen {
        let migration = &migrations[index];
        match prepare(engine, migration, migration.up.clone()) {
            Ok(ready) => prepared.push(ready),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() {
        Ok(prepared)
    } else {
        Err(SourceError { problems }.into())
    }
}

pub(super) async fn up_one_by_one(
    runner: &mut Runner,
    history: &History,
    prepared: &[Prepared<'_>],
) -> Result<Report, MigrateError> {
    let mut report = Report::default();
    for (position, (index, ready)) in (history.next_position()..).zip(prepared.iter().enumerate()) {
        let title = ready.migration.title();
        runner.tell(&Event::Starting {
            title: title.clone(),
            number: index + 1,
            of: prepared.len(),
        });
        let record = history.find(&ready.migration.version);
        let replaces = record.is_some();
        let elapsed = match record.filter(|record| record.state.is_partial()) {
            Some(record) => {
                let done = super::resume_point(runner, ready, record).await?;
                let way = JournaledWay::Up { position, replaces };
                runner.run_with_journal(ready, way, done).await?
            }
            None => match ready.mode {
                Mode::Transaction => {
                    runner
                        .run_in_transaction(ready, Way::Up { position, replaces })
                        .await?
                }
                Mode::Journal => {
                    let way = JournaledWay::Up { position, replaces };
                    runner.run_with_journal(ready, way, 0).await?
                }
            },
        };
        runner.tell(&Event::Applied { title, elapsed });
        report.applied.push(applied(ready, elapsed));
    }
    Ok(report)
}

async fn up_in_one(
    runner: &mut Runner,
    history: &History,
    prepared: &[Prepared<'_>],
) -> Result<Report, MigrateError> {
    if let Some(outside) = prepared.iter().find(|ready| ready.mode == Mode::Journal) {
        return Err(MigrateError::Usage {
            message: format!("{} cannot run in a transaction", outside.migration.title()),
            help: "apply it by itself, without --single-transaction".to_owned(),
        });
    }
    if prepared.is_empty() {
        return Ok(Report::default());
    }
    let scripts: Vec<&Prepared<'_>> = prepared.iter().collect();
    let replaced: Vec<bool> = prepared
        .iter()
        .map(|ready| history.find(&ready.migration.version).is_some())
        .collect();
    let elapsed = runner
        .run_all_in_one(&scripts, history.next_position(), &replaced)
        .await?;
    let share = elapsed / u32::try_from(prepared.len()).unwrap_or(u32::MAX);
    let mut report = Report::default();
    for ready in prepared {
        let title = ready.migration.title();
        runner.tell(&Event::Applied {
            title,
            elapsed: share,
        });
        report.applied.push(applied(ready, share));
    }
    Ok(report)
}

fn applied(ready: &Prepared<'_>, elapsed: Duration) -> Applied {
    Applied {
        version: ready.migration.version.to_string(),
        name: ready.migration.name.clone(),
        statements: ready.statements.len(),
        elapsed,
    }
}
