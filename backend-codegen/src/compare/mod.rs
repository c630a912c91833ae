//! What differs in meaning between two documents, and whom it concerns.
//!
//! Both are read side by side in a normal form: references are followed, path-level parameters and the root's `security`
//! belong to every operation, defaults count as written, both dialects of JSON Schema are one. Order, names of
//! components and ways of writing the same thing are no differences. It knows documents only: not services, not the IR.

mod difference;
mod document;
mod explicit;
mod flat;
mod operation;
mod parts;
mod schema;
mod security;
mod values;

pub use explicit::make_explicit;

pub use difference::{Class, Difference, Effect, Report, Side};

use serde_json::Value;

/// Compares two documents, each as one tree (see [`write::bundle`](crate::spec::write::bundle)).
pub fn compare(old: &Value, new: &Value) -> Report {
    let mut comparison = document::Comparison::new(old, new);
    comparison.documents();
    comparison.report
}

#[cfg(test)]
mod tests;
