//! `format: byte`: bytes as base64 (RFC 4648 §4).

use crate::validate::{Validate, View};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// Bytes that are base64 text in JSON.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Bytes(pub Vec<u8>);

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes(bytes)
    }
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

impl fmt::Display for Bytes {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write;
        for group in self.0.chunks(3) {
            let bits = group
                .iter()
                .fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
                << (8 * (3 - group.len()));
            for index in 0..4 {
                let letter = ALPHABET[(bits >> (18 - 6 * index) & 63) as usize];
                out.write_char(if index <= group.len() {
                    char::from(letter)
                } else {
                    '='
                })?;
            }
        }
        Ok(())
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

struct Base64;

impl Visitor<'_> for Base64 {
    type Value = Bytes;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a string of format byte")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Bytes, E> {
        let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
        backend_formats::decode_base64(text, |byte| bytes.push(byte))
            .ok_or_else(|| E::custom("expected a string of format byte"))?;
        Ok(Bytes(bytes))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Base64)
    }
}

impl Validate for Bytes {
    fn view(&self) -> View<'_> {
        View::Text(self)
    }

    fn is_valid(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_round_trips_and_is_canonical() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(Bytes(bytes.as_bytes().to_vec()).to_string(), text);
            let read: Bytes = serde_json::from_str(&format!("{text:?}")).expect("base64");
            assert_eq!(read.0, bytes.as_bytes());
        }
        for wrong in ["Z", "Zg=", "Zh==", "Zg==Zg==", "====", "Z===", "Zm9_"] {
            assert!(
                serde_json::from_str::<Bytes>(&format!("{wrong:?}")).is_err(),
                "{wrong}"
            );
        }
    }
}
