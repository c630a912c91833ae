//! The lossless value tree: what a JSON or YAML text says, in its order, with positions.

use super::number::Number;
use crate::source::Span;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Where the value stands. Nodes made by upgrading carry the place they were made from.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number with its text.
    Number(Number),
    /// A string, escapes resolved.
    String(String),
    /// An array.
    Array(Vec<Node>),
    /// An object.
    Object(Object),
}

/// One member of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key, escapes resolved.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

/// Members in the order of the text. Keys are unique: of repeated ones the last has won.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object {
    entries: Vec<Entry>,
    /// Positions sorted by key; empty for small objects, which are searched one by one.
    index: Box<[u32]>,
}

/// Objects with more members than this have an index.
const SMALL: usize = 12;

impl Object {
    /// An object of these members; a repeated key keeps its last value.
    pub fn new(entries: Vec<Entry>) -> Self {
        Self::with_duplicates(entries, |_, _| {})
    }

    /// The same, telling of every repeated key: the member that is dropped and the one that stays.
    pub(crate) fn with_duplicates(
        mut entries: Vec<Entry>,
        mut report: impl FnMut(&Entry, &Entry),
    ) -> Self {
        let mut index = sorted_index(&entries);
        let mut dropped: Vec<usize> = Vec::new();
        for pair in index.windows(2) {
            let (first, second) = (&entries[pair[0] as usize], &entries[pair[1] as usize]);
            if first.key == second.key {
                report(first, second);
                dropped.push(pair[0] as usize);
            }
        }
        if !dropped.is_empty() {
            dropped.sort_unstable();
            let mut position = 0;
            entries.retain(|_| {
                position += 1;
                dropped.binary_search(&(position - 1)).is_err()
            });
            index = sorted_index(&entries);
        }
        entries.shrink_to_fit();
        let index = if entries.len() > SMALL {
            index.into_boxed_slice()
        } else {
            Box::default()
        };
        Self { entries, index }
    }

    /// The members in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The members in order, to take apart.
    pub fn into_entries(self) -> Vec<Entry> {
        self.entries
    }

    /// Keys and values in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Node)> {
        self.entries
            .iter()
            .map(|entry| (entry.key.as_str(), &entry.value))
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The member with this key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.position(key).map(|at| &self.entries[at])
    }

    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.position(key).map(|at| &mut self.entries[at].value)
    }

    /// Where in order a key stands.
    pub fn position(&self, key: &str) -> Option<usize> {
        if self.index.is_empty() {
            return self.entries.iter().position(|entry| entry.key == key);
        }
        let found = self
            .index
            .binary_search_by(|&at| self.entries[at as usize].key.as_str().cmp(key))
            .ok()?;
        Some(self.index[found] as usize)
    }

    /// Whether the key is there.
    pub fn contains_key(&self, key: &str) -> bool {
        self.position(key).is_some()
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

fn sorted_index(entries: &[Entry]) -> Vec<u32> {
    let mut index: Vec<u32> = (0..entries.len() as u32).collect();
    index.sort_by(|a, b| entries[*a as usize].key.cmp(&entries[*b as usize].key));
    index
}

impl Node {
    /// A node from its parts.
    pub fn new(span: Span, value: Value) -> Self {
        Self { span, value }
    }

    /// The value of a key, when this is an object that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_object()?.get(key)
    }

    /// The string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The number with its text.
    pub fn as_number(&self) -> Option<&Number> {
        match &self.value {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The number, when whole and in range.
    pub fn as_u64(&self) -> Option<u64> {
        self.as_number()?.as_u64()
    }

    /// The number, when whole and in range.
    pub fn as_i64(&self) -> Option<i64> {
        self.as_number()?.as_i64()
    }

    /// The number as the nearest double.
    pub fn as_f64(&self) -> Option<f64> {
        Some(self.as_number()?.as_f64())
    }

    /// The elements.
    pub fn as_array(&self) -> Option<&[Node]> {
        match &self.value {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The object.
    pub fn as_object(&self) -> Option<&Object> {
        match &self.value {
            Value::Object(object) => Some(object),
            _ => None,
        }
    }

    /// Whether it is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// The JSON name of the kind of value, as messages use it.
    pub fn kind_name(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        }
    }

    /// The same value for serde_json. Numbers outside of its range become the nearest that it can hold.
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match &self.value {
            Value::Null => Json::Null,
            Value::Bool(value) => Json::Bool(*value),
            Value::Number(number) => number_to_json(number),
            Value::String(text) => Json::String(text.clone()),
            Value::Array(items) => Json::Array(items.iter().map(Node::to_json).collect()),
            Value::Object(object) => Json::Object(
                object
                    .iter()
                    .map(|(key, value)| (key.to_owned(), value.to_json()))
                    .collect(),
            ),
        }
    }

    /// Whether both say the same, wherever they stand and in whatever order their members are.
    pub fn same_value(&self, other: &Node) -> bool {
        match (&self.value, &other.value) {
            (Value::Array(a), Value::Array(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same_value(b))
            }
            (Value::Object(a), Value::Object(b)) => {
                a.len() == b.len()
                    && a.iter()
                        .all(|(key, a)| b.get(key).is_some_and(|b| a.same_value(b)))
            }
            (Value::Number(a), Value::Number(b)) => {
                a == b || number_to_json(a) == number_to_json(b)
            }
            (a, b) => a == b,
        }
    }
}

fn number_to_json(number: &Number) -> serde_json::Value {
    if !number.as_str().contains(['.', 'e', 'E']) {
        if let Some(value) = number.as_i64() {
            return value.into();
        }
        if let Some(value) = number.as_u64() {
            return value.into();
        }
    }
    number.as_f64().clamp(f64::MIN, f64::MAX).into()
}

/// The same value as a tree without places.
#[cfg(feature = "extract")]
pub(crate) fn node_of(json: &serde_json::Value) -> Node {
    use serde_json::Value as Json;
    let span = Span::new(0, 0, 0);
    let value = match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => Value::Number(Number::from_json_text(&number.to_string())),
        Json::String(text) => Value::String(text.clone()),
        Json::Array(items) => Value::Array(items.iter().map(node_of).collect()),
        Json::Object(map) => Value::Object(Object::new(
            map.iter()
                .map(|(key, value)| Entry {
                    key: key.clone(),
                    key_span: span,
                    value: node_of(value),
                })
                .collect(),
        )),
    };
    Node::new(span, value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(key: &str, position: u32) -> Entry {
        let span = Span::new(0, position, position + 1);
        Entry {
            key: key.to_owned(),
            key_span: span,
            value: Node::new(span, Value::Null),
        }
    }

    #[test]
    fn finds_keys_in_large_objects_and_keeps_their_order() {
        let object = Object::new(
            (0..10_000)
                .map(|i| entry(&format!("k{}", 9_999 - i), i))
                .collect(),
        );
        assert_eq!(object.entries()[0].key, "k9999");
        assert_eq!(object.position("k0"), Some(9_999));
        assert_eq!(object.get("absent"), None);
    }

    #[test]
    fn the_last_of_repeated_keys_wins_and_all_are_reported() {
        let mut reported = Vec::new();
        let entries = vec![entry("a", 0), entry("b", 1), entry("a", 2), entry("a", 3)];
        let object = Object::with_duplicates(entries, |old, new| {
            reported.push((old.key_span.start, new.key_span.start))
        });
        assert_eq!(reported, [(0, 2), (2, 3)]);
        assert_eq!(object.len(), 2);
        assert_eq!(object.entry("a").map(|e| e.key_span.start), Some(3));
    }
}
