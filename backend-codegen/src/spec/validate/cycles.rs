//! Schemas that apply themselves to the same value without end (JSON Schema Core §9.4.1).
//!
//! `A: {allOf: [{$ref: A}]}` has no meaning; recursion through properties and items is fine.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::spec::document::{Document, RefId, reference_of};
use crate::spec::node::Node;

/// One error for each cycle.
pub(super) fn find(document: &Document) -> Vec<Diagnostic> {
    let schemas = document
        .root()
        .get("components")
        .and_then(|components| components.get("schemas"));
    let Some(schemas) = schemas.and_then(Node::as_object) else {
        return Vec::new();
    };
    let mut graph = Graph {
        document,
        edges: HashMap::new(),
    };
    let mut done: HashSet<RefId> = HashSet::new();
    let mut found = Vec::new();
    for entry in schemas.entries() {
        let pointer = crate::spec::append("/components/schemas", &entry.key);
        found.extend(graph.cycle_from(RefId { source: 0, pointer }, &mut done));
    }
    found
}

struct Graph<'a> {
    document: &'a Document,
    edges: HashMap<RefId, Vec<(RefId, Span)>>,
}

impl Graph<'_> {
    /// Goes down from one schema with a stack of its own, since chains may be long.
    fn cycle_from(&mut self, start: RefId, done: &mut HashSet<RefId>) -> Option<Diagnostic> {
        if done.contains(&start) {
            return None;
        }
        let mut found = None;
        let mut path: Vec<(RefId, usize)> = vec![(start.clone(), 0)];
        let mut on_path: HashSet<RefId> = HashSet::from([start]);
        while let Some((id, next)) = path.last_mut() {
            let (id, at) = (id.clone(), *next);
            *next += 1;
            let edge = self.edges_of(&id).get(at).cloned();
            match edge {
                None => {
                    on_path.remove(&id);
                    done.insert(id);
                    path.pop();
                }
                Some((target, span)) if on_path.contains(&target) => {
                    let from = path.iter().position(|(id, _)| *id == target).unwrap_or(0);
                    let names: Vec<String> = path[from..].iter().map(|(id, _)| id.name()).collect();
                    found = found.or_else(|| Some(report(&names, span)));
                }
                Some((target, _)) if done.contains(&target) => {}
                Some((target, _)) => {
                    on_path.insert(target.clone());
                    path.push((target, 0));
                }
            }
        }
        found
    }

    fn edges_of(&mut self, id: &RefId) -> &[(RefId, Span)] {
        if !self.edges.contains_key(id) {
            let mut edges = Vec::new();
            if let Some(node) = self.document.files.at(id) {
                self.collect(node, &mut edges);
            }
            self.edges.insert(id.clone(), edges);
        }
        self.edges.get(id).map(Vec::as_slice).unwrap_or_default()
    }

    /// References that apply to the same value.
    fn collect(&self, schema: &Node, edges: &mut Vec<(RefId, Span)>) {
        if let Some((reference, at)) = reference_of(schema)
            && let Ok((id, _)) = self.document.files.target(reference, at)
        {
            edges.push((id, at));
        }
        for key in ["allOf", "anyOf", "oneOf"] {
            for part in schema.get(key).and_then(Node::as_array).unwrap_or_default() {
                self.collect(part, edges);
            }
        }
        for key in ["not", "if", "then", "else"] {
            if let Some(part) = schema.get(key) {
                self.collect(part, edges);
            }
        }
    }
}

fn report(names: &[String], at: Span) -> Diagnostic {
    let through = match names {
        [one] => format!("`{one}` contains itself"),
        names => format!("{} contain each other", names.join(" → ")),
    };
    Diagnostic::error(
        "schema-cycle",
        format!("{through} without an end: no value can be checked against it"),
    )
    .at(at)
    .help("recursion must go through a property or through `items`")
}
