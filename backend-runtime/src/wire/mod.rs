//! Serde glue that makes the typed parse exactly as strict as the schema.
//!
//! | a field that | is written |
//! |---|---|
//! | contains dates, UUIDs, decimals or sets in any nesting | `#[serde(with = "wire")]` |
//! | may be absent, but not null | `#[serde(default, with = "wire::optional", skip_serializing_if = "Option::is_none")] Option<T>` |
//! | must be there, but may be null | `#[serde(with = "wire::nullable")] Option<T>` |
//! | may be absent or null, which mean the same | `#[serde(default, with = "wire::nullable", skip_serializing_if = "Option::is_none")] Option<T>` |
//! | distinguishes absent, null and a value | `#[serde(default, skip_serializing_if = "Patch::is_absent")] Patch<T>` |

mod bytes;
mod impls;
mod map;
pub mod nullable;
pub mod optional;
mod patch;
mod text;
#[doc(hidden)]
pub mod union;
mod variant;

pub use bytes::Bytes;
pub use map::Map;
pub use patch::Patch;
pub use variant::UnknownVariant;
#[doc(hidden)]
pub use variant::spelled;

// The derives of generated types, under one short name.
pub use crate::{schema::Schema, schema::Union, validate::Validate};
pub use backend_macros::Enum;

#[doc(hidden)]
pub use serde;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Reads a value in the one form that its schema allows.
pub trait Read<'de>: Sized {
    /// Like `Deserialize::deserialize`.
    ///
    /// # Errors
    /// The value has another form.
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

/// Writes a value in the form of its schema. The lifetime lets derived types implement it only where they are
/// `Serialize`.
pub trait Write<'s> {
    /// Like `Serialize::serialize`.
    ///
    /// # Errors
    /// Those of the serializer.
    fn write<S: Serializer>(&'s self, serializer: S) -> Result<S::Ok, S::Error>;
}

/// For `#[serde(with = "wire")]`.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<T: for<'s> Write<'s>, S: Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    value.write(serializer)
}

/// For `#[serde(with = "wire")]`.
///
/// # Errors
/// The value has another form.
pub fn deserialize<'de, T: Read<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    T::read(deserializer)
}

/// The value that a document gives as text, its `default` for one.
///
/// ```
/// # #[cfg(feature = "uuid")] {
/// let id: uuid::Uuid = backend_runtime::wire::literal("0195a7b0-0000-7000-8000-000000000001");
/// assert_eq!(id.get_version_num(), 7);
/// # }
/// ```
///
/// # Panics
/// The text is none of the type: the generator writes only those that are.
pub fn literal<T: for<'de> Read<'de>>(text: &'static str) -> T {
    use serde::de::{IntoDeserializer, value::Error};

    let reader: serde::de::value::StrDeserializer<'_, Error> = text.into_deserializer();
    T::read(reader).unwrap_or_else(|error| panic!("{text:?} in the document: {error}"))
}

/// A value inside of a container, on the way in.
pub(crate) struct In<T>(pub(crate) T);

impl<'de, T: Read<'de>> Deserialize<'de> for In<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(In)
    }
}

/// A value inside of a container, on the way out.
pub(crate) struct Out<'s, T>(pub(crate) &'s T);

impl<'s, T: Write<'s>> Serialize for Out<'s, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}
