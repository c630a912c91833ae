//! Swagger 2.0 to OpenAPI 3.0, tree to tree.
//!
//! Everything after reading knows 3.x only. Values keep their spans; what is made anew (servers, request bodies) stands
//! where it was made from. Sources: Swagger 2.0 specification; OpenAPI 3.0.4 §4.8.

mod body;
mod make;
mod parameter;
mod reference;
mod response;
mod root;
mod schema;
mod security;

use std::collections::HashMap;

use super::grammar::Kind;
use super::node::{Node, Value};
use crate::diagnostic::Diagnostic;

/// What the parts of one document have in common.
#[derive(Debug, Default)]
pub(super) struct Upgrade {
    /// Where the entry file stands.
    entry: String,
    /// Where the file stands that is being upgraded.
    base: String,
    /// Media types of request bodies, from the root.
    consumes: Vec<Node>,
    /// Media types of responses, from the root.
    produces: Vec<Node>,
    /// Shared parameters, some of which become parts of request bodies.
    parameters: HashMap<String, Node>,
    /// What has no counterpart.
    pub(super) problems: Vec<Diagnostic>,
}

/// Upgrades the root of an entry file; the state serves the fragments of further files.
pub(super) fn root(node: &mut Node, entry: &str) -> Upgrade {
    let mut upgrade = Upgrade {
        entry: entry.to_owned(),
        base: entry.to_owned(),
        ..Upgrade::default()
    };
    let taken = Node::new(node.span, std::mem::replace(&mut node.value, Value::Null));
    *node = upgrade.root(taken);
    upgrade
}

impl Upgrade {
    /// Upgrades a part of another file that the document refers to.
    pub(super) fn fragment(&mut self, node: &mut Node, kind: Kind, base: &str) {
        base.clone_into(&mut self.base);
        let taken = Node::new(node.span, std::mem::replace(&mut node.value, Value::Null));
        *node = match kind {
            Kind::Schema => self.schema(taken),
            Kind::Parameter => self.parameter(taken),
            Kind::Response => self.response(taken, None),
            Kind::PathItem => self.path_item(taken),
            _ => taken,
        };
    }
}
