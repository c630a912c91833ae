//! The TypeScript names of an API's types and operations.

use crate::ir::{
    Api, TypeId,
    names::{Namer, lower_camel, snake, upper_camel},
};

/// Names that modules of a project use otherwise, and words that no binding may have.
const RESERVED: &str = "z any array arguments as async await bigint boolean break case catch class const continue \
    database debugger default delete do else enum eval export extends false finally for function if implements import in \
    instanceof interface let new null number object package private protected public return schemes static string super \
    switch symbol this throw true try type typeof undefined unknown var void while with yield never constructor \
    operations Array BigInt Boolean Date Error File Function Json Map Math Number Object Operation Promise Proxy Record \
    RegExp Request Response Set String Symbol Uint8Array";
/// What the schemas are made with.
const HELPERS: [&str; 24] = [
    "anyOf",
    "assertion",
    "binary",
    "double",
    "exactlyOne",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "int32",
    "int64",
    "integer",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "oneOf",
    "pattern",
    "ruled",
    "uniqueItems",
];

/// The names.
#[derive(Debug, Clone)]
pub struct TsNames {
    types: Vec<String>,
    operations: Vec<String>,
    groups: Vec<String>,
    schemes: Vec<String>,
}

impl TsNames {
    /// Names everything in document order.
    pub fn new(api: &Api) -> Self {
        let reserved = || RESERVED.split_whitespace().chain(HELPERS);
        let mut types = Namer::reserving(reserved());
        let mut operations = Namer::reserving(reserved());
        let mut groups = Namer::reserving(["index"]);
        let mut schemes = Namer::reserving(reserved());
        Self {
            types: api
                .types
                .iter()
                .map(|(_, definition)| types.unique(&upper_camel(&definition.name, "Value")))
                .collect(),
            operations: api
                .operations
                .iter()
                .map(|one| operations.unique(&lower_camel(&one.id, "operation")))
                .collect(),
            groups: api
                .groups
                .iter()
                .map(|group| groups.unique(&snake(&group.name, "default").replace('_', "-")))
                .collect(),
            schemes: api
                .schemes
                .iter()
                .map(|scheme| schemes.unique(&lower_camel(&scheme.name, "scheme")))
                .collect(),
        }
    }

    /// A type's schema and type.
    pub fn ty(&self, id: TypeId) -> &str {
        &self.types[id.0 as usize]
    }

    /// An operation's constant.
    pub fn operation(&self, index: usize) -> &str {
        &self.operations[index]
    }

    /// A group's file, without its ending.
    pub fn group(&self, index: usize) -> &str {
        &self.groups[index]
    }

    /// A security scheme's constant.
    pub fn scheme(&self, index: usize) -> &str {
        &self.schemes[index]
    }
}
