//! Going through a tree by what its objects are, so that a `$ref` is seen only where it is a reference.

use std::collections::HashSet;

use super::document::reference_of;
use super::grammar::{Kind, Shape};
use super::node::{Node, Object, Value};
use super::pointer;
use crate::source::Span;

/// A step from a value to a part of it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

/// The pointer of a path below another pointer; none when it is so long that only a hostile document has it.
pub(super) fn pointer_of(prefix: &str, path: &[Step<'_>]) -> Option<String> {
    const LONGEST: usize = 64 * 1024;
    let mut pointer = prefix.to_owned();
    for step in path {
        match step {
            Step::Key(key) => pointer = pointer::append(&pointer, key),
            Step::Index(index) => pointer.push_str(&format!("/{index}")),
        }
        if pointer.len() > LONGEST {
            return None;
        }
    }
    Some(pointer)
}

/// What a walk tells of.
pub(super) trait Visit<'a> {
    /// A reference to an object of this kind.
    fn reference(&mut self, _reference: &'a str, _at: Span, _kind: Kind, _path: &[Step<'a>]) {}

    /// An object of this kind that is no reference.
    fn object(&mut self, _node: &'a Node, _object: &'a Object, _kind: Kind, _path: &[Step<'a>]) {}

    /// A reference where the specification has none, in place of something of this shape.
    fn misplaced(&mut self, _reference: &'a str, _at: Span, _shape: Shape, _path: &[Step<'a>]) {}

    /// A value that should have been of this shape and is not.
    fn mistyped(&mut self, _node: &'a Node, _shape: Shape, _path: &[Step<'a>]) {}
}

/// Objects already gone through, each once for every kind that it is read as.
#[derive(Debug, Default)]
pub(super) struct Visited(HashSet<(usize, Kind)>);

impl Visited {
    /// Whether this is the first time. A node is told apart by its address, so trees must stay where they are.
    fn first_time(&mut self, node: &Node, kind: Kind) -> bool {
        self.0.insert((std::ptr::from_ref(node) as usize, kind))
    }
}

pub(super) struct Walker<'a, 'v, V> {
    pub(super) visitor: &'v mut V,
    pub(super) visited: &'v mut Visited,
    pub(super) path: Vec<Step<'a>>,
}

impl<'a, V: Visit<'a>> Walker<'a, '_, V> {
    /// Goes through a node as an object of this kind.
    pub(super) fn one(&mut self, node: &'a Node, kind: Kind) {
        let rules = kind.rules();
        let Value::Object(object) = &node.value else {
            // `true` and `false` are schemas since 3.1, and in `additionalProperties` ever since.
            if !(kind == Kind::Schema && matches!(node.value, Value::Bool(_))) {
                self.visitor.mistyped(node, Shape::One(kind), &self.path);
            }
            return;
        };
        if rules.referable && !self.visited.first_time(node, kind) {
            return;
        }
        if let Some((reference, span)) = reference_of(node) {
            if !rules.referable {
                return self
                    .visitor
                    .misplaced(reference, span, Shape::One(kind), &self.path);
            } else {
                self.visitor.reference(reference, span, kind, &self.path);
                // Path items and schemas may say more beside the reference.
                if !matches!(kind, Kind::PathItem | Kind::Schema) {
                    return;
                }
            }
        }
        self.visitor.object(node, object, kind, &self.path);
        for entry in object.entries() {
            let Some(shape) = rules.shape_of(&entry.key) else {
                continue;
            };
            self.path.push(Step::Key(&entry.key));
            self.shape(&entry.value, shape);
            self.path.pop();
        }
    }

    /// Goes through a node as a value of this shape.
    pub(super) fn shape(&mut self, node: &'a Node, shape: Shape) {
        if let (Some((reference, span)), true) = (reference_of(node), shape.is_not_data()) {
            return self.visitor.misplaced(reference, span, shape, &self.path);
        }
        let fits = match shape {
            Shape::Data => true,
            Shape::Text => node.as_str().is_some(),
            Shape::Flag => node.as_bool().is_some(),
            Shape::Count => node
                .as_number()
                .is_some_and(|n| n.is_integer() && !n.as_str().starts_with('-')),
            Shape::Number => node.as_number().is_some(),
            Shape::FlagOrNumber => node.as_bool().is_some() || node.as_number().is_some(),
            Shape::Types => node.as_str().is_some() || all_text(node.as_array()),
            Shape::DataList => node.as_array().is_some(),
            Shape::TextList => all_text(node.as_array()),
            Shape::TextMap => node
                .as_object()
                .is_some_and(|map| map.iter().all(|(_, value)| value.as_str().is_some())),
            Shape::TextListMap => node
                .as_object()
                .is_some_and(|map| map.iter().all(|(_, list)| all_text(list.as_array()))),
            Shape::Mapping => return self.mapping(node),
            Shape::One(kind) => return self.one(node, kind),
            Shape::List(kind) => return self.list(node, kind),
            Shape::Map(kind) => return self.map(node, kind),
        };
        if !fits {
            self.visitor.mistyped(node, shape, &self.path);
        }
    }

    fn list(&mut self, node: &'a Node, kind: Kind) {
        let Some(items) = node.as_array() else {
            return self.visitor.mistyped(node, Shape::List(kind), &self.path);
        };
        for (index, item) in items.iter().enumerate() {
            self.path.push(Step::Index(index));
            self.one(item, kind);
            self.path.pop();
        }
    }

    fn map(&mut self, node: &'a Node, kind: Kind) {
        let Some(object) = node.as_object() else {
            return self.visitor.mistyped(node, Shape::Map(kind), &self.path);
        };
        for entry in object.entries() {
            self.path.push(Step::Key(&entry.key));
            self.one(&entry.value, kind);
            self.path.pop();
        }
    }

    /// Values are references to schemas, or names of schemas of this document.
    fn mapping(&mut self, node: &'a Node) {
        let Some(object) = node.as_object() else {
            return self.visitor.mistyped(node, Shape::Mapping, &self.path);
        };
        for entry in object.entries() {
            self.path.push(Step::Key(&entry.key));
            match entry.value.as_str() {
                Some(reference) if is_reference(reference) => {
                    self.visitor
                        .reference(reference, entry.value.span, Kind::Schema, &self.path);
                }
                Some(_) => {}
                None => self.visitor.mistyped(&entry.value, Shape::Text, &self.path),
            }
            self.path.pop();
        }
    }
}

/// Whether the value of a discriminator mapping is a reference rather than the name of a schema. The specification
/// leaves it open; names of components have neither slashes nor file endings.
pub(super) fn is_reference(text: &str) -> bool {
    let ends = [".json", ".yaml", ".yml"];
    text.contains(['/', '#'])
        || ends
            .iter()
            .any(|end| text.to_ascii_lowercase().ends_with(end))
}

fn all_text(items: Option<&[Node]>) -> bool {
    items.is_some_and(|items| items.iter().all(|item| item.as_str().is_some()))
}
