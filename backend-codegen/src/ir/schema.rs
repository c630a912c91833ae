use serde_json::Value;

use super::{Bounds, Pattern, RawSchema, TypeId};
use crate::source::Span;

/// What a value must look like, and what is said about it.
#[derive(Debug, Clone)]
pub struct Schema {
    /// The shape.
    pub kind: Kind,
    /// `null` is a value of it too.
    pub nullable: bool,
    /// Descriptions, default, example and flags.
    pub meta: Meta,
    /// Keywords that no type of a language expresses; the validator enforces them on the raw value.
    pub assertions: Vec<RawSchema>,
    /// Where it stands in the document.
    pub span: Span,
}

impl Schema {
    /// A schema of this kind without anything said about it.
    pub fn of(kind: Kind, span: Span) -> Self {
        Self {
            kind,
            nullable: false,
            meta: Meta::default(),
            assertions: Vec::new(),
            span,
        }
    }
}

/// Annotations (JSON Schema Validation §9, OpenAPI 3.0 §4.7.24).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Meta {
    /// `title`
    pub title: Option<String>,
    /// `description`
    pub description: Option<String>,
    /// `default`
    pub default: Option<Value>,
    /// `example`, or the first of `examples`
    pub example: Option<Value>,
    /// `deprecated`
    pub deprecated: bool,
    /// `readOnly`: only in responses.
    pub read_only: bool,
    /// `writeOnly`: only in requests.
    pub write_only: bool,
    /// `x-unique` on a property, the one hint that SQL needs and OpenAPI lacks.
    pub unique: bool,
}

/// The shape of a value.
#[derive(Debug, Clone)]
pub enum Kind {
    /// Any JSON value, or one that only `Schema::assertions` restrict.
    Any,
    /// No value (`false`).
    Never,
    /// A named type.
    Ref(TypeId),
    /// `true` or `false`
    Boolean,
    /// A whole number.
    Integer {
        /// The range of the Rust or SQL type.
        format: IntegerFormat,
        /// Range keywords.
        bounds: Bounds,
        /// `enum` or `const` of integers.
        values: Vec<i128>,
    },
    /// Any number.
    Number {
        /// `float` or `double`
        format: NumberFormat,
        /// Range keywords.
        bounds: Bounds,
    },
    /// A string, typed by its format.
    String(StringType),
    /// A string out of a list (`enum`, `const`); never empty, no value twice. Named types only.
    Enum(Vec<String>),
    /// An array.
    Array(Array),
    /// An object used as a map (`additionalProperties` without `properties`).
    Map(Map),
    /// An object with named properties. Named types only.
    Object(Object),
    /// `oneOf` or `anyOf`. Named types only.
    Union(Union),
}

/// The value range of an integer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IntegerFormat {
    /// `int32`
    Int32,
    /// `int64`, and integers without a format
    Int64,
    /// `uint32`
    Uint32,
    /// `uint64`
    Uint64,
}

/// The precision of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NumberFormat {
    /// `float`
    Float,
    /// `double`, and numbers without a format
    Double,
}

/// A string with its constraints.
#[derive(Debug, Clone, Default)]
pub struct StringType {
    /// `format`
    pub format: StringFormat,
    /// `minLength`, in Unicode scalar values
    pub min_length: Option<u64>,
    /// `maxLength`, in Unicode scalar values
    pub max_length: Option<u64>,
    /// `pattern`
    pub pattern: Option<Pattern>,
}

/// The formats that change a string's type or are asserted (OpenAPI Format Registry).
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub enum StringFormat {
    /// No format.
    #[default]
    Plain,
    /// `date-time` (RFC 3339)
    DateTime,
    /// `date` (RFC 3339 full-date)
    Date,
    /// `uuid` (RFC 9562)
    Uuid,
    /// `byte`: base64 (RFC 4648 §4)
    Byte,
    /// `binary`: octets; a file in multipart and octet-stream bodies
    Binary,
    /// `decimal`: an exact decimal number written as a string
    Decimal,
    /// `ipv4`
    Ipv4,
    /// `ipv6`
    Ipv6,
    /// A format that is asserted but stays a string: `email`, `uri`, `hostname`, `time`, …
    Checked(&'static str),
    /// A format nobody asserts, kept as an annotation (`password`, or the document's own).
    Annotation(String),
}

impl StringFormat {
    /// The name of a format that is asserted.
    pub fn asserted(&self) -> Option<&'static str> {
        match self {
            Self::Plain | Self::Binary | Self::Annotation(_) => None,
            Self::DateTime => Some("date-time"),
            Self::Date => Some("date"),
            Self::Uuid => Some("uuid"),
            Self::Byte => Some("byte"),
            Self::Decimal => Some("decimal"),
            Self::Ipv4 => Some("ipv4"),
            Self::Ipv6 => Some("ipv6"),
            Self::Checked(name) => Some(name),
        }
    }
}

/// An array with its constraints.
#[derive(Debug, Clone)]
pub struct Array {
    /// `items`
    pub items: Box<Schema>,
    /// `minItems`
    pub min_items: Option<u64>,
    /// `maxItems`
    pub max_items: Option<u64>,
    /// `uniqueItems`
    pub unique_items: bool,
}

/// A map from strings to values.
#[derive(Debug, Clone)]
pub struct Map {
    /// `additionalProperties`
    pub values: Box<Schema>,
    /// `propertyNames`, when it only restricts the string
    pub keys: Option<Box<StringType>>,
    /// `minProperties`
    pub min_properties: Option<u64>,
    /// `maxProperties`
    pub max_properties: Option<u64>,
}

/// An object with named properties.
#[derive(Debug, Clone)]
pub struct Object {
    /// `properties`, in document order, `allOf` parts merged.
    pub fields: Vec<Field>,
    /// Properties of the other direction (`readOnly` in a request type): the document has them, the type has not.
    pub foreign: Vec<Field>,
    /// What `additionalProperties` says.
    pub additional: Additional,
    /// `minProperties`
    pub min_properties: Option<u64>,
    /// `maxProperties`
    pub max_properties: Option<u64>,
}

/// Properties beyond the named ones.
#[derive(Debug, Clone)]
pub enum Additional {
    /// Allowed and ignored (the keyword is absent or `true`).
    Ignored,
    /// Refused (`false`).
    Refused,
    /// Kept, each of this schema.
    Kept(Box<Schema>),
}

/// One property of an object.
#[derive(Debug, Clone)]
pub struct Field {
    /// The property's name on the wire.
    pub name: String,
    /// Its schema; direction already applied (no readOnly field in a request type).
    pub schema: Schema,
    /// Listed in `required`.
    pub required: bool,
}

/// `oneOf` or `anyOf`.
#[derive(Debug, Clone)]
pub struct Union {
    /// Which of the two.
    pub mode: UnionMode,
    /// The alternatives, in document order, none of them `null` (that is `Schema::nullable`).
    pub variants: Vec<Variant>,
    /// `discriminator.propertyName`, when every variant is an object that has it.
    pub discriminator: Option<String>,
    /// The document has no `oneOf`: the variants extend this type, and where it is meant, one of them is.
    pub base: Option<TypeId>,
}

/// How many variants must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnionMode {
    /// Exactly one.
    OneOf,
    /// At least one.
    AnyOf,
}

/// One alternative of a union.
#[derive(Debug, Clone)]
pub struct Variant {
    /// A name for it: the referenced schema's, its title, or its type (`String`).
    pub name: String,
    /// The values of the discriminator that choose it; empty without a discriminator.
    pub tags: Vec<String>,
    /// What it holds.
    pub schema: Schema,
}
