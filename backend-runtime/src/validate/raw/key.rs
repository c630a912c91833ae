//! Names of members as keys of a map, read as serde_json reads them: numbers and booleans may be keys, in quotes.

use super::de::ReadError;
use serde::de::value::StrDeserializer;
use serde::de::{Deserializer, IntoDeserializer, Visitor};

/// The name of a member.
pub(super) struct Key<'de>(pub(super) &'de str);

impl<'de> IntoDeserializer<'de, ReadError> for Key<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// A number when the name is one of this type; the visitor refuses the text otherwise.
macro_rules! numbers {
    ($($method:ident $visit:ident $number:ty;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
            match self.0.parse::<$number>() {
                Ok(number) => visitor.$visit(number),
                Err(_) => visitor.visit_borrowed_str(self.0),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Key<'de> {
    type Error = ReadError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_borrowed_str(self.0)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        visitor.visit_enum(StrDeserializer::<ReadError>::new(self.0))
    }

    numbers! {
        deserialize_i8 visit_i8 i8;
        deserialize_i16 visit_i16 i16;
        deserialize_i32 visit_i32 i32;
        deserialize_i64 visit_i64 i64;
        deserialize_i128 visit_i128 i128;
        deserialize_u8 visit_u8 u8;
        deserialize_u16 visit_u16 u16;
        deserialize_u32 visit_u32 u32;
        deserialize_u64 visit_u64 u64;
        deserialize_u128 visit_u128 u128;
        deserialize_bool visit_bool bool;
    }

    serde::forward_to_deserialize_any! {
        f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use serde::Deserialize;
    use std::collections::BTreeMap;

    #[derive(Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
    struct Name(String);

    #[derive(Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
    #[serde(rename_all = "lowercase")]
    enum Color {
        Red,
    }

    fn read<K>(text: &str) -> Vec<(K, i32)>
    where
        K: for<'de> Deserialize<'de> + Ord,
    {
        let tree = parse(text.as_bytes(), 8).expect(text);
        let map: BTreeMap<K, i32> = BTreeMap::deserialize(&tree).expect(text);
        map.into_iter().collect()
    }

    #[test]
    fn keys_are_what_serde_json_makes_of_them() {
        assert_eq!(read(r#"{"a":1.0}"#), [(Name("a".to_owned()), 1)]);
        assert_eq!(read(r#"{"-7":1.0}"#), [(-7_i64, 1)]);
        assert_eq!(read(r#"{"200":1.0}"#), [(200_u8, 1)]);
        assert_eq!(read(r#"{"true":1.0}"#), [(true, 1)]);
        assert_eq!(read(r#"{"red":1.0}"#), [(Color::Red, 1)]);
        assert_eq!(read(r#"{"a":1.0}"#), [("a".to_owned(), 1)]);
    }

    #[test]
    fn a_name_that_is_no_number_is_refused() {
        let tree = parse(br#"{"x":1}"#, 8).expect("JSON");
        assert!(BTreeMap::<u8, i32>::deserialize(&tree).is_err());
    }
}
