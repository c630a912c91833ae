//! Everything that can keep migrations from running, each with place and remedy.

use std::{fmt, time::Duration};

use super::{Problem, Record, SourceError};
use crate::db::{ConnectError, ConnectErrorKind, DatabaseFailure, session::Holder};

/// Why a migration run did not succeed. The text is made for people and never contains a password.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum MigrateError {
    /// The database cannot be reached.
    Connect(ConnectError),
    /// The files cannot be used; nothing has run.
    Source(SourceError),
    /// Files and history contradict each other; nothing has run.
    Drift(Vec<Drift>),
    /// An earlier run stopped half way; nothing has run.
    Partial(Box<PartialMigration>),
    /// A statement failed.
    Statement(Box<StatementFailure>),
    /// Somebody else holds the runner lock.
    Locked {
        /// Who.
        holder: Holder,
        /// How long we have waited.
        waited: Duration,
    },
    /// The history table or the catalog could not be read or written.
    Database {
        /// What we were doing.
        doing: String,
        /// What the database said.
        cause: DatabaseFailure,
    },
    /// The database has the history of another tool.
    OtherHistory {
        /// `sqlx` or `dbmate`.
        tool: &'static str,
        /// How many migrations it has recorded.
        count: usize,
    },
    /// What was asked for cannot be done, and nothing has run.
    Refused {
        /// Why not.
        message: String,
        /// What to do instead.
        help: String,
    },
    /// The command is used in a way that makes no sense.
    Usage {
        /// What is wrong.
        message: String,
        /// What to write instead.
        help: String,
    },
}

/// A contradiction between files and history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Drift {
    /// An applied migration's file was edited.
    Edited {
        /// `<version>_<name>`
        title: String,
        /// The version.
        version: String,
        /// The file.
        file: String,
    },
    /// An applied migration has no file.
    Missing {
        /// `<version>_<name>`
        title: String,
        /// The version.
        version: String,
        /// Whether it is newer than every file: the program is older than the database.
        is_newer: bool,
    },
    /// A pending migration is older than an applied one.
    Late {
        /// `<version>_<name>`
        title: String,
        /// The file.
        file: String,
        /// The newest applied one.
        newest: String,
    },
}

/// A migration that stopped half way.
#[derive(Debug, Clone)]
pub struct PartialMigration {
    /// Its row.
    pub record: Record,
    /// The first statement that has not finished, if there is a file that still has it.
    pub next_statement: Option<String>,
    /// How to see whether an uncertain statement ran.
    pub evidence: Option<String>,
}

/// A statement that the database refused.
#[derive(Debug, Clone)]
pub struct StatementFailure {
    /// `<version>_<name>`
    pub title: String,
    /// The version.
    pub version: String,
    /// Which statement, from 1.
    pub statement: usize,
    /// Of how many.
    pub total: usize,
    /// The file.
    pub file: String,
    /// Its line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// The line of text.
    pub source_line: String,
    /// What the database said.
    pub cause: DatabaseFailure,
    /// What is left behind.
    pub outcome: Outcome,
    /// What we advise, besides the database's own hint.
    pub help: Vec<String>,
}

/// What a failure left behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing: the transaction was rolled back.
    RolledBack,
    /// That many statements stay.
    Stopped {
        /// How many finished.
        done: usize,
    },
    /// The connection was lost; the server knows.
    Unknown,
}

impl From<ConnectError> for MigrateError {
    fn from(error: ConnectError) -> Self {
        Self::Connect(error)
    }
}

impl From<SourceError> for MigrateError {
    fn from(error: SourceError) -> Self {
        Self::Source(error)
    }
}

impl From<Problem> for MigrateError {
    fn from(problem: Problem) -> Self {
        Self::Source(SourceError {
            problems: vec![problem],
        })
    }
}

impl MigrateError {
    pub(crate) fn database(doing: &str) -> impl FnOnce(DatabaseFailure) -> Self + use<> {
        let doing = doing.to_owned();
        move |cause| Self::Database { doing, cause }
    }

    /// Whether the surroundings are at fault (network, rights, somebody's lock), not the migrations.
    #[must_use]
    pub fn is_environment(&self) -> bool {
        match self {
            Self::Connect(error) => error.kind != ConnectErrorKind::Url,
            Self::Locked { .. } | Self::Database { .. } => true,
            Self::Statement(failure) => failure.cause.is_lost || is_permission(&failure.cause),
            Self::Source(_)
            | Self::Drift(_)
            | Self::Partial(_)
            | Self::OtherHistory { .. }
            | Self::Refused { .. }
            | Self::Usage { .. } => false,
        }
    }

    /// Whether it is a matter of how the command was written.
    #[must_use]
    pub fn is_usage(&self) -> bool {
        match self {
            Self::Connect(error) => error.kind == ConnectErrorKind::Url,
            Self::Usage { .. } => true,
            Self::Source(_)
            | Self::Drift(_)
            | Self::Partial(_)
            | Self::Statement(_)
            | Self::Locked { .. }
            | Self::Database { .. }
            | Self::OtherHistory { .. }
            | Self::Refused { .. } => false,
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Connect(error) => error.help.clone(),
            Self::Source(_) => None,
            Self::Drift(drifts) => Some(drift_help(drifts)),
            Self::Partial(partial) => Some(partial.help()),
            Self::Statement(failure) => {
                Some(failure.help.join("; ")).filter(|help| !help.is_empty())
            }
            Self::Locked { holder, .. } => Some(format!(
                "wait longer with --lock-wait, or end it: {}",
                holder.how_to_end
            )),
            Self::Database { cause, .. } => cause.hint.clone().or_else(|| {
                is_permission(cause)
                    .then(|| "use an account that may create tables in this schema".to_owned())
            }),
            Self::OtherHistory { tool, .. } => Some(format!(
                "take it over with --adopt {tool} (its table stays as it is)"
            )),
            Self::Refused { help, .. } | Self::Usage { help, .. } => Some(help.clone()),
        }
    }
}

/// Insufficient privilege (PostgreSQL), access denied in its forms (MySQL), read-only or no permission (SQLite), a full disk.
fn is_permission(cause: &DatabaseFailure) -> bool {
    matches!(
        cause.code.as_deref(),
        Some(
            "42501"
                | "53100"
                | "1142"
                | "1044"
                | "1227"
                | "1370"
                | "1021"
                | "8"
                | "13"
                | "3"
                | "23"
                | "1032"
                | "10"
                | "778"
        )
    )
}

fn drift_help(drifts: &[Drift]) -> String {
    let mut help: Vec<String> = Vec::new();
    for drift in drifts {
        let line = match drift {
            Drift::Edited { version, .. } => format!(
                "put the file back as it was, or take its new text with `cargo backend migrate repair --accept {version}`"
            ),
            Drift::Missing { is_newer: true, .. } => {
                "deploy a newer program, or run on with --order allow".to_owned()
            }
            Drift::Missing { .. } => {
                "bring the file back, or run on without it with --order allow".to_owned()
            }
            Drift::Late { .. } => {
                "give it a later version, or apply it late with --order allow".to_owned()
            }
        };
        if !help.contains(&line) {
            help.push(line);
        }
    }
    help.join("\n        ")
}

impl fmt::Display for Drift {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Edited { title, file, .. } => {
                write!(formatter, "{title} was edited after it was applied: {file}")
            }
            Self::Missing {
                title,
                is_newer: true,
                ..
            } => {
                write!(
                    formatter,
                    "{title} is applied, but these files are older than the database"
                )
            }
            Self::Missing { title, .. } => {
                write!(formatter, "{title} is applied, but its file is missing")
            }
            Self::Late {
                title,
                file,
                newest,
            } => {
                write!(formatter, "{title} came after {newest} was applied: {file}")
            }
        }
    }
}

impl PartialMigration {
    fn help(&self) -> String {
        let version = &self.record.version;
        let next = match self.record.state {
            super::State::PartialDown => {
                "mend the down file and run `cargo backend migrate rollback` again"
            }
            _ => {
                "mend the file and run `cargo backend migrate up --resume`, or take it back with `cargo backend migrate rollback`"
            }
        };
        format!("{next}; to set the state by hand: `cargo backend migrate repair {version}`")
    }
}

impl fmt::Display for PartialMigration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let record = &self.record;
        let way = match record.state {
            super::State::PartialDown => " on the way back",
            _ => "",
        };
        write!(
            formatter,
            "{} is partial{way}: stopped after statement {} of {}",
            record.title(),
            record.statements_done,
            record.statements_total
        )?;
        if let Some(statement) = &self.next_statement {
            write!(formatter, "; the next one is ({})", excerpt(statement))?;
        }
        if let Some(detail) = &record.detail {
            write!(formatter, "; the database said: {detail}")?;
        }
        if record.is_uncertain() {
            write!(
                formatter,
                "\n  statement {} had begun and may or may not have run",
                record.statements_done + 1
            )?;
            if let Some(evidence) = &self.evidence {
                write!(formatter, ": {evidence}")?;
            }
        }
        Ok(())
    }
}

/// The start of a statement on one line.
pub(crate) fn excerpt(statement: &str) -> String {
    const LIMIT: usize = 80;
    let mut line = statement.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() > LIMIT {
        line = line.chars().take(LIMIT - 1).collect();
        line.push('…');
    }
    line
}

impl fmt::Display for StatementFailure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            title,
            statement,
            total,
            file,
            line,
            column,
            cause,
            ..
        } = self;
        write!(
            formatter,
            "{title}: statement {statement} of {total} failed: {cause}\n  --> {file}:{line}:{column}"
        )?;
        if !self.source_line.is_empty() {
            write!(formatter, "\n   |  {}", self.source_line)?;
        }
        if let Some(detail) = &cause.detail {
            write!(formatter, "\n  detail: {detail}")?;
        }
        if let Some(hint) = &cause.hint {
            write!(formatter, "\n  hint: {hint}")?;
        }
        match self.outcome {
            Outcome::RolledBack => formatter.write_str("\n  nothing of it stays: its transaction was rolled back"),
            Outcome::Stopped { done } => write!(
                formatter,
                "\n  stopped after statement {done} of {total}; what was done stays"
            ),
            Outcome::Unknown => formatter.write_str(
                "\n  the connection was lost, so the server may still be at it; `status` will tell when it is back",
            ),
        }
    }
}

impl fmt::Display for MigrateError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connect(error) => formatter.write_str(&error.message),
            Self::Source(error) => write!(formatter, "{error}"),
            Self::Drift(drifts) => {
                formatter.write_str("files and history contradict each other; nothing was run")?;
                for drift in drifts {
                    write!(formatter, "\n  {drift}")?;
                }
                Ok(())
            }
            Self::Partial(partial) => write!(formatter, "{partial}"),
            Self::Statement(failure) => write!(formatter, "{failure}"),
            Self::Locked { holder, waited } => {
                let since = holder.since.as_deref().unwrap_or("an unknown time");
                write!(
                    formatter,
                    "another runner holds the migration lock: {} since {since} (UTC; waited {:.0} s)",
                    holder.who,
                    waited.as_secs_f64()
                )
            }
            Self::Database { doing, cause } => write!(formatter, "{doing}: {cause}"),
            Self::OtherHistory { tool, count } => write!(
                formatter,
                "this database was migrated by {tool}, which has recorded {count} migrations; nothing was run"
            ),
            Self::Refused { message, .. } | Self::Usage { message, .. } => {
                formatter.write_str(message)
            }
        }
    }
}

impl std::error::Error for MigrateError {}
