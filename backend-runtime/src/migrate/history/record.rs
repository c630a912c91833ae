//! A row of the history table.

use std::time::Duration;

use crate::{db::session::TextRow, migrate::Version};

/// What has become of a migration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It ran to its end.
    Applied,
    /// It was taken for granted with `baseline` or taken over from another tool.
    Baseline,
    /// It stopped on the way forward.
    Partial,
    /// It stopped on the way back.
    PartialDown,
    /// It was taken back.
    RolledBack,
}

impl State {
    /// As the table spells it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Baseline => "baseline",
            Self::Partial => "partial",
            Self::PartialDown => "partial-down",
            Self::RolledBack => "rolled-back",
        }
    }

    fn parse(text: &str) -> Self {
        match text {
            "applied" => Self::Applied,
            "baseline" => Self::Baseline,
            "partial-down" => Self::PartialDown,
            "rolled-back" => Self::RolledBack,
            // A state of a later version of this program must not pass for success.
            _ => Self::Partial,
        }
    }

    /// Whether its objects are in the database, whole.
    #[must_use]
    pub fn is_applied(self) -> bool {
        match self {
            Self::Applied | Self::Baseline => true,
            Self::Partial | Self::PartialDown | Self::RolledBack => false,
        }
    }

    /// Whether it stopped half way.
    #[must_use]
    pub fn is_partial(self) -> bool {
        match self {
            Self::Partial | Self::PartialDown => true,
            Self::Applied | Self::Baseline | Self::RolledBack => false,
        }
    }
}

/// What happened to one migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The version, or `file:` and the name of a file without one.
    pub version: Version,
    /// The name.
    pub name: String,
    /// SHA-256 of the way forward, in hexadecimal; empty when nobody knows.
    pub checksum: String,
    /// What has become of it.
    pub state: State,
    /// Its place in the order of application, from 1.
    pub position: u64,
    /// How many statements are known to have finished.
    pub statements_done: usize,
    /// The statement that was started last; more than `statements_done` when nobody knows whether it finished.
    pub statement_started: usize,
    /// How many statements there are.
    pub statements_total: usize,
    /// The fingerprints of its statements, while it is partial.
    pub journal: Vec<String>,
    /// What the database said when it stopped.
    pub detail: Option<String>,
    /// When it was applied, in UTC.
    pub applied_at: String,
    /// When it was taken back, in UTC.
    pub rolled_back_at: Option<String>,
    /// How long it took.
    pub elapsed: Duration,
    /// The host that ran it.
    pub host: String,
    /// The process that ran it.
    pub pid: String,
    /// The tool and its version.
    pub tool: String,
}

impl Record {
    /// A row with nothing in it but its state.
    pub(crate) fn empty(state: State) -> Self {
        Self {
            version: Version::new(""),
            name: String::new(),
            checksum: String::new(),
            state,
            position: 0,
            statements_done: 0,
            statement_started: 0,
            statements_total: 0,
            journal: Vec::new(),
            detail: None,
            applied_at: String::new(),
            rolled_back_at: None,
            elapsed: Duration::ZERO,
            host: String::new(),
            pid: String::new(),
            tool: String::new(),
        }
    }

    /// Reads a row of [`super::HistoryTable::select`].
    pub(super) fn from_row(row: TextRow) -> Self {
        let mut columns = row.into_iter();
        let mut optional = || columns.next().flatten();
        let mut text = || optional().unwrap_or_default();
        let number = |text: String| text.parse::<u64>().unwrap_or(0);
        let count = |text: String| text.parse::<usize>().unwrap_or(0);
        Self {
            version: Version::new(&text()),
            name: text(),
            checksum: text(),
            state: State::parse(&text()),
            position: number(text()),
            statements_done: count(text()),
            statement_started: count(text()),
            statements_total: count(text()),
            journal: text().split_whitespace().map(str::to_owned).collect(),
            detail: Some(text()).filter(|text| !text.is_empty()),
            applied_at: text(),
            rolled_back_at: Some(text()).filter(|text| !text.is_empty()),
            elapsed: Duration::from_micros(number(text())),
            host: text(),
            pid: text(),
            tool: text(),
        }
    }

    /// Whether the statement after the last finished one may have run all the same.
    #[must_use]
    pub fn is_uncertain(&self) -> bool {
        self.state.is_partial() && self.statement_started > self.statements_done
    }

    /// `<version>_<name>`
    #[must_use]
    pub fn title(&self) -> String {
        if self.name.is_empty() || self.version.number().is_none() {
            self.version.to_string()
        } else {
            format!("{}_{}", self.version, self.name)
        }
    }
}
