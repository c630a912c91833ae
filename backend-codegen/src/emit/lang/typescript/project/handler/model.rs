//! A handler, before a framework spells it.

use crate::emit::lang::typescript::Expr;

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

/// A statement: what stands before its expression, the expression, and what ends it.
pub type Statement = (String, Expr, String);

/// A handler.
#[derive(Debug)]
pub struct Handler {
    /// The path parameters that it reads: name on the wire and variable.
    pub path: Vec<(String, String)>,
    /// Whether it reads the query, as variable `query`.
    pub query: bool,
    /// Statements between reading and answering.
    pub statements: Vec<Statement>,
    /// The answer.
    pub answer: Answer,
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
