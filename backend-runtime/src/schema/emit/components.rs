//! Named schemas, and whether each name means one schema.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Dialect, Emitter};
use crate::schema::Node;

/// Named schemas by name, filled while others that refer to them are written.
#[derive(Debug, Default)]
pub struct Components {
    schemas: BTreeMap<&'static str, Value>,
    nodes: BTreeMap<&'static str, Vec<&'static Node>>,
    /// Further nodes of a known name, to be compared when all is written.
    others: Vec<(&'static str, &'static Node)>,
}

impl Components {
    /// None.
    pub fn new() -> Components {
        Components::default()
    }

    /// Whether a schema of this name has been written.
    pub fn contains(&self, name: &str) -> bool {
        self.schemas.contains_key(name)
    }

    /// The schemas by name.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        self.schemas.iter().map(|(name, schema)| (*name, schema))
    }

    /// The schemas by name, and the names that stand for types which differ.
    pub fn finish_all(
        mut self,
        dialect: Dialect,
    ) -> (BTreeMap<&'static str, Value>, BTreeSet<&'static str>) {
        let mut conflicts = BTreeSet::new();
        while let Some((name, node)) = self.others.pop() {
            let other = Emitter {
                dialect,
                components: &mut self,
            }
            .inline(node);
            if self.schemas.get(name) != Some(&other) {
                conflicts.insert(name);
            }
        }
        (self.schemas, conflicts)
    }

    /// Whether the node of this name has still to be written; marks it as begun, as a schema may refer to itself.
    pub(super) fn begin(&mut self, name: &'static str, node: &'static Node) -> bool {
        let nodes = self.nodes.entry(name).or_default();
        if nodes.iter().any(|known| std::ptr::eq(*known, node)) {
            return false;
        }
        nodes.push(node);
        if nodes.len() > 1 {
            self.others.push((name, node));
            return false;
        }
        self.schemas.insert(name, Value::Null);
        true
    }

    pub(super) fn finish(&mut self, name: &'static str, schema: Value) {
        self.schemas.insert(name, schema);
    }
}
