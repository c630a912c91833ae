//! What `#[derive(Union)]` calls to choose an alternative.

use crate::schema::Node;
use crate::validate::{View, accepts};
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// The whole value, before it is known what it is.
///
/// # Errors
/// Those of the deserializer.
pub fn value<'de, D: Deserializer<'de>>(from: D) -> Result<Value, D::Error> {
    Value::deserialize(from)
}

/// The alternative that the value of `property` selects.
pub fn tagged(value: &Value, property: &str, tags: &[&str]) -> Option<usize> {
    let tag = value.get(property)?.as_str()?;
    tags.iter().position(|known| *known == tag)
}

/// The alternative that accepts the value: the only one for `oneOf`, the first for `anyOf`.
pub fn matching(value: &Value, schemas: &[fn() -> &'static Node], one_of: bool) -> Option<usize> {
    let view = view(value);
    let mut valid = (0..schemas.len()).filter(|index| accepts(schemas[*index](), view));
    let first = valid.next()?;
    if one_of && valid.next().is_some() {
        None
    } else {
        Some(first)
    }
}

fn view(value: &Value) -> View<'_> {
    crate::validate::Validate::view(value)
}

/// Reads the chosen alternative.
///
/// # Errors
/// It has another form.
pub fn read<T: DeserializeOwned, E: Error>(value: Value) -> Result<T, E> {
    serde_json::from_value(value).map_err(E::custom)
}

/// No alternative was chosen.
pub fn no_match<E: Error>() -> E {
    E::custom("no alternative of the union fits")
}
