//! Building and changing trees of nodes.

use crate::{
    source::Span,
    spec::{Entry, Node, Number, Object, Value},
};

/// The node of a JSON value; all of it stands at `span`.
pub(super) fn node(value: &serde_json::Value, span: Span) -> Node {
    let value = match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(value) => Value::Bool(*value),
        serde_json::Value::Number(number) => {
            Value::Number(Number::from_json_text(&number.to_string()))
        }
        serde_json::Value::String(text) => Value::String(text.clone()),
        serde_json::Value::Array(items) => {
            Value::Array(items.iter().map(|item| node(item, span)).collect())
        }
        serde_json::Value::Object(members) => {
            let entries = members
                .iter()
                .map(|(key, value)| entry(key, node(value, span)));
            Value::Object(Object::new(entries.collect()))
        }
    };
    Node::new(span, value)
}

/// A member under a key that the text does not have.
pub(super) fn entry(key: &str, value: Node) -> Entry {
    Entry {
        key: key.to_owned(),
        key_span: value.span,
        value,
    }
}

/// Puts a value at a path of keys, with objects on the way; what is no object there is replaced.
pub(super) fn set(target: &mut Node, path: &[&str], value: Node) {
    let Some((key, rest)) = path.split_first() else {
        *target = value;
        return;
    };
    if !matches!(target.value, Value::Object(_)) {
        target.value = Value::Object(Object::default());
    }
    let Value::Object(object) = &mut target.value else {
        return;
    };
    if let Some(child) = object.get_mut(key) {
        return set(child, rest, value);
    }
    let mut child = Node::new(value.span, Value::Object(Object::default()));
    set(&mut child, rest, value);
    let mut entries = std::mem::take(object).into_entries();
    entries.push(entry(key, child));
    *object = Object::new(entries);
}
