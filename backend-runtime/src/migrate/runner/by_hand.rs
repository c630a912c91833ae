//! `baseline` and `repair`: the history as a person says it is.

use super::{Runner, prepare};
use crate::migrate::{MigrateError, Migration, Version, history::Journal};

/// What to say about a migration by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repair {
    /// Its file's present text is what was applied.
    Accept,
    /// It is wholly applied.
    Applied,
    /// It is not applied at all.
    Pending,
    /// That many of its statements have run.
    Done(usize),
}

/// Takes all migrations up to a version for granted; gives the titles of those that were not recorded yet.
pub(crate) async fn baseline(
    runner: &mut Runner,
    migrations: &[Migration],
    version: &Version,
) -> Result<Vec<String>, MigrateError> {
    if !migrations
        .iter()
        .any(|migration| migration.version == *version)
    {
        return Err(MigrateError::Usage {
            message: format!("there is no migration {version}"),
            help: "name the newest one that this database already has; see `cargo backend migrate status`".to_owned(),
        });
    }
    runner.lock().await?;
    runner.create_table().await?;
    let history = runner.history().await?;
    let mut titles = Vec::new();
    let mut batch = vec!["BEGIN".to_owned()];
    let mut position = history.next_position();
    for migration in migrations
        .iter()
        .filter(|migration| migration.version <= *version)
    {
        match history.find(&migration.version) {
            Some(record) if record.state.is_applied() => continue,
            Some(_) => batch.push(runner.table.delete(migration)),
            None => {}
        }
        let ready = prepare(runner.engine(), migration, migration.up.clone())?;
        batch.push(runner.table.insert_baseline(Journal {
            version: migration.version.as_str(),
            name: &migration.name,
            checksum: &ready.checksum,
            total: ready.statements.len(),
            position,
        }));
        position += 1;
        titles.push(migration.title());
    }
    batch.push("COMMIT".to_owned());
    runner
        .run("cannot write the history", batch.join(";\n"))
        .await?;
    Ok(titles)
}

/// Changes one row by hand; gives its title.
pub(crate) async fn repair(
    runner: &mut Runner,
    migrations: &[Migration],
    version: &Version,
    repair: Repair,
) -> Result<String, MigrateError> {
    runner.lock().await?;
    let history = runner.history().await?;
    let Some(record) = history.find(version) else {
        return Err(MigrateError::Usage {
            message: format!("version {version} is not in the history"),
            help: "see `cargo backend migrate history`".to_owned(),
        });
    };
    let stored = record.version.as_str();
    let statement = match repair {
        Repair::Accept => {
            let Some(migration) = migrations
                .iter()
                .find(|migration| migration.version == *version)
            else {
                return Err(MigrateError::Refused {
                    message: format!(
                        "{} has no file whose text could be accepted",
                        record.title()
                    ),
                    help: "bring the file back".to_owned(),
                });
            };
            runner.table.accept(stored, &migration.up.checksum())
        }
        Repair::Applied => runner.table.declare_applied(stored),
        Repair::Pending => runner.table.forget(stored),
        Repair::Done(done) => {
            if !record.state.is_partial() || done > record.statements_total {
                return Err(MigrateError::Refused {
                    message: format!(
                        "{} is {} with {} statements; only a partial one can be said to have run {done} of them",
                        record.title(),
                        record.state.as_str(),
                        record.statements_total
                    ),
                    help: "see `cargo backend migrate status`".to_owned(),
                });
            }
            runner.table.declare_done(stored, done)
        }
    };
    let title = record.title();
    runner.run("cannot write the history", statement).await?;
    Ok(title)
}
