//! Whether a document is built as the specification says.
//!
//! Structure only: keys, kinds of value, contradictions inside of one object. What operations mean together (names,
//! status codes, parameters against paths) is judged by lowering, which has to decide what to do about it anyway.
//! Faulty but common things are warnings that say what happens instead; errors concern the part that they point at.

mod cycles;
mod keys;
mod schema;
mod types;

use std::collections::{BTreeMap, HashSet};

use super::document::{Document, RefId, Version};
use super::grammar::{Kind, Shape};
use super::node::{Node, Object};
use super::walk::{Step, Visit, Visited, Walker};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Span;

/// Checks everything that the document reaches.
pub fn validate(document: &Document) -> Diagnostics {
    let mut check = Check {
        version: document.version(),
        found: Diagnostics::new(),
        repeated: BTreeMap::new(),
        wanted: Vec::new(),
        broken: HashSet::new(),
    };
    let mut visited = Visited::default();
    let mut seen: HashSet<(RefId, Kind)> = HashSet::new();
    Walker {
        visitor: &mut check,
        visited: &mut visited,
        path: Vec::new(),
    }
    .one(document.root(), Kind::OpenApi);
    while let Some((reference, at, kind)) = check.wanted.pop() {
        match document.files.target(reference, at) {
            Ok((id, node)) => {
                if seen.insert((id, kind)) {
                    Walker {
                        visitor: &mut check,
                        visited: &mut visited,
                        path: Vec::new(),
                    }
                    .one(node, kind);
                }
            }
            Err(problem) => {
                // Reading has said which file is missing.
                if problem.code != "spec-ref-file" && check.broken.insert(reference) {
                    check.found.push(problem);
                }
            }
        }
    }
    check.found.extend(cycles::find(document));
    let Check {
        mut found,
        repeated,
        ..
    } = check;
    found.extend(repeated.into_values().map(Repeated::report));
    found.sorted()
}

/// The same mistake in many places is one diagnostic.
struct Repeated {
    first: Diagnostic,
    places: usize,
}

impl Repeated {
    fn report(self) -> Diagnostic {
        match self.places {
            1 => self.first,
            places => self
                .first
                .note(format!("the same is true of {} more places", places - 1)),
        }
    }
}

struct Check<'a> {
    version: Version,
    found: Diagnostics,
    repeated: BTreeMap<(&'static str, String), Repeated>,
    wanted: Vec<(&'a str, Span, Kind)>,
    /// References reported as broken.
    broken: HashSet<&'a str>,
}

impl Check<'_> {
    /// Reports a mistake that documents tend to repeat, once for each `what`.
    fn repeated(&mut self, code: &'static str, what: String, make: impl FnOnce() -> Diagnostic) {
        let entry = self.repeated.entry((code, what));
        entry
            .and_modify(|known| known.places += 1)
            .or_insert_with(|| Repeated {
                first: make(),
                places: 1,
            });
    }
}

impl<'a> Visit<'a> for Check<'a> {
    fn reference(&mut self, reference: &'a str, at: Span, kind: Kind, _path: &[Step<'a>]) {
        self.wanted.push((reference, at, kind));
    }

    fn object(&mut self, node: &'a Node, object: &'a Object, kind: Kind, _path: &[Step<'a>]) {
        self.keys(node, object, kind);
        match kind {
            Kind::OpenApi => self.root(node, object),
            Kind::Paths => self.paths(object),
            Kind::Schema => self.schema(object),
            _ => {}
        }
    }

    fn mistyped(&mut self, node: &'a Node, shape: Shape, path: &[Step<'a>]) {
        self.wrong_type(node, shape, path);
    }
}
