//! What a generation reports to its user: routes, tables, and first what still needs code.

use serde::Serialize;

/// How complete a generated operation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Implementation {
    /// Serves requests for real.
    Complete,
    /// Typed and validated; answers 501 until written.
    Unimplemented,
    /// Could not be generated; answers 501 and is named in the diagnostics.
    Refused,
}

/// One route of the service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Route {
    /// The HTTP method in capitals.
    pub method: String,
    /// The path template, as in the document.
    pub path: String,
    /// The operationId, or the derived one.
    pub operation_id: String,
    /// How complete it is.
    pub implementation: Implementation,
    /// The user's file in which its code stands (`src/handlers/books.rs`).
    pub file: String,
}

/// What a generation made.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Summary {
    /// Every route, in document order.
    pub routes: Vec<Route>,
    /// The tables of the service.
    pub tables: Vec<String>,
    /// Changes that cannot be made safely, with the SQL to consider.
    pub advice: Vec<String>,
}
