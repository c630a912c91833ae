//! `#[serde(with = "wire::nullable")]`: null is allowed; without `default` the member must be there.

use super::{Read, Write};
use serde::{Deserializer, Serializer};

/// Writes the value or null.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<T: for<'s> Write<'s>, S: Serializer>(
    value: &Option<T>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    value.write(serializer)
}

/// Reads the value or null.
///
/// # Errors
/// It is of another form.
pub fn deserialize<'de, T: Read<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    Option::read(deserializer)
}
