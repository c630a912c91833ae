//! A handler, before a framework spells it.

use crate::emit::lang::typescript::{Expr, Statement, key};

/// Where a handler finds what it needs; every entry is an expression.
#[derive(Debug, Clone, Copy)]
pub struct Access {
    /// The database.
    pub database: &'static str,
    /// The body.
    pub body: &'static str,
    /// The preconditions.
    pub preconditions: &'static str,
    /// The id of the request.
    pub request_id: &'static str,
}

/// A handler.
#[derive(Debug)]
pub struct Handler {
    /// The path parameters that it reads: name on the wire and variable.
    pub path: Vec<(String, String)>,
    /// Whether it reads the query, as variable `query`.
    pub query: bool,
    /// Whether it changes a version that the client may have seen.
    pub checks_version: bool,
    /// Statements between reading and answering.
    pub statements: Vec<Statement>,
    /// The answer.
    pub answer: Answer,
}

impl Handler {
    /// `{ orgId, teamId: team }`: the path parameters that it reads, taken apart; nothing when there are none.
    pub fn path_pattern(&self) -> Option<String> {
        let names = self.path.iter().map(|(name, variable)| match key(name) {
            same if same == *variable => same,
            other => format!("{other}: {variable}"),
        });
        let names: Vec<String> = names.collect();
        (!names.is_empty()).then(|| format!("{{ {} }}", names.join(", ")))
    }

    /// Whether it holds what the client knows against the current version.
    pub fn reads_preconditions(&self) -> bool {
        self.checks_version || self.answer.not_modified.is_some()
    }
}

/// What a handler answers.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The body; none for none.
    pub body: Option<Expr>,
    /// Headers: names as keys, and values.
    pub headers: Vec<(String, Expr)>,
    /// The variable whose entity tag the client may know already, when 304 is declared.
    pub not_modified: Option<String>,
}
