use serde_json::Value;

use super::{Bounds, TypeId};

/// A JSON Schema kept as keywords, for what no type expresses.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RawSchema {
    /// The keywords, in document order.
    pub keywords: Vec<RawKeyword>,
}

/// One keyword of a [`RawSchema`] (JSON Schema 2020-12 Core §10 and Validation §6).
#[derive(Debug, Clone, PartialEq)]
pub enum RawKeyword {
    /// The boolean schema `false`.
    Never,
    /// A named type.
    Ref(TypeId),
    /// `type`
    Types(Vec<String>),
    /// `enum`
    Enum(Vec<Value>),
    /// `const`
    Const(Value),
    /// The numeric keywords.
    Bounds(Bounds),
    /// `minLength`
    MinLength(u64),
    /// `maxLength`
    MaxLength(u64),
    /// `pattern`
    Pattern(String),
    /// `format`
    Format(String),
    /// `items`
    Items(Box<RawSchema>),
    /// `prefixItems`
    PrefixItems(Vec<RawSchema>),
    /// `contains`
    Contains(Box<RawSchema>),
    /// `minContains`
    MinContains(u64),
    /// `maxContains`
    MaxContains(u64),
    /// `minItems`
    MinItems(u64),
    /// `maxItems`
    MaxItems(u64),
    /// `uniqueItems`
    UniqueItems,
    /// `properties`
    Properties(Vec<(String, RawSchema)>),
    /// `patternProperties`
    PatternProperties(Vec<(String, RawSchema)>),
    /// `additionalProperties`
    AdditionalProperties(Box<RawSchema>),
    /// `propertyNames`
    PropertyNames(Box<RawSchema>),
    /// `required`
    Required(Vec<String>),
    /// `minProperties`
    MinProperties(u64),
    /// `maxProperties`
    MaxProperties(u64),
    /// `dependentRequired`
    DependentRequired(Vec<(String, Vec<String>)>),
    /// `dependentSchemas`
    DependentSchemas(Vec<(String, RawSchema)>),
    /// `unevaluatedProperties`
    UnevaluatedProperties(Box<RawSchema>),
    /// `unevaluatedItems`
    UnevaluatedItems(Box<RawSchema>),
    /// `allOf`
    AllOf(Vec<RawSchema>),
    /// `anyOf`
    AnyOf(Vec<RawSchema>),
    /// `oneOf`
    OneOf(Vec<RawSchema>),
    /// `not`
    Not(Box<RawSchema>),
    /// `if`, `then`, `else`
    If {
        /// The condition.
        condition: Box<RawSchema>,
        /// What holds when it does.
        then: Option<Box<RawSchema>>,
        /// What holds when it does not.
        otherwise: Option<Box<RawSchema>>,
    },
}
