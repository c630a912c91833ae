//! Equality of inline schemas: two that say the same become one type.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::spec::{Node, Value};

/// 128 bits over everything that a schema says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Shape(u64, u64);

/// The shape of a schema; references count with the file they stand in.
pub(super) fn shape(node: &Node) -> Shape {
    let mut first = DefaultHasher::new();
    let mut second = DefaultHasher::new();
    1u8.hash(&mut second);
    feed(node, &mut first, &mut second);
    Shape(first.finish(), second.finish())
}

fn feed(node: &Node, first: &mut DefaultHasher, second: &mut DefaultHasher) {
    let mut put = |tag: u8, text: &str| {
        (tag, text).hash(first);
        (text, tag).hash(second);
    };
    match &node.value {
        Value::Null => put(0, ""),
        Value::Bool(value) => put(1, if *value { "true" } else { "false" }),
        Value::Number(number) => put(2, number.as_str()),
        Value::String(text) => put(3, text),
        Value::Array(items) => {
            put(4, &items.len().to_string());
            for item in items {
                feed(item, first, second);
            }
        }
        Value::Object(object) => {
            put(5, &object.len().to_string());
            if object.contains_key("$ref") {
                put(6, &node.span.source.to_string());
            }
            for (key, value) in object.iter() {
                (7u8, key).hash(first);
                (key, 7u8).hash(second);
                feed(value, first, second);
            }
        }
    }
}
