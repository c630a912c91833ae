//! Where a migration that stopped half way can go on.

use super::{Prepared, Runner, journaled::shares_its_entry, prepare};
use crate::{
    db::Engine,
    migrate::{
        MigrateError, Migration, Record,
        error::PartialMigration,
        evidence::{self, Evidence},
    },
};

/// The error that describes a partial migration.
pub(crate) fn partial_error(
    engine: Engine,
    migrations: &[Migration],
    record: &Record,
) -> MigrateError {
    let migration = migrations
        .iter()
        .find(|migration| migration.version == record.version);
    let next_statement = migration
        .and_then(|migration| prepare(engine, migration, migration.up.clone()).ok())
        .filter(|_| record.state == crate::migrate::State::Partial)
        .filter(|ready| record.statements_done < ready.statements.len())
        .map(|ready| ready.statement(record.statements_done).to_owned());
    let evidence = next_statement
        .as_deref()
        .map(|statement| evidence::how_to_see(engine, statement));
    MigrateError::Partial(Box::new(PartialMigration {
        record: record.clone(),
        next_statement,
        evidence,
    }))
}

/// How many statements of a partial migration need not run again.
///
/// Finished statements must still have their text. A statement that had begun when the runner died is looked up in the
/// catalog; when the catalog cannot tell, a person has to.
pub(crate) async fn resume_point(
    runner: &mut Runner,
    ready: &Prepared<'_>,
    record: &Record,
) -> Result<usize, MigrateError> {
    let now = ready.fingerprints();
    let changed =
        (0..record.statements_done).find(|&index| now.get(index) != record.journal.get(index));
    if let Some(index) = changed {
        return Err(MigrateError::Refused {
            message: format!(
                "{}: statement {} has run already, but the file has another text for it now",
                record.title(),
                index + 1
            ),
            help: format!(
                "put it back as it was and change only what comes after statement {}",
                record.statements_done
            ),
        });
    }
    let done = record.statements_done;
    let is_same = now.get(done) == record.journal.get(done);
    if !record.is_uncertain() || done >= now.len() || !is_same && record.detail.is_some() {
        return Ok(done);
    }
    if is_same && shares_its_entry(runner.engine(), ready, done) {
        return Ok(done);
    }
    let statement = ready.statement(done);
    match evidence::look(runner, statement).await? {
        Evidence::Ran if is_same => Ok(done + 1),
        Evidence::DidNotRun => Ok(done),
        Evidence::Ran | Evidence::Unknown => Err(MigrateError::Refused {
            message: format!(
                "{}: statement {} had begun when the runner died, and may or may not have run: {}",
                record.title(),
                done + 1,
                crate::migrate::error::excerpt(statement)
            ),
            help: format!(
                "{}; then say `cargo backend migrate repair {} --done {}` if it ran, or `--done {done}` if it did not, and run `up --resume`",
                evidence::how_to_see(runner.engine(), statement),
                record.version,
                done + 1
            ),
        }),
    }
}
