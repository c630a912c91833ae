//! The statements that make, read and write the history table.

use super::Record;
use crate::{
    db::{
        DatabaseFailure, Engine,
        session::{Session, TextRow},
    },
    migrate::{Migration, State},
};

/// The name of the table.
const NAME: &str = "_backend_migrations";

/// Who writes a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) host: String,
    pub(crate) pid: u32,
    pub(crate) tool: String,
}

impl Identity {
    /// This process.
    pub(crate) fn current() -> Self {
        let host = std::fs::read_to_string("/proc/sys/kernel/hostname")
            .ok()
            .or_else(|| std::env::var("HOSTNAME").ok())
            .or_else(|| std::env::var("COMPUTERNAME").ok());
        Self {
            host: host.map_or_else(|| "unknown".to_owned(), |host| host.trim().to_owned()),
            pid: std::process::id(),
            tool: concat!("cargo-backend ", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}

/// What is known of a migration's statements before it runs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Journal<'a> {
    pub(crate) version: &'a str,
    pub(crate) name: &'a str,
    pub(crate) checksum: &'a str,
    pub(crate) total: usize,
    pub(crate) position: u64,
}

/// The table of one database, under its full name: a migration may change the search path or the current database.
#[derive(Debug, Clone)]
pub(crate) struct HistoryTable {
    engine: Engine,
    name: String,
    schema: Option<String>,
    identity: Identity,
}

/// The columns in the order that [`Record`] reads them.
const COLUMNS: [&str; 16] = [
    "version",
    "name",
    "checksum",
    "state",
    "position",
    "statements_done",
    "statement_started",
    "statements_total",
    "journal",
    "detail",
    "applied_at",
    "rolled_back_at",
    "execution_us",
    "applied_host",
    "applied_pid",
    "applied_tool",
];

/// A string literal that is safe whatever the session's quoting rules are.
pub(crate) fn literal(engine: Engine, text: &str) -> String {
    match engine {
        Engine::Sqlite => format!("'{}'", text.replace('\'', "''").replace('\0', "")),
        Engine::Postgres if text.contains('\\') => {
            format!(
                " E'{}'",
                text.replace('\\', "\\\\")
                    .replace('\'', "''")
                    .replace('\0', "")
            )
        }
        Engine::Postgres => format!("'{}'", text.replace('\'', "''").replace('\0', "")),
        Engine::Mysql
            if text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b" _-.:".contains(&byte)) =>
        {
            format!("'{text}'")
        }
        Engine::Mysql => {
            let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
            format!("CONVERT(0x{hex} USING utf8mb4)")
        }
    }
}

impl HistoryTable {
    /// The table of the database, or of the first schema of the search path, that `session` is connected to.
    pub(crate) async fn of(
        session: &mut dyn Session,
        identity: Identity,
    ) -> Result<Self, DatabaseFailure> {
        let engine = session.engine();
        let query = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some("SELECT pg_catalog.current_schema()::text"),
            Engine::Mysql => Some("SELECT CAST(DATABASE() AS CHAR)"),
        };
        let schema = match query {
            None => None,
            Some(query) => {
                let rows = session.rows(query.to_owned()).await?;
                let schema = rows
                    .into_iter()
                    .next()
                    .and_then(|row| row.into_iter().next()?);
                Some(schema.ok_or_else(|| no_schema(engine))?)
            }
        };
        let name = match (&schema, engine) {
            (None, _) => NAME.to_owned(),
            (Some(schema), Engine::Mysql) => format!("`{}`.`{NAME}`", schema.replace('`', "``")),
            (Some(schema), Engine::Postgres | Engine::Sqlite) => {
                format!("\"{}\".\"{NAME}\"", schema.replace('"', "\"\""))
            }
        };
        Ok(Self {
            engine,
            name,
            schema,
            identity,
        })
    }

    /// The schema (PostgreSQL) or database (MySQL) it is in.
    pub(crate) fn schema(&self) -> &str {
        self.schema.as_deref().unwrap_or("main")
    }

    fn text(&self, text: &str) -> String {
        literal(self.engine, text)
    }

    /// Whether a table of that name is in the same place.
    pub(crate) fn exists_query(&self, table: &str) -> String {
        let (table, schema) = (self.text(table), self.text(self.schema()));
        match self.engine {
            Engine::Sqlite => {
                format!("SELECT name FROM sqlite_master WHERE type = 'table' AND name = {table}")
            }
            Engine::Postgres => format!(
                "SELECT c.relname::text FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
                 WHERE c.relname = {table} AND n.nspname = {schema} AND c.relkind IN ('r', 'p')"
            ),
            Engine::Mysql => format!(
                "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_NAME = {table} AND TABLE_SCHEMA = {schema}"
            ),
        }
    }

    pub(crate) fn own_exists_query(&self) -> String {
        self.exists_query(NAME)
    }

    /// Makes the table; done under the runner lock.
    pub(crate) fn create(&self) -> String {
        let name = &self.name;
        let (key, text, time, end) = match self.engine {
            Engine::Sqlite => ("TEXT", "TEXT", "TEXT", ""),
            Engine::Postgres => ("text", "text", "timestamptz", ""),
            Engine::Mysql => (
                "VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
                "MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
                "DATETIME(6)",
                " ENGINE = InnoDB",
            ),
        };
        format!(
            "CREATE TABLE IF NOT EXISTS {name} (version {key} NOT NULL PRIMARY KEY, name {key} NOT NULL, \
             checksum {key} NOT NULL, state {key} NOT NULL, position BIGINT NOT NULL, statements_done BIGINT NOT NULL, \
             statement_started BIGINT NOT NULL, statements_total BIGINT NOT NULL, journal {text}, detail {text}, \
             applied_at {time}, rolled_back_at {time}, execution_us BIGINT NOT NULL DEFAULT 0, \
             applied_host {key} NOT NULL, applied_pid {key} NOT NULL, applied_tool {key} NOT NULL){end}"
        )
    }

    /// All rows, for [`Self::records`].
    pub(crate) fn select(&self) -> String {
        let columns: Vec<String> = COLUMNS.iter().map(|column| self.as_text(column)).collect();
        let (columns, name) = (columns.join(", "), &self.name);
        match self.engine {
            // The driver copies every value of every row and hands rows from thread to thread: one value is a third of
            // the cost of ten thousand rows.
            Engine::Sqlite => {
                format!("SELECT json_group_array(json_array({columns})) FROM {name}")
            }
            Engine::Postgres | Engine::Mysql => {
                format!("SELECT {columns} FROM {name} ORDER BY position")
            }
        }
    }

    fn as_text(&self, column: &str) -> String {
        let is_time = matches!(column, "applied_at" | "rolled_back_at");
        match self.engine {
            Engine::Sqlite => format!("CAST({column} AS TEXT)"),
            Engine::Postgres if is_time => {
                format!("to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')")
            }
            Engine::Postgres => format!("{column}::text"),
            Engine::Mysql if is_time => format!("DATE_FORMAT({column}, '%Y-%m-%dT%H:%i:%s.%fZ')"),
            Engine::Mysql => format!("CAST({column} AS CHAR)"),
        }
    }

    /// What [`Self::select`] brought, in the order of application.
    ///
    /// # Errors
    /// When SQLite's JSON cannot be read; a history that is cut short must not pass for one.
    pub(crate) fn records(&self, rows: Vec<TextRow>) -> Result<Vec<Record>, DatabaseFailure> {
        let rows = match self.engine {
            Engine::Sqlite => {
                let json = rows.into_iter().flatten().flatten().next();
                serde_json::from_str(&json.unwrap_or_default()).map_err(|error| {
                    DatabaseFailure {
                        message: format!("its rows cannot be read: {error}"),
                        ..DatabaseFailure::default()
                    }
                })?
            }
            Engine::Postgres | Engine::Mysql => rows,
        };
        let mut records: Vec<Record> = rows.into_iter().map(Record::from_row).collect();
        records.sort_by_key(|record| record.position);
        Ok(records)
    }

    fn now(&self) -> &'static str {
        match self.engine {
            Engine::Sqlite => "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
            Engine::Postgres => "clock_timestamp()",
            Engine::Mysql => "UTC_TIMESTAMP(6)",
        }
    }

    /// The time since the server got the message that this statement is part of.
    fn elapsed(&self, measured_us: Option<u128>) -> String {
        match (self.engine, measured_us) {
            (Engine::Postgres, None) => {
                "(extract(epoch FROM clock_timestamp() - statement_timestamp()) * 1000000)::bigint"
                    .to_owned()
            }
            (_, measured) => measured.unwrap_or(0).to_string(),
        }
    }

    fn who(&self) -> String {
        let Identity { host, pid, tool } = &self.identity;
        format!("{}, '{pid}', {}", self.text(host), self.text(tool))
    }

    /// Removes what an earlier run left of this version.
    pub(crate) fn delete(&self, migration: &Migration) -> String {
        let version = self.text(migration.version.as_str());
        format!("DELETE FROM {} WHERE version = {version}", self.name)
    }

    /// Records a migration that ran to its end, in the transaction that ran it.
    pub(crate) fn insert_applied(&self, journal: Journal<'_>, measured_us: Option<u128>) -> String {
        self.insert_finished(journal, State::Applied, &self.elapsed(measured_us))
    }

    /// Records a migration that is taken for granted.
    pub(crate) fn insert_baseline(&self, journal: Journal<'_>) -> String {
        self.insert_finished(journal, State::Baseline, "0")
    }

    fn insert_finished(&self, journal: Journal<'_>, state: State, elapsed: &str) -> String {
        let Journal {
            version,
            name,
            checksum,
            total,
            position,
        } = journal;
        let (version, name) = (self.text(version), self.text(name));
        let (now, who, table, state) = (self.now(), self.who(), &self.name, state.as_str());
        format!(
            "INSERT INTO {table} (version, name, checksum, state, position, statements_done, statement_started, \
             statements_total, applied_at, execution_us, applied_host, applied_pid, applied_tool) VALUES \
             ({version}, {name}, '{checksum}', '{state}', {position}, {total}, {total}, {total}, {now}, {elapsed}, {who})"
        )
    }

    /// Opens the journal of a migration that cannot share a transaction with its row: its first statement has started.
    pub(crate) fn insert_partial(
        &self,
        journal: Journal<'_>,
        fingerprints: &[String],
        done: usize,
    ) -> String {
        let Journal {
            version,
            name,
            checksum,
            total,
            position,
        } = journal;
        let (version, name) = (self.text(version), self.text(name));
        let (now, who, table) = (self.now(), self.who(), &self.name);
        let (fingerprints, started) = (fingerprints.join(" "), done + 1);
        format!(
            "INSERT INTO {table} (version, name, checksum, state, position, statements_done, statement_started, \
             statements_total, journal, applied_at, applied_host, applied_pid, applied_tool) VALUES \
             ({version}, {name}, '{checksum}', 'partial', {position}, {done}, {started}, {total}, '{fingerprints}', \
             {now}, {who})"
        )
    }

    /// Opens the journal of a way back.
    pub(crate) fn start_down(
        &self,
        migration: &Migration,
        fingerprints: &[String],
        done: usize,
    ) -> String {
        let (version, table, total) = (
            self.text(migration.version.as_str()),
            &self.name,
            fingerprints.len(),
        );
        let (fingerprints, started) = (fingerprints.join(" "), done + 1);
        format!(
            "UPDATE {table} SET state = 'partial-down', statements_done = {done}, statement_started = {started}, \
             statements_total = {total}, journal = '{fingerprints}', detail = NULL WHERE version = {version}"
        )
    }

    /// Statements up to `done` have finished and the next ones up to `started` have begun.
    pub(crate) fn advance(&self, migration: &Migration, done: usize, started: usize) -> String {
        let (version, table) = (self.text(migration.version.as_str()), &self.name);
        format!(
            "UPDATE {table} SET statements_done = {done}, statement_started = {started} WHERE version = {version}"
        )
    }

    /// The statement that had begun did not take effect; the database said why.
    pub(crate) fn stop(&self, migration: &Migration, detail: &str) -> String {
        let (version, table, detail) = (
            self.text(migration.version.as_str()),
            &self.name,
            self.text(detail),
        );
        format!(
            "UPDATE {table} SET statement_started = statements_done, detail = {detail} WHERE version = {version}"
        )
    }

    /// The journaled way forward is complete.
    pub(crate) fn finish_up(
        &self,
        migration: &Migration,
        total: usize,
        measured_us: Option<u128>,
    ) -> String {
        let (version, table, now) = (
            self.text(migration.version.as_str()),
            &self.name,
            self.now(),
        );
        let elapsed = match (self.engine, measured_us) {
            (_, Some(measured)) => measured.to_string(),
            // `applied_at` has been the time of the start so far. SYSDATE is the time of this very statement.
            (Engine::Mysql, None) => {
                "TIMESTAMPDIFF(MICROSECOND, applied_at, UTC_TIMESTAMP(6))".to_owned()
            }
            (Engine::Postgres | Engine::Sqlite, None) => "execution_us".to_owned(),
        };
        format!(
            "UPDATE {table} SET state = 'applied', statements_done = {total}, statement_started = {total}, \
             journal = NULL, detail = NULL, execution_us = {elapsed}, applied_at = {now} WHERE version = {version}"
        )
    }

    /// The way back is complete.
    pub(crate) fn finish_down(&self, migration: &Migration) -> String {
        let (version, table, now) = (
            self.text(migration.version.as_str()),
            &self.name,
            self.now(),
        );
        format!(
            "UPDATE {table} SET state = 'rolled-back', statements_done = 0, statement_started = 0, journal = NULL, \
             detail = NULL, rolled_back_at = {now} WHERE version = {version}"
        )
    }

    /// Removes a row by hand.
    pub(crate) fn forget(&self, version: &str) -> String {
        format!(
            "DELETE FROM {} WHERE version = {}",
            self.name,
            self.text(version)
        )
    }

    /// Declares a partial migration applied by hand.
    pub(crate) fn declare_applied(&self, version: &str) -> String {
        let (version, table) = (self.text(version), &self.name);
        format!(
            "UPDATE {table} SET state = 'applied', statements_done = statements_total, statement_started = statements_total, \
             journal = NULL, detail = NULL WHERE version = {version}"
        )
    }

    /// Declares by hand how many statements of a partial migration have run.
    pub(crate) fn declare_done(&self, version: &str, done: usize) -> String {
        let (version, table) = (self.text(version), &self.name);
        format!(
            "UPDATE {table} SET statements_done = {done}, statement_started = {done} WHERE version = {version}"
        )
    }

    /// Records a migration that another tool has applied.
    pub(crate) fn insert_adopted(
        &self,
        journal: Journal<'_>,
        tool: &str,
        applied_at: &str,
    ) -> String {
        let Journal {
            version,
            name,
            checksum,
            total,
            position,
        } = journal;
        let (version, name, tool) = (self.text(version), self.text(name), self.text(tool));
        let table = &self.name;
        format!(
            "INSERT INTO {table} (version, name, checksum, state, position, statements_done, statement_started, \
             statements_total, applied_at, execution_us, applied_host, applied_pid, applied_tool) VALUES \
             ({version}, {name}, '{checksum}', 'applied', {position}, {total}, {total}, {total}, {applied_at}, 0, '', '', {tool})"
        )
    }

    /// Takes the present text of an applied migration for the one that was applied.
    pub(crate) fn accept(&self, version: &str, checksum: &str) -> String {
        let (version, table) = (self.text(version), &self.name);
        format!("UPDATE {table} SET checksum = '{checksum}' WHERE version = {version}")
    }

    /// Sets the rows of one message apart: each had the time since the message came, now the time since the one before.
    pub(crate) fn separate_times(&self, first_position: u64) -> String {
        let table = &self.name;
        format!(
            "UPDATE {table} h SET execution_us = greatest(h.execution_us - b.before, 0) FROM (SELECT version, \
             lag(execution_us, 1, 0) OVER (ORDER BY position) AS before FROM {table} WHERE position >= {first_position}) b \
             WHERE b.version = h.version"
        )
    }
}

fn no_schema(engine: Engine) -> DatabaseFailure {
    let (message, hint) = match engine {
        Engine::Mysql => (
            "the connection has no database",
            "write mysql://user@host/database",
        ),
        Engine::Postgres | Engine::Sqlite => (
            "the search path names no schema that exists",
            "create the schema, or mend `options=-csearch_path=…` in the URL",
        ),
    };
    DatabaseFailure {
        message: message.to_owned(),
        hint: Some(hint.to_owned()),
        ..DatabaseFailure::default()
    }
}

#[cfg(test)]
mod tests {
    use super::literal;
    use crate::db::Engine;

    #[test]
    fn literals_cannot_be_left() {
        assert_eq!(literal(Engine::Sqlite, "a'b"), "'a''b'");
        assert_eq!(literal(Engine::Postgres, "a\\'b"), " E'a\\\\''b'");
        assert_eq!(
            literal(Engine::Mysql, "a'\\"),
            "CONVERT(0x61275c USING utf8mb4)"
        );
    }
}
