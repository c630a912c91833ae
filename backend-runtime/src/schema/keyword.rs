//! The keywords of JSON Schema 2020-12, as OpenAPI 3.1 uses them, as data.

use super::{Format, Json, Node, Number, PatternRef, TypeSet};
use std::fmt;
use std::sync::OnceLock;

/// One keyword with its argument. A keyword applies to values of its own types and accepts all others.
#[derive(Debug, Clone, Copy)]
pub enum Keyword {
    /// The schema `false`.
    Never,
    /// `type`
    Type(TypeSet),
    /// Another schema, in full: emitted as `$ref` when that schema has a name, inline otherwise.
    Ref(Target),
    /// `enum`
    Enum(&'static [Json]),
    /// `const`
    Const(&'static Json),

    /// `multipleOf`
    MultipleOf(Number),
    /// `minimum`
    Minimum(Number),
    /// `exclusiveMinimum`
    ExclusiveMinimum(Number),
    /// `maximum`
    Maximum(Number),
    /// `exclusiveMaximum`
    ExclusiveMaximum(Number),
    /// What the Rust type holds; not part of the document.
    Range(NumberRange),

    /// `minLength`, in Unicode scalar values
    MinLength(u64),
    /// `maxLength`, in Unicode scalar values
    MaxLength(u64),
    /// `pattern`
    Pattern(PatternRef),
    /// `format`
    Format(Format),
    /// `contentEncoding`, an annotation
    ContentEncoding(&'static str),
    /// `contentMediaType`, an annotation
    ContentMediaType(&'static str),

    /// `minItems`
    MinItems(u64),
    /// `maxItems`
    MaxItems(u64),
    /// `uniqueItems: true`
    UniqueItems,
    /// `items`: the items after those of `prefixItems` of the same node
    Items(&'static Node),
    /// `prefixItems`
    PrefixItems(&'static [Node]),
    /// `contains` with `minContains` and `maxContains`
    Contains(&'static Contains),
    /// `unevaluatedItems`
    UnevaluatedItems(&'static Node),

    /// `minProperties`
    MinProperties(u64),
    /// `maxProperties`
    MaxProperties(u64),
    /// `properties`, with the part of `required` that names them
    Properties(&'static [Property]),
    /// Further names of declared members, each with the name that `properties` has; not part of the document.
    Aliases(&'static [(&'static str, &'static str)]),
    /// `required` for members that `properties` does not declare
    Required(&'static [&'static str]),
    /// `patternProperties`
    PatternProperties(&'static [(PatternRef, Node)]),
    /// `additionalProperties`: the members that `properties` and `patternProperties` of the same node do not match
    AdditionalProperties(&'static Node),
    /// `additionalProperties: false`
    Closed,
    /// `propertyNames`
    PropertyNames(&'static Node),
    /// `dependentRequired`
    DependentRequired(&'static [(&'static str, &'static [&'static str])]),
    /// `dependentSchemas`
    DependentSchemas(&'static [(&'static str, Node)]),
    /// `unevaluatedProperties`
    UnevaluatedProperties(&'static Node),

    /// `allOf`
    AllOf(&'static [Node]),
    /// `anyOf`
    AnyOf(&'static [Node]),
    /// `oneOf`
    OneOf(&'static [Node]),
    /// `not`
    Not(&'static Node),
    /// `if`, `then`, `else`
    If(&'static Conditional),
    /// `oneOf` or `anyOf` decided by the value of one member
    Discriminator(&'static Discriminator),
    /// The base that a type extends: `allOf` with a reference to it in the document. The type has its members already.
    Extends(Target),
}

/// Where a [`Keyword::Ref`] leads.
#[derive(Clone, Copy)]
pub enum Target {
    /// The table of a type: `<T as Schema>::schema`.
    Type(fn() -> &'static Node),
    /// The table of a type whose values are all valid, as `String` or `Vec<u8>`: what is read as one needs no check.
    Plain(fn() -> &'static Node),
    /// A node of a table made at run time, set once all of it exists. Unset, it accepts everything.
    Late(&'static OnceLock<&'static Node>),
}

impl Target {
    /// The node itself.
    pub fn node(&self) -> &'static Node {
        match self {
            Target::Type(schema) | Target::Plain(schema) => schema(),
            Target::Late(cell) => cell.get().copied().unwrap_or(&Node::ANY),
        }
    }
}

impl fmt::Debug for Target {
    /// The name only: the node may refer back to this one.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Target({})", self.node().name.unwrap_or("_"))
    }
}

/// One member of `properties`.
#[derive(Debug, Clone, Copy)]
pub struct Property {
    /// The name as JSON has it.
    pub name: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// What it must be.
    pub node: Node,
}

/// `contains` with its bounds.
#[derive(Debug, Clone, Copy)]
pub struct Contains {
    /// What is counted.
    pub node: Node,
    /// `minContains`, 1 unless said otherwise
    pub min: u64,
    /// `maxContains`
    pub max: Option<u64>,
}

/// `if` with `then` and `else`.
#[derive(Debug, Clone, Copy)]
pub struct Conditional {
    /// What decides.
    pub test: Node,
    /// What must hold when it is valid.
    pub then: Option<Node>,
    /// What must hold when it is not.
    pub otherwise: Option<Node>,
}

/// A union decided by the value of one string member (OpenAPI 3.1 §4.8.25).
#[derive(Debug, Clone, Copy)]
pub struct Discriminator {
    /// The member that decides.
    pub property: &'static str,
    /// Its values, each with the schema it selects.
    pub mapping: &'static [(&'static str, Node)],
    /// Whether the document says `oneOf` (`anyOf` otherwise).
    pub one_of: bool,
    /// The document says neither: it has this object, which the schemas extend (OpenAPI 3.0 §4.7.25).
    pub base: Option<Target>,
}

/// The numbers that a Rust type holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each variant is the Rust type of its name")]
pub enum NumberRange {
    I8,
    I16,
    I32,
    I64,
    Isize,
    U8,
    U16,
    U32,
    U64,
    Usize,
    F32,
    F64,
}

impl NumberRange {
    /// Least and greatest value; doubles have no bound of their own because every number read is one.
    pub const fn bounds(self) -> Option<(Number, Number)> {
        Some(match self {
            NumberRange::I8 => (Number::Int(i8::MIN as i64), Number::Int(i8::MAX as i64)),
            NumberRange::I16 => (Number::Int(i16::MIN as i64), Number::Int(i16::MAX as i64)),
            NumberRange::I32 => (Number::Int(i32::MIN as i64), Number::Int(i32::MAX as i64)),
            NumberRange::I64 => (Number::Int(i64::MIN), Number::Int(i64::MAX)),
            NumberRange::Isize => (
                Number::Int(isize::MIN as i64),
                Number::Int(isize::MAX as i64),
            ),
            NumberRange::U8 => (Number::Int(0), Number::Int(u8::MAX as i64)),
            NumberRange::U16 => (Number::Int(0), Number::Int(u16::MAX as i64)),
            NumberRange::U32 => (Number::Int(0), Number::Int(u32::MAX as i64)),
            NumberRange::U64 => (Number::Int(0), Number::Uint(u64::MAX)),
            NumberRange::Usize => (Number::Int(0), Number::Uint(usize::MAX as u64)),
            NumberRange::F32 => (
                Number::Double(f32::MIN as f64),
                Number::Double(f32::MAX as f64),
            ),
            NumberRange::F64 => return None,
        })
    }
}
