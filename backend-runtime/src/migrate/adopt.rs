//! Taking over the history of sqlx or dbmate, once; their tables stay as they are.

use super::{
    Adopt, Drift, MigrateError, Migration, Record, State, Version,
    history::Journal,
    runner::{Runner, prepare},
};
use crate::db::Engine;

/// The history of another tool.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    tool: Adopt,
    rows: Vec<FoundRow>,
}

#[derive(Debug, Clone)]
struct FoundRow {
    version: Version,
    /// In hexadecimal, where the tool keeps one.
    checksum: Option<String>,
    name: String,
    is_complete: bool,
}

impl Found {
    pub(crate) fn tool_name(&self) -> &'static str {
        self.tool.name()
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }
}

impl Adopt {
    /// The tool's name, as `--adopt` takes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlx => "sqlx",
            Self::Dbmate => "dbmate",
        }
    }

    fn table(self) -> &'static str {
        match self {
            Self::Sqlx => "_sqlx_migrations",
            Self::Dbmate => "schema_migrations",
        }
    }
}

/// Looks for the history of another tool.
pub(crate) async fn detect(runner: &mut Runner) -> Result<Option<Found>, MigrateError> {
    for tool in [Adopt::Sqlx, Adopt::Dbmate] {
        let query = runner.table.exists_query(tool.table());
        if runner
            .rows("cannot look for other histories", query)
            .await?
            .is_empty()
        {
            continue;
        }
        let rows = read(runner, tool).await?;
        if !rows.is_empty() {
            return Ok(Some(Found { tool, rows }));
        }
    }
    Ok(None)
}

async fn read(runner: &mut Runner, tool: Adopt) -> Result<Vec<FoundRow>, MigrateError> {
    let table = tool.table();
    let query = match (tool, runner.engine()) {
        (Adopt::Dbmate, Engine::Mysql) => format!("SELECT CAST(version AS CHAR) FROM {table}"),
        (Adopt::Dbmate, Engine::Postgres | Engine::Sqlite) => {
            format!("SELECT CAST(version AS text) FROM {table}")
        }
        (Adopt::Sqlx, Engine::Sqlite) => format!(
            "SELECT CAST(version AS TEXT), lower(hex(checksum)), description, CAST(success AS TEXT) FROM {table}"
        ),
        (Adopt::Sqlx, Engine::Postgres) => format!(
            "SELECT version::text, encode(checksum, 'hex'), description, (success::int)::text FROM {table}"
        ),
        (Adopt::Sqlx, Engine::Mysql) => format!(
            "SELECT CAST(version AS CHAR), LOWER(HEX(checksum)), CAST(description AS CHAR), CAST(success AS CHAR) FROM {table}"
        ),
    };
    let rows = runner.rows("cannot read the other history", query).await?;
    let mut rows: Vec<FoundRow> = rows
        .into_iter()
        .map(|row| {
            let mut columns = row.into_iter();
            let mut next = || columns.next().flatten();
            FoundRow {
                version: Version::new(&next().unwrap_or_default()),
                checksum: next(),
                name: next().unwrap_or_default().replace(' ', "_"),
                is_complete: next().is_none_or(|success| success != "0"),
            }
        })
        .filter(|row| row.version.number().is_some())
        .collect();
    rows.sort_by(|a, b| a.version.cmp(&b.version));
    Ok(rows)
}

/// The other history as ours will be, after verifying its checksums.
pub(crate) fn records(
    migrations: &[Migration],
    found: &Found,
) -> Result<Vec<Record>, MigrateError> {
    verify(migrations, found)?;
    let record = |(row, position): (&FoundRow, u64)| {
        let migration = file_of(migrations, row);
        let state = if row.is_complete {
            State::Applied
        } else {
            State::Partial
        };
        Record {
            version: row.version.clone(),
            name: row.name.clone(),
            checksum: migration.map_or_else(String::new, |migration| migration.up.checksum()),
            position,
            tool: found.tool_name().to_owned(),
            ..Record::empty(state)
        }
    };
    Ok(found.rows.iter().zip(1..).map(record).collect())
}

/// The checksums of the other history, where it has any, must be those of the files.
fn verify(migrations: &[Migration], found: &Found) -> Result<(), MigrateError> {
    let edited: Vec<Drift> = found
        .rows
        .iter()
        .filter_map(|row| {
            let migration = file_of(migrations, row)?;
            let recorded = row.checksum.as_deref()?;
            (migration.up.sqlx_checksum() != recorded).then(|| Drift::Edited {
                title: migration.title(),
                version: migration.version.to_string(),
                file: migration.up.file().to_owned(),
            })
        })
        .collect();
    if edited.is_empty() {
        Ok(())
    } else {
        Err(MigrateError::Drift(edited))
    }
}

/// Copies the other history into ours, under the lock, after verifying its checksums.
pub(crate) async fn import(
    runner: &mut Runner,
    migrations: &[Migration],
    found: &Found,
) -> Result<(), MigrateError> {
    verify(migrations, found)?;
    let mut batch = vec![begin(runner.engine()).to_owned()];
    for (row, position) in found.rows.iter().zip(1..) {
        batch.push(insert(runner, migrations, found.tool, row, position));
    }
    batch.push("COMMIT".to_owned());
    let imported = runner
        .run("cannot take the other history over", batch.join(";\n"))
        .await;
    if imported.is_err() {
        runner.roll_back().await;
    }
    imported
}

fn begin(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "BEGIN IMMEDIATE",
        Engine::Postgres => "BEGIN",
        Engine::Mysql => "START TRANSACTION",
    }
}

fn file_of<'m>(migrations: &'m [Migration], row: &FoundRow) -> Option<&'m Migration> {
    migrations
        .binary_search_by(|migration| migration.version.cmp(&row.version))
        .ok()
        .map(|index| &migrations[index])
}

fn insert(
    runner: &Runner,
    migrations: &[Migration],
    tool: Adopt,
    row: &FoundRow,
    position: u64,
) -> String {
    let migration = file_of(migrations, row);
    let ready = migration
        .and_then(|migration| prepare(runner.engine(), migration, migration.up.clone()).ok());
    let checksum = migration
        .map(|migration| migration.up.checksum())
        .unwrap_or_default();
    let journal = Journal {
        version: migration.map_or(row.version.as_str(), |migration| migration.version.as_str()),
        name: migration.map_or(row.name.as_str(), |migration| migration.name.as_str()),
        checksum: &checksum,
        total: ready.as_ref().map_or(0, |ready| ready.statements.len()),
        position,
    };
    if !row.is_complete {
        let fingerprints = ready.map(|ready| ready.fingerprints()).unwrap_or_default();
        return runner.table.insert_partial(journal, &fingerprints, 0);
    }
    let applied_at = match (tool, runner.engine()) {
        (Adopt::Dbmate, _) => "NULL".to_owned(),
        (Adopt::Sqlx, Engine::Sqlite) => format!(
            "(SELECT strftime('%Y-%m-%dT%H:%M:%fZ', installed_on) FROM {} WHERE version = {})",
            tool.table(),
            row.version
        ),
        (Adopt::Sqlx, Engine::Postgres | Engine::Mysql) => {
            format!(
                "(SELECT installed_on FROM {} WHERE version = {})",
                tool.table(),
                row.version
            )
        }
    };
    runner
        .table
        .insert_adopted(journal, tool.name(), &applied_at)
}
