//! Making and taking apart nodes.

use crate::source::Span;
use crate::spec::node::{Entry, Node, Object, Value};

/// A string that stands where something else stood.
pub(super) fn text(text: &str, span: Span) -> Node {
    Node::new(span, Value::String(text.to_owned()))
}

/// A boolean that stands where something else stood.
pub(super) fn flag(value: bool, span: Span) -> Node {
    Node::new(span, Value::Bool(value))
}

/// A member under a key that the text does not have.
pub(super) fn entry(key: &str, value: Node) -> Entry {
    Entry {
        key: key.to_owned(),
        key_span: value.span,
        value,
    }
}

/// An object.
pub(super) fn object(entries: Vec<Entry>, span: Span) -> Node {
    Node::new(span, Value::Object(Object::new(entries)))
}

/// The members of an object, or the node itself when it is none (and then stays as it is).
pub(super) fn entries(node: Node) -> Result<(Span, Vec<Entry>), Node> {
    match node.value {
        Value::Object(object) => Ok((node.span, object.into_entries())),
        value => Err(Node::new(node.span, value)),
    }
}

/// The members with this key taken out.
pub(super) fn take(entries: &mut Vec<Entry>, key: &str) -> Option<Entry> {
    let at = entries.iter().position(|entry| entry.key == key)?;
    Some(entries.remove(at))
}

/// Every value of an object changed; what is no object stays.
pub(super) fn each_value(node: Node, mut change: impl FnMut(&str, Node) -> Node) -> Node {
    match entries(node) {
        Ok((span, entries)) => {
            let changed = entries.into_iter().map(|entry| {
                let value = if entry.key.starts_with("x-") {
                    entry.value
                } else {
                    change(&entry.key, entry.value)
                };
                Entry { value, ..entry }
            });
            object(changed.collect(), span)
        }
        Err(node) => node,
    }
}

/// Elements of an array; none for anything else.
pub(super) fn items(node: Node) -> Vec<Node> {
    match node.value {
        Value::Array(items) => items,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            Vec::new()
        }
    }
}

/// The same for objects whose keys are all names of the author's, `x-` or not.
pub(super) fn each_value_named(node: Node, mut change: impl FnMut(Node) -> Node) -> Node {
    match entries(node) {
        Ok((span, entries)) => {
            let changed = entries.into_iter().map(|entry| Entry {
                value: change(entry.value),
                ..entry
            });
            object(changed.collect(), span)
        }
        Err(node) => node,
    }
}
