//! The fast path: a serde deserializer straight over raw pieces, and the way into the slow one.

use std::borrow::Cow;

use serde::de::value::StrDeserializer;
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess,
    SeqAccess, VariantAccess, Visitor,
};

use super::{Parameter, Parameters, Piece, Source, Style, text, tree};
use crate::schema::Node;
use crate::validate::{Validate, Violation};

/// Reads all parameters of one location as `T`.
///
/// The typed parse and check come first. When either fails, a tree is built by the schema and walked, which either
/// names every violation, or finds none: then `T` is read from the tree.
pub(crate) fn decode<T>(source: Source<'_>, violations: &mut Vec<Violation>) -> Option<T>
where
    T: DeserializeOwned + Validate + Parameters,
{
    let all = Root {
        source,
        parameters: T::PARAMETERS,
        schema: T::schema,
    };
    match T::deserialize(all) {
        Ok(value) if value.is_valid() => Some(value),
        Ok(_) | Err(Slow) => tree::decode::<T>(source, violations),
    }
}

/// The fast path cannot say what is wrong; the slow path will.
#[derive(Debug)]
pub(crate) struct Slow;

impl std::fmt::Display for Slow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the fast path does not read this")
    }
}

impl std::error::Error for Slow {}

impl de::Error for Slow {
    fn custom<M: std::fmt::Display>(_: M) -> Slow {
        Slow
    }
}

/// All parameters of a location: a struct whose fields are parameters.
struct Root<'a> {
    source: Source<'a>,
    parameters: &'static [Parameter],
    schema: fn() -> &'static Node,
}

impl<'de> Deserializer<'de> for Root<'de> {
    type Error = Slow;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slow> {
        visitor.visit_map(RootAccess {
            root: self,
            next: 0,
            properties: None,
        })
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slow> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Slow> {
        visitor.visit_newtype_struct(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct RootAccess<'a> {
    root: Root<'a>,
    next: usize,
    /// Of the parameter whose value comes next, when it is an exploded form object.
    properties: Option<&'static Node>,
}

impl<'de> MapAccess<'de> for RootAccess<'de> {
    type Error = Slow;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Slow> {
        while let Some(parameter) = self.root.parameters.get(self.next) {
            self.next += 1;
            let piece = Piece {
                parameter,
                source: self.root.source,
            };
            self.properties = None;
            let present = piece.is_present() || self.has_spread_properties(piece);
            if present {
                let name: StrDeserializer<'_, Slow> = parameter.name.into_deserializer();
                return seed.deserialize(name).map(Some);
            }
        }
        Ok(None)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Slow> {
        let parameter = &self.root.parameters[self.next - 1];
        let piece = Piece {
            parameter,
            source: self.root.source,
        };
        if parameter.content.is_some() {
            let text = piece.scalar().map_err(|_| Slow)?;
            // The text may be owned here: serde must not borrow from it.
            let mut json = serde_json::Deserializer::from_reader(text.as_bytes());
            let value = seed.deserialize(&mut json).map_err(|_| Slow)?;
            return json.end().map(|()| value).map_err(|_| Slow);
        }
        seed.deserialize(PieceDeserializer {
            piece,
            properties: self.properties,
        })
    }
}

impl RootAccess<'_> {
    /// Whether an exploded form object has any of its properties among the pairs.
    fn has_spread_properties(&mut self, piece: Piece<'_>) -> bool {
        if !is_spread(piece) {
            return false;
        }
        let Some(node) = (self.root.schema)().property(piece.parameter.name) else {
            return false;
        };
        if !node.types().contains(crate::schema::TypeSet::OBJECT) || !is_object(node) {
            return false;
        }
        let known = spread_names(node, self.root.parameters);
        let found = piece
            .properties(&known)
            .is_ok_and(|properties| !properties.is_empty());
        self.properties = found.then_some(node);
        found
    }
}

/// Whether objects of this parameter are spread over the location's pairs.
pub(super) fn is_spread(piece: Piece<'_>) -> bool {
    let pairs = !matches!(piece.source, Source::Path { .. } | Source::Header(_));
    pairs && piece.style() == Style::Form && piece.explode() && piece.parameter.content.is_none()
}

/// Whether the schema says object and neither string nor array (`{}` says everything).
pub(super) fn is_object(node: &'static Node) -> bool {
    use crate::schema::TypeSet;
    let types = node.types();
    types.contains(TypeSet::OBJECT)
        && !types.contains(TypeSet::STRING)
        && !types.contains(TypeSet::ARRAY)
}

/// Which keys an exploded form object takes: its declared properties, and when it is open with a schema for the rest,
/// those of no other parameter.
pub(super) fn spread_names(
    node: &'static Node,
    parameters: &'static [Parameter],
) -> impl Fn(&str) -> bool {
    let open = node.additional().is_some();
    move |key: &str| {
        node.property(key).is_some()
            || (open && !parameters.iter().any(|parameter| parameter.name == key))
    }
}

struct PieceDeserializer<'a> {
    piece: Piece<'a>,
    properties: Option<&'static Node>,
}

impl<'de> PieceDeserializer<'de> {
    fn text(&self) -> Result<Cow<'de, str>, Slow> {
        match self.piece.scalar() {
            // What an empty value means depends on the schema.
            Ok(text) if text.is_empty() && self.piece.parameter.allow_empty_value => Err(Slow),
            Ok(text) => Ok(text),
            Err(_) => Err(Slow),
        }
    }
}

macro_rules! scalar {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slow> {
            Text(self.text()?).$method(visitor)
        })*
    };
}

impl<'de> Deserializer<'de> for PieceDeserializer<'de> {
    type Error = Slow;

    scalar! {
        deserialize_any deserialize_bool
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
        deserialize_f32 deserialize_f64 deserialize_char deserialize_str deserialize_string
        deserialize_bytes deserialize_byte_buf deserialize_unit deserialize_identifier
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slow> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Slow> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _visitor: V,
    ) -> Result<V::Value, Slow> {
        Err(Slow)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Slow> {
        Text(self.text()?).deserialize_enum(name, variants, visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slow> {
        let items = self.piece.items().map_err(|_| Slow)?;
        visitor.visit_seq(Items(items.into_iter()))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Result<V::Value, Slow> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, Slow> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slow> {
        // Free-form objects take whatever no other parameter does; the slow path knows the others.
        let node = match (is_spread(self.piece), self.properties) {
            (true, None) => return Err(Slow),
            (_, node) => node,
        };
        let known = |key: &str| node.is_some_and(|node| node.property(key).is_some());
        self.visit_properties(&known, visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Slow> {
        self.visit_properties(&|key| fields.contains(&key), visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slow> {
        visitor.visit_unit()
    }
}

impl<'de> PieceDeserializer<'de> {
    fn visit_properties<V: Visitor<'de>>(
        self,
        known: &dyn Fn(&str) -> bool,
        visitor: V,
    ) -> Result<V::Value, Slow> {
        let properties = self.piece.properties(known).map_err(|_| Slow)?;
        let nested = |(key, _): &(Cow<'_, str>, _)| key.contains("][");
        if properties.iter().any(nested) || has_repeated_key(&properties) {
            return Err(Slow);
        }
        visitor.visit_map(Properties {
            pairs: properties.into_iter(),
            value: None,
        })
    }
}

fn has_repeated_key(properties: &[(Cow<'_, str>, Cow<'_, str>)]) -> bool {
    properties
        .iter()
        .enumerate()
        .any(|(index, (key, _))| properties[..index].iter().any(|(other, _)| other == key))
}

struct Items<'a>(std::vec::IntoIter<Cow<'a, str>>);

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Slow;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Slow> {
        self.0
            .next()
            .map(|item| seed.deserialize(Text(item)))
            .transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

struct Properties<'a> {
    pairs: std::vec::IntoIter<(Cow<'a, str>, Cow<'a, str>)>,
    value: Option<Cow<'a, str>>,
}

impl<'de> MapAccess<'de> for Properties<'de> {
    type Error = Slow;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Slow> {
        let Some((key, value)) = self.pairs.next() else {
            return Ok(None);
        };
        self.value = Some(value);
        seed.deserialize(Text(key)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Slow> {
        seed.deserialize(Text(self.value.take().unwrap_or_default()))
    }
}

/// One decoded scalar.
struct Text<'a>(Cow<'a, str>);

macro_rules! integer {
    ($($method:ident $visit:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slow> {
            if !text::is_plain_integer(&self.0) {
                return Err(Slow);
            }
            visitor.$visit(self.0.parse().map_err(|_| Slow)?)
        })*
    };
}

macro_rules! float {
    ($($method:ident $visit:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slow> {
            if !text::is_number(&self.0) {
                return Err(Slow);
            }
            visitor.$visit(self.0.parse().map_err(|_| Slow)?)
        })*
    };
}

impl<'de> Deserializer<'de> for Text<'de> {
    type Error = Slow;

    integer! {
        deserialize_i8 visit_i8
        deserialize_i16 visit_i16
        deserialize_i32 visit_i32
        deserialize_i64 visit_i64
        deserialize_i128 visit_i128
        deserialize_u8 visit_u8
        deserialize_u16 visit_u16
        deserialize_u32 visit_u32
        deserialize_u64 visit_u64
        deserialize_u128 visit_u128
    }

    float! {
        deserialize_f32 visit_f32
        deserialize_f64 visit_f64
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slow> {
        match &*self.0 {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            _ => Err(Slow),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slow> {
        match self.0 {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slow> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Slow> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Slow> {
        visitor.visit_enum(self)
    }

    /// Without a type asked for, only the schema can tell `1` from `"1"`.
    fn deserialize_any<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Slow> {
        Err(Slow)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slow> {
        visitor.visit_unit()
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slow> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slow> {
        self.deserialize_str(visitor)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slow> {
        self.deserialize_str(visitor)
    }

    serde::forward_to_deserialize_any! {
        bytes byte_buf unit unit_struct seq tuple tuple_struct map struct
    }
}

impl<'de> EnumAccess<'de> for Text<'de> {
    type Error = Slow;
    type Variant = UnitOnly;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, UnitOnly), Slow> {
        seed.deserialize(self).map(|variant| (variant, UnitOnly))
    }
}

/// String enums have no content.
struct UnitOnly;

impl<'de> VariantAccess<'de> for UnitOnly {
    type Error = Slow;

    fn unit_variant(self) -> Result<(), Slow> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _seed: T) -> Result<T::Value, Slow> {
        Err(Slow)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _len: usize, _visitor: V) -> Result<V::Value, Slow> {
        Err(Slow)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        _visitor: V,
    ) -> Result<V::Value, Slow> {
        Err(Slow)
    }
}
