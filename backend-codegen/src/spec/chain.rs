//! Chains of references: where one that names another one ends. Each link is followed once, however many start from it.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use super::document::{Document, RefId, Resolved, Version, reference_of};
use super::node::Node;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The names that a message about a cycle lists.
const LISTED: usize = 10;

/// The ends of the chains that have been followed, by each of their links.
#[derive(Debug, Default)]
pub(super) struct Chains(Mutex<HashMap<RefId, End>>);

#[derive(Debug, Clone)]
enum End {
    At(RefId),
    Cycle,
    Nowhere(Diagnostic),
}

impl Document {
    /// What a reference names, as seen from the file of `at`; chains are followed.
    ///
    /// # Errors
    /// A diagnostic when the target does not exist or the chain is a cycle.
    pub fn resolve<'a>(&'a self, reference: &str, at: Span) -> Result<Resolved<'a>, Diagnostic> {
        let (id, node) = self.files.target(reference, at)?;
        if self.next(node).is_none() {
            return Ok(Resolved { node, id: Some(id) });
        }
        match self.end(&id) {
            End::At(end) => {
                let (node, id) = (self.files.at(&end), Some(end));
                let node = node.expect("the end of a chain was found by its place");
                Ok(Resolved { node, id })
            }
            End::Cycle => Err(self.cycle(&id, at)),
            End::Nowhere(diagnostic) => Err(diagnostic),
        }
    }

    /// The reference that a node is; one with keywords beside it says more than that since 3.1.
    fn next<'a>(&self, node: &'a Node) -> Option<(&'a str, Span)> {
        reference_of(node).filter(|_| self.version < Version::V3_1 || !has_keywords_beside(node))
    }

    /// The place after this one, or why there is none; nothing where the chain ends.
    fn after(&self, id: &RefId) -> Option<Result<RefId, Diagnostic>> {
        let (reference, at) = self.next(self.files.at(id)?)?;
        Some(self.files.target(reference, at).map(|(id, _)| id))
    }

    fn end(&self, start: &RefId) -> End {
        let mut known = self.chains.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut passed = HashSet::new();
        let mut current = start.clone();
        let end = loop {
            if let Some(end) = known.get(&current) {
                break end.clone();
            }
            if passed.contains(&current) {
                break End::Cycle;
            }
            match self.after(&current) {
                None => break End::At(current),
                Some(Err(diagnostic)) => break End::Nowhere(diagnostic),
                Some(Ok(next)) => drop(passed.insert(std::mem::replace(&mut current, next))),
            }
        };
        known.extend(passed.into_iter().map(|link| (link, end.clone())));
        end
    }

    fn cycle(&self, start: &RefId, at: Span) -> Diagnostic {
        let mut names = Vec::new();
        let mut seen = HashSet::new();
        let mut current = Some(start.clone());
        while let Some(id) = current.filter(|id| names.len() < LISTED && seen.insert(id.clone())) {
            names.push(id.name());
            current = self.after(&id).and_then(Result::ok);
        }
        let more = if names.len() == LISTED {
            " → …"
        } else {
            ""
        };
        Diagnostic::error(
            "spec-ref-cycle",
            "this reference leads back to itself without ever reaching a definition",
        )
        .at(at)
        .note(format!("it goes through {}{more}", names.join(" → ")))
        .help("give one of them a definition instead of a `$ref`")
    }
}

/// Whether an object with `$ref` says more than annotations.
fn has_keywords_beside(node: &Node) -> bool {
    let annotation = |key: &str| {
        matches!(
            key,
            "$ref" | "summary" | "description" | "title" | "$comment"
        ) || key.starts_with("x-")
    };
    node.as_object()
        .is_some_and(|object| object.iter().any(|(key, _)| !annotation(key)))
}
