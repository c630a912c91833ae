//! References where the specification has none.
//!
//! Some published documents (DigitalOcean's among them) put `$ref` in place of operations, of whole sections or of
//! texts. They mean "as if it stood here", so that is what is done, with one warning for all of them. Spans stay those
//! of the target, so references inside of it keep their base.

use std::collections::HashSet;

use super::document::{RefId, reference_of};
use super::files::Files;
use super::limits::Limits;
use super::node::{Entry, Node, Object, Value};
use super::tree::measure;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// What has been put in place so far.
#[derive(Debug, Default)]
pub(super) struct Inlined {
    /// The first place.
    first: Option<Span>,
    places: usize,
    nodes: usize,
}

impl Inlined {
    /// Puts a copy of the target where the reference stands.
    pub(super) fn inline(
        &mut self,
        files: &mut Files,
        place: &RefId,
        reference: &str,
        at: Span,
        limits: &Limits,
    ) -> Result<(), Diagnostic> {
        let target = final_target(files, reference, at)?;
        let (size, depth) = measure(target);
        let above = place.pointer.bytes().filter(|byte| *byte == b'/').count();
        self.nodes = self.nodes.saturating_add(size);
        if self.nodes > limits.alias_nodes || above + depth > limits.effective_depth() {
            return Err(Diagnostic::error(
                "spec-limit",
                "references in places without references copy too much",
            )
            .at(at)
            .help("does this target contain the place that refers to it?"));
        }
        let target = target.clone();
        if let Some(slot) = files.at_mut(place) {
            let siblings = match std::mem::replace(&mut slot.value, Value::Null) {
                Value::Object(object) => object
                    .into_entries()
                    .into_iter()
                    .filter(|entry| entry.key != "$ref")
                    .collect(),
                _ => Vec::new(),
            };
            *slot = with_siblings(target, siblings);
        }
        self.places += 1;
        self.first = Some(self.first.map_or(at, |first| first.min(at)));
        Ok(())
    }

    /// One warning for all places.
    pub(super) fn report(&self) -> Option<Diagnostic> {
        let message =
            "the specification has no `$ref` here; it is read as if its target stood here";
        let warning = Diagnostic::warning("spec-ref-place", message).at(self.first?);
        Some(match self.places {
            0 | 1 => warning,
            places => warning.note(format!("so are {} more in this document", places - 1)),
        })
    }
}

/// Follows plain chains.
fn final_target<'a>(files: &'a Files, reference: &str, at: Span) -> Result<&'a Node, Diagnostic> {
    const LONGEST_CHAIN: usize = 64;
    let (_, mut node) = files.target(reference, at)?;
    for _ in 0..LONGEST_CHAIN {
        match reference_of(node) {
            Some((next, span)) => node = files.target(next, span)?.1,
            None => return Ok(node),
        }
    }
    Err(
        Diagnostic::error("spec-ref-cycle", "this reference leads back to itself")
            .at(at)
            .help("refer to a definition"),
    )
}

/// What stands beside the reference counts more than what its target says.
fn with_siblings(target: Node, siblings: Vec<Entry>) -> Node {
    match target.value {
        Value::Object(object) if !siblings.is_empty() => {
            let mut entries = object.into_entries();
            let said: HashSet<&str> = siblings
                .iter()
                .map(|sibling| sibling.key.as_str())
                .collect();
            entries.retain(|entry| !said.contains(entry.key.as_str()));
            entries.extend(siblings);
            Node::new(target.span, Value::Object(Object::new(entries)))
        }
        value => Node::new(target.span, value),
    }
}
