use std::{fmt, marker::PhantomData, str::FromStr};

use serde::{
    Deserializer,
    de::{self, Visitor},
};

/// Why a text is not a value of a string enumeration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not one of the enumeration's values")]
pub struct UnknownVariant;

/// Reads one of the spellings of an enumeration that derives `Enum`.
///
/// # Errors
/// The value is no string, or none of `spellings`.
#[doc(hidden)]
pub fn spelled<'de, T: FromStr, D: Deserializer<'de>>(
    deserializer: D,
    spellings: &'static [&'static str],
) -> Result<T, D::Error> {
    deserializer.deserialize_str(Spelled {
        spellings,
        made: PhantomData,
    })
}

struct Spelled<T> {
    spellings: &'static [&'static str],
    made: PhantomData<T>,
}

impl<T: FromStr> Visitor<'_> for Spelled<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "one of {}", self.spellings.join(", "))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        text.parse()
            .map_err(|_| E::unknown_variant(text, self.spellings))
    }
}
