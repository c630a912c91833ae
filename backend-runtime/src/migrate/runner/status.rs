//! `status`: every migration and what has become of it, without changing anything.

use std::collections::BTreeMap;

use super::{Runner, partial_error};
use crate::{
    db::{Engine, session::Holder},
    migrate::{Drift, MigrateError, Migration, Record, State, adopt, plan},
};

/// Where one migration stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It ran to its end.
    Applied,
    /// It was taken for granted.
    Baseline,
    /// It has not run.
    Pending,
    /// It has not run, and newer ones have.
    Late,
    /// It ran, and its file was edited since.
    Edited,
    /// It ran, and its file is missing.
    Missing,
    /// It stopped half way.
    Partial,
    /// A runner is at it right now.
    Running,
}

impl Standing {
    /// One word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Baseline => "baseline",
            Self::Pending => "pending",
            Self::Late => "late",
            Self::Edited => "edited",
            Self::Missing => "missing",
            Self::Partial => "partial",
            Self::Running => "running",
        }
    }

    /// Whether nothing is left to do about it.
    #[must_use]
    pub fn is_settled(self) -> bool {
        match self {
            Self::Applied | Self::Baseline => true,
            Self::Pending
            | Self::Late
            | Self::Edited
            | Self::Missing
            | Self::Partial
            | Self::Running => false,
        }
    }

    /// Whether files and history contradict each other.
    #[must_use]
    pub fn is_drift(self) -> bool {
        match self {
            Self::Late | Self::Edited | Self::Missing | Self::Partial => true,
            Self::Applied | Self::Baseline | Self::Pending | Self::Running => false,
        }
    }
}

/// One line of the status.
#[derive(Debug, Clone)]
pub struct StatusEntry {
    /// The version.
    pub version: String,
    /// The name.
    pub name: String,
    /// Where it stands.
    pub standing: Standing,
    /// Its row, if it has one.
    pub record: Option<Record>,
    /// The file, if there is one.
    pub file: Option<String>,
    /// Whether it can be rolled back.
    pub has_down: bool,
    /// More about it: how far a partial one has come, how to mend it.
    pub note: Option<String>,
}

/// An index that PostgreSQL does not use, left by a `CREATE INDEX CONCURRENTLY` that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidIndex {
    /// Its full name.
    pub index: String,
    /// Its table.
    pub table: String,
    /// The statement that removes it.
    pub remedy: String,
}

/// Where everything stands.
#[derive(Debug, Clone, Default)]
pub struct Status {
    /// All migrations, oldest first; those without a file among them.
    pub entries: Vec<StatusEntry>,
    /// The runner that is at work.
    pub runner: Option<Holder>,
    /// Indexes that a failure left behind.
    pub invalid_indexes: Vec<InvalidIndex>,
    /// The history of another tool that has not been taken over: its name and how many migrations it has.
    pub other_history: Option<(&'static str, usize)>,
}

impl Status {
    /// Whether nothing is pending, drifted, partial or invalid.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.entries.iter().all(|entry| entry.standing.is_settled())
            && self.invalid_indexes.is_empty()
            && self.other_history.is_none()
    }

    /// Whether files and history agree, pending migrations aside.
    #[must_use]
    pub fn is_consistent(&self) -> bool {
        !self.entries.iter().any(|entry| entry.standing.is_drift())
    }

    /// How many stand like that.
    #[must_use]
    pub fn count(&self, standing: Standing) -> usize {
        self.entries
            .iter()
            .filter(|entry| entry.standing == standing)
            .count()
    }
}

/// Reads the status.
pub(crate) async fn status(
    runner: &mut Runner,
    migrations: &[Migration],
) -> Result<Status, MigrateError> {
    let history = runner.history().await?;
    let plan = plan::compare(migrations, &history.records);
    let holder = runner
        .session
        .holder()
        .await
        .map_err(MigrateError::database(
            "cannot see who holds the migration lock",
        ))?;
    let other_history = if history.records.is_empty() {
        adopt::detect(runner)
            .await?
            .map(|found| (found.tool_name(), found.len()))
    } else {
        None
    };
    let drifts: BTreeMap<&str, &Drift> = plan
        .drifts
        .iter()
        .filter_map(|drift| match drift {
            Drift::Edited { title, .. } | Drift::Late { title, .. } => {
                Some((title.as_str(), drift))
            }
            Drift::Missing { .. } => None,
        })
        .collect();
    let mut entries = Vec::with_capacity(migrations.len());
    let mut records = history.records;
    records.sort_by(|a, b| a.version.cmp(&b.version));
    let mut records = records.into_iter().peekable();
    for migration in migrations {
        while let Some(record) = records.next_if(|record| record.version < migration.version) {
            entries.extend(without_file(record));
        }
        let record = records.next_if(|record| record.version == migration.version);
        let drift = match drifts.is_empty() {
            true => None,
            false => drifts.get(migration.title().as_str()).copied(),
        };
        entries.push(with_file(
            runner.engine(),
            migrations,
            migration,
            record,
            drift,
            holder.is_some(),
        ));
    }
    entries.extend(records.filter_map(without_file));
    Ok(Status {
        entries,
        runner: holder,
        invalid_indexes: invalid_indexes(runner).await?,
        other_history,
    })
}

fn with_file(
    engine: Engine,
    migrations: &[Migration],
    migration: &Migration,
    record: Option<Record>,
    drift: Option<&Drift>,
    is_running: bool,
) -> StatusEntry {
    let state = record.as_ref().map(|record| record.state);
    let standing = match (drift, state) {
        (Some(Drift::Edited { .. }), _) => Standing::Edited,
        (Some(Drift::Late { .. }), _) => Standing::Late,
        (_, Some(State::Applied)) => Standing::Applied,
        (_, Some(State::Baseline)) => Standing::Baseline,
        (_, Some(State::Partial | State::PartialDown)) if is_running => Standing::Running,
        (_, Some(State::Partial | State::PartialDown)) => Standing::Partial,
        (_, Some(State::RolledBack) | None) => Standing::Pending,
    };
    let note = match (standing, &record) {
        (Standing::Partial, Some(record)) => {
            let error = partial_error(engine, migrations, record);
            Some(format!(
                "{error}\n  help: {}",
                error.help().unwrap_or_default()
            ))
        }
        (Standing::Running, Some(record)) => Some(format!(
            "statement {} of {}",
            record.statement_started, record.statements_total
        )),
        _ => drift.map(ToString::to_string),
    };
    StatusEntry {
        version: migration.version.as_str().to_owned(),
        name: migration.name.clone(),
        standing,
        record,
        file: Some(migration.up.file().to_owned()),
        has_down: migration.has_down(),
        note,
    }
}

/// A record without a file is news only while it is in place; files without a version need none.
fn without_file(record: Record) -> Option<StatusEntry> {
    let standing = match record.state {
        State::RolledBack => return None,
        State::Partial | State::PartialDown => Standing::Partial,
        State::Applied | State::Baseline if record.version.number().is_none() => Standing::Applied,
        State::Applied | State::Baseline => Standing::Missing,
    };
    let note = match standing {
        Standing::Missing => Some(format!(
            "{}_{} is applied, but its file is missing",
            record.version, record.name
        )),
        Standing::Partial => Some(format!(
            "stopped after statement {} of {}",
            record.statements_done, record.statements_total
        )),
        Standing::Applied
        | Standing::Baseline
        | Standing::Pending
        | Standing::Late
        | Standing::Edited
        | Standing::Running => None,
    };
    Some(StatusEntry {
        version: record.version.to_string(),
        name: record.name.clone(),
        standing,
        record: Some(record),
        file: None,
        has_down: false,
        note,
    })
}

async fn invalid_indexes(runner: &mut Runner) -> Result<Vec<InvalidIndex>, MigrateError> {
    if runner.engine() != Engine::Postgres {
        return Ok(Vec::new());
    }
    // One that is being built right now is not valid yet, either.
    let query = "SELECT i.indexrelid::regclass::text, i.indrelid::regclass::text FROM pg_catalog.pg_index i \
                 JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid WHERE NOT i.indisvalid AND c.relkind = 'i' \
                 AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid) \
                 ORDER BY 1";
    let rows = runner
        .rows("cannot look for invalid indexes", query.to_owned())
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let mut columns = row.into_iter().flatten();
            let (index, table) = (columns.next()?, columns.next()?);
            let remedy = format!("DROP INDEX CONCURRENTLY {index}");
            Some(InvalidIndex {
                index,
                table,
                remedy,
            })
        })
        .collect())
}
