//! The TypeScript names of an API's types and operations.

use std::collections::HashSet;

use crate::ir::{
    Api, Kind, TypeId,
    names::{Namer, lower_camel, snake, upper_camel},
};

/// Words that no binding of a module may be called.
const KEYWORDS: &str = "arguments await break case catch class const continue debugger default delete do else enum eval \
    export extends false finally for function if implements import in instanceof interface let new null package private \
    protected public return static super switch this throw true try typeof undefined var void while with yield";
/// Names that modules of a project use otherwise, and words that read like keywords.
const RESERVED: &str = "z any array as async bigint boolean constructor never number object operations outgoing \
    basePath schemes string symbol type unknown Array BigInt Boolean Date Error File Function Json Map Math Number Object \
    Operation Promise Proxy Record RegExp Request Response Set String Symbol Uint8Array";
/// What the schemas are made with.
const HELPERS: [&str; 28] = [
    "anyOf",
    "asserted",
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
    "untyped",
    "variant",
    "documentation",
];

/// Whether no variable may be called so.
pub(super) fn is_keyword(name: &str) -> bool {
    KEYWORDS.split_whitespace().any(|word| word == name)
}

/// The names.
#[derive(Debug, Clone)]
pub struct TsNames {
    types: Vec<String>,
    components: Vec<Option<String>>,
    operations: Vec<String>,
    groups: Vec<String>,
    schemes: Vec<String>,
}

impl TsNames {
    /// Names everything in document order.
    pub fn new(api: &Api) -> Self {
        let reserved = || {
            let words = [KEYWORDS, RESERVED].into_iter();
            words.flat_map(str::split_whitespace).chain(HELPERS)
        };
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
            components: components(api),
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

    /// A type's name in the document, where it has one of its own there.
    pub fn component(&self, id: TypeId) -> Option<&str> {
        self.components[id.0 as usize].as_deref()
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

/// The types that have a name in the document: components, and those that others have to refer to.
fn components(api: &Api) -> Vec<Option<String>> {
    let variants = variants(api);
    let names: HashSet<&str> = api
        .types
        .iter()
        .map(|(_, definition)| definition.name.as_str())
        .collect();
    let mut taken = HashSet::new();
    let named = api.types.iter().map(|(id, definition)| {
        let component = definition.component.as_deref();
        if component.is_none() && !definition.recursive && !variants.contains(&id) {
            return None;
        }
        let name = definition.name.as_str();
        // Two directions of one component are two types, one of which has another name.
        let free = component.filter(|one| !names.contains(one) && taken.insert(*one));
        Some(free.unwrap_or(name).to_owned())
    });
    named.collect()
}

/// Types that a union tells apart.
fn variants(api: &Api) -> HashSet<TypeId> {
    let unions = api
        .types
        .iter()
        .filter_map(|(_, definition)| match &definition.schema.kind {
            Kind::Union(union) => Some(union),
            _ => None,
        });
    unions
        .flat_map(|union| &union.variants)
        .filter_map(|variant| match variant.schema.kind {
            Kind::Ref(id) => Some(id),
            _ => None,
        })
        .collect()
}
