//! `#[serde(default, with = "wire::optional")]`: the member may be absent, but null is refused.

use super::{Read, Write};
use serde::{Deserializer, Serializer};

/// Writes the value; what is absent is skipped by `skip_serializing_if` and never comes here.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<T: for<'s> Write<'s>, S: Serializer>(
    value: &Option<T>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => value.write(serializer),
        None => serializer.serialize_none(),
    }
}

/// Reads the value of a member that is there.
///
/// # Errors
/// It is null or of another form.
pub fn deserialize<'de, T: Read<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::read(deserializer).map(Some)
}
