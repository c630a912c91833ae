//! JSON values in constant tables.

use super::Number;

/// A JSON value that can stand in a constant: `enum`, `const`, `default`, `example`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(&'static str),
    /// An array.
    Array(&'static [Json]),
    /// An object, in the order written.
    Object(&'static [(&'static str, Json)]),
}

impl Json {
    /// The same value as `serde_json` has it.
    pub fn to_value(&self) -> serde_json::Value {
        use serde_json::Value;
        match self {
            Json::Null => Value::Null,
            Json::Bool(value) => Value::Bool(*value),
            Json::Number(number) => number.to_value(),
            Json::String(text) => Value::String((*text).to_owned()),
            Json::Array(items) => Value::Array(items.iter().map(Json::to_value).collect()),
            Json::Object(members) => Value::Object(
                members
                    .iter()
                    .map(|(key, value)| ((*key).to_owned(), value.to_value()))
                    .collect(),
            ),
        }
    }
}
