//! Reading a raw tree with serde, numbers normalised.

use super::Raw;
use super::key::Key;
use crate::schema::Number;
use serde::de::value::{MapDeserializer, SeqDeserializer, StrDeserializer};
use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, VariantAccess, Visitor,
};
use std::fmt::{self, Display};

/// Why a type refused a tree. The text may quote the value: it is for logs, not for answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError(pub String);

impl Display for ReadError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for ReadError {}

impl de::Error for ReadError {
    fn custom<T: Display>(message: T) -> Self {
        ReadError(message.to_string())
    }
}

impl<'de> IntoDeserializer<'de, ReadError> for &'de Raw<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for &'de Raw<'_> {
    type Error = ReadError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self {
            Raw::Null => visitor.visit_unit(),
            Raw::Bool(value) => visitor.visit_bool(*value),
            Raw::Number(text) => match Number::parse(text) {
                Some(Number::Int(value)) => visitor.visit_i64(value),
                Some(Number::Uint(value)) => visitor.visit_u64(value),
                Some(Number::Double(value)) => visitor.visit_f64(value),
                None => Err(de::Error::custom("number out of range")),
            },
            Raw::String(text) => visitor.visit_borrowed_str(text),
            Raw::Array(items) => {
                let mut items = SeqDeserializer::new(items.iter());
                let value = visitor.visit_seq(&mut items)?;
                items.end()?;
                Ok(value)
            }
            Raw::Object(members) => {
                let members = members.0.iter();
                let mut members =
                    MapDeserializer::new(members.map(|(name, value)| (Key(name), value)));
                let value = visitor.visit_map(&mut members)?;
                members.end()?;
                Ok(value)
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self {
            Raw::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
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
        match self {
            Raw::String(text) => visitor.visit_enum(StrDeserializer::<ReadError>::new(text)),
            Raw::Object(members) if members.0.len() == 1 => {
                let (name, content) = &members.0[0];
                visitor.visit_enum(Tagged { name, content })
            }
            _ => Err(de::Error::custom("expected a variant")),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// `{"Variant": content}`
struct Tagged<'de, 'a> {
    name: &'de str,
    content: &'de Raw<'a>,
}

impl<'de, 'a> EnumAccess<'de> for Tagged<'de, 'a> {
    type Error = ReadError;
    type Variant = &'de Raw<'a>;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Self::Variant), ReadError> {
        Ok((
            seed.deserialize(StrDeserializer::<ReadError>::new(self.name))?,
            self.content,
        ))
    }
}

impl<'de> VariantAccess<'de> for &'de Raw<'_> {
    type Error = ReadError;

    fn unit_variant(self) -> Result<(), ReadError> {
        de::Deserialize::deserialize(self)
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, ReadError> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(
        self,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.deserialize_any(visitor)
    }
}
