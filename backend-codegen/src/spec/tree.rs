//! Facts about whole trees.

use super::node::{Node, Value};

/// How many values a tree has, and how deep they nest (a scalar: 0).
pub(super) fn measure(node: &Node) -> (usize, usize) {
    match &node.value {
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => (1, 0),
        Value::Array(items) => sum(items.iter()),
        Value::Object(object) => sum(object.entries().iter().map(|entry| &entry.value)),
    }
}

fn sum<'a>(children: impl Iterator<Item = &'a Node>) -> (usize, usize) {
    children
        .map(measure)
        .fold((1, 1), |(size, depth), (s, d)| (size + s, depth.max(d + 1)))
}
