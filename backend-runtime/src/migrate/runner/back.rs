//! `rollback` and `redo`: the way back, newest first; never another one than asked for.

use std::path::PathBuf;

use super::{
    History, Mode, Prepared, Runner, forward::up_one_by_one, journaled::JournaledWay, prepare,
    prepare::prepare_down, transactional::Way,
};
use crate::migrate::{
    Applied, Event, MigrateError, Migration, Migrations, Record, Report, SourceError, State,
    Version, source::single_version,
};

/// What to take back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Back {
    /// That many, the newest first.
    Steps(usize),
    /// Everything above this version; `0` is everything.
    To(Version),
    /// The file without a version that was applied with `up --file`.
    File(PathBuf),
}

/// The records to take back, newest first.
pub(crate) fn targets<'h>(
    history: &'h History,
    back: &Back,
) -> Result<Vec<&'h Record>, MigrateError> {
    let mut in_place = history
        .records
        .iter()
        .rev()
        .filter(|record| record.state != State::RolledBack);
    match back {
        Back::Steps(count) => Ok(in_place
            .filter(|record| record.version.number().is_some())
            .take(*count)
            .collect()),
        Back::To(version) => {
            if version.number() != Some(0) && history.find(version).is_none() {
                return Err(MigrateError::Usage {
                    message: format!("version {version} is not in the history"),
                    help: "see `cargo backend migrate status`; `--to 0` takes everything back"
                        .to_owned(),
                });
            }
            Ok(in_place
                .filter(|record| record.version.number().is_some() && record.version > *version)
                .collect())
        }
        Back::File(path) => {
            let version = single_version(path);
            match in_place.find(|record| record.version == version) {
                Some(record) => Ok(vec![record]),
                None => Err(MigrateError::Refused {
                    message: format!("{} is not applied", path.display()),
                    help: "see `cargo backend migrate history`".to_owned(),
                }),
            }
        }
    }
}

/// Makes all ways back ready, before any of them runs.
pub(crate) fn prepare_back<'a>(
    runner: &Runner,
    source: &Migrations,
    migrations: &'a [Migration],
    targets: &[&Record],
) -> Result<Vec<Prepared<'a>>, MigrateError> {
    let mut prepared = Vec::with_capacity(targets.len());
    let mut problems = Vec::new();
    for record in targets {
        let Some(migration) = migrations
            .iter()
            .find(|migration| migration.version == record.version)
        else {
            return Err(MigrateError::Refused {
                message: format!(
                    "{} is applied, but its files are missing, so there is no way back",
                    record.title()
                ),
                help: "bring the files back".to_owned(),
            });
        };
        let Some(script) = migration.down(source)? else {
            return Err(MigrateError::Refused {
                message: format!("{} has no way back; nothing was run", record.title()),
                help: format!("write {}", down_file(migration.up.file())),
            });
        };
        match prepare_down(runner.engine(), migration, script) {
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

fn down_file(up: &str) -> String {
    let stem = up.strip_suffix(".sql").unwrap_or(up);
    match stem.strip_suffix(".up") {
        Some(stem) => format!("{stem}.down.sql"),
        None => format!("{stem}.down.sql, or a `-- migrate:down` section"),
    }
}

/// Takes migrations back, under the lock.
pub(crate) async fn rollback(
    runner: &mut Runner,
    source: &Migrations,
    migrations: &[Migration],
    back: &Back,
) -> Result<Report, MigrateError> {
    // What cannot go back is refused before anybody is kept waiting.
    let history = runner.history().await?;
    prepare_back(runner, source, migrations, &targets(&history, back)?)?;
    runner.lock().await?;
    let history = runner.history().await?;
    let targets = targets(&history, back)?;
    let prepared = prepare_back(runner, source, migrations, &targets)?;
    let mut report = Report::default();
    for (ready, record) in prepared.iter().zip(targets) {
        report.applied.push(take_back(runner, ready, record).await?);
    }
    Ok(report)
}

async fn take_back(
    runner: &mut Runner,
    ready: &Prepared<'_>,
    record: &Record,
) -> Result<Applied, MigrateError> {
    let elapsed = match (ready.mode, record.state) {
        (Mode::Transaction, _) => runner.run_in_transaction(ready, Way::Down).await?,
        (Mode::Journal, State::PartialDown) => {
            let done = super::resume_point(runner, ready, record).await?;
            runner
                .run_with_journal(ready, JournaledWay::Down, done)
                .await?
        }
        (Mode::Journal, State::Applied | State::Baseline | State::Partial | State::RolledBack) => {
            runner
                .run_with_journal(ready, JournaledWay::Down, 0)
                .await?
        }
    };
    let title = ready.migration.title();
    runner.tell(&Event::RolledBack { title, elapsed });
    Ok(Applied {
        version: ready.migration.version.to_string(),
        name: ready.migration.name.clone(),
        statements: ready.statements.len(),
        elapsed,
    })
}

/// Takes the newest one back and applies it again.
pub(crate) async fn redo(
    runner: &mut Runner,
    source: &Migrations,
    migrations: &[Migration],
) -> Result<Report, MigrateError> {
    runner.lock().await?;
    let history = runner.history().await?;
    let targets = targets(&history, &Back::Steps(1))?;
    let down = prepare_back(runner, source, migrations, &targets)?;
    let (Some(down), Some(record)) = (down.first(), targets.first()) else {
        return Err(MigrateError::Refused {
            message: "there is nothing to redo: no migration is applied".to_owned(),
            help: "apply some with `cargo backend migrate up`".to_owned(),
        });
    };
    let up = prepare(runner.engine(), down.migration, down.migration.up.clone())?;
    take_back(runner, down, record).await?;
    let history = runner.history().await?;
    up_one_by_one(runner, &history, &[up]).await
}
