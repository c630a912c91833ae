//! The identifiers of an API: modules, traits, functions, request and response types.

use std::collections::HashMap;

use super::{ident::no_keyword, sets::LOCATIONS};
use crate::ir::{
    Api, Location, Operation, TypeId,
    names::{Namer, snake, upper_camel},
};

/// The names of one group of operations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupNames {
    /// `books`: the module below `api`, and the user's handler file.
    pub module: String,
    /// `BooksApi`
    pub api_trait: String,
}

/// The names that are made for one operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationNames {
    /// `list_books`
    pub function: String,
    /// `LIST_BOOKS`
    pub constant: String,
    /// `ListBooks`: the start of every type name below.
    pub stem: String,
    /// `ListBooksRequest`
    pub request: String,
    /// `ListBooksResponse`
    pub response: String,
}

/// All names, unique within their scopes and deterministic.
#[derive(Debug, Clone)]
pub struct RustNames {
    groups: Vec<GroupNames>,
    operations: Vec<OperationNames>,
    types: Vec<String>,
    sets: HashMap<(usize, Location), String>,
}

/// Modules that a service has besides its groups.
const MODULES: [&str; 24] = [
    "api",
    "document",
    "errors",
    "types",
    "types2",
    "main",
    "lib",
    "mod",
    "config",
    "state",
    "handlers",
    "services",
    "repositories",
    "test",
    "tests",
    "std",
    "core",
    "alloc",
    "axum",
    "serde",
    "http",
    "wire",
    "backend_runtime",
    "proc_macro",
];

impl RustNames {
    /// Names everything in an API.
    pub fn new(api: &Api) -> Self {
        let types: Vec<String> = api
            .types
            .iter()
            .map(|(_, definition)| definition.name.clone())
            .collect();
        let mut modules = Namer::reserving(MODULES);
        if !api.outgoing.is_empty() {
            // The modules of what the service sends.
            for name in ["webhooks", "callbacks"] {
                modules.unique(name);
            }
        }
        let mut traits = Namer::reserving(types.iter().map(String::as_str));
        let groups = api
            .groups
            .iter()
            .map(|group| {
                let module = modules.unique(&no_keyword(snake(&group.name, "default"), "group"));
                GroupNames {
                    api_trait: traits.unique(&format!("{}Api", upper_camel(&module, "Default"))),
                    module,
                }
            })
            .collect();
        let operations = operation_names(api, &mut traits);
        let mut names = Self {
            groups,
            operations,
            types,
            sets: HashMap::new(),
        };
        names.sets = super::sets::shared(api, &names);
        names
    }

    /// The struct of an operation's parameters of one location: its own, or one that is shared.
    pub fn parameter_set(&self, operation: usize, location: Location) -> String {
        match self.sets.get(&(operation, location)) {
            Some(shared) => shared.clone(),
            None => format!("{}{}", self.operations[operation].stem, suffix(location)),
        }
    }

    /// The names of a group, by its index in `Api::groups`.
    pub fn group(&self, index: usize) -> &GroupNames {
        &self.groups[index]
    }

    /// The names of an operation, by its index in `Api::operations`.
    pub fn operation(&self, index: usize) -> &OperationNames {
        &self.operations[index]
    }

    /// The name of a type.
    pub fn type_name(&self, id: TypeId) -> &str {
        &self.types[id.0 as usize]
    }
}

/// What the name of a parameter struct ends in.
pub(super) fn suffix(location: Location) -> &'static str {
    match location {
        Location::Path => "Path",
        Location::Query => "Query",
        Location::Header => "Header",
        Location::Cookie => "Cookie",
    }
}

fn operation_names(api: &Api, taken: &mut Namer) -> Vec<OperationNames> {
    let mut functions = Namer::reserving(["routes", "router", "new", "clone"]);
    api.operations
        .iter()
        .map(|operation| {
            let function =
                functions.unique(&no_keyword(snake(&operation.id, "operation"), "operation"));
            let stem = stem(&function, &suffixes(operation), taken);
            OperationNames {
                constant: function.to_ascii_uppercase(),
                request: free(&stem, ["Request", "Input"], taken),
                response: free(&stem, ["Response", "Output"], taken),
                function,
                stem,
            }
        })
        .collect()
}

/// What is put behind the stem of an operation for the types made for it.
fn suffixes(operation: &Operation) -> Vec<&'static str> {
    let mut suffixes: Vec<&str> = LOCATIONS
        .into_iter()
        .filter(|&location| operation.parameters_in(location).next().is_some())
        .map(suffix)
        .collect();
    let body = operation.body.as_ref();
    suffixes.extend(body.filter(|body| body.contents.len() > 1).map(|_| "Body"));
    suffixes
}

/// The first name that is no type's: a document may well have a `CreateUserRequest` of its own.
fn free(stem: &str, suffixes: [&str; 2], taken: &mut Namer) -> String {
    let names = suffixes.map(|suffix| format!("{stem}{suffix}"));
    let found = names.iter().find(|name| !taken.is_taken(name));
    taken.unique(found.unwrap_or(&names[0]))
}

/// A stem none of whose derived names is a type's.
fn stem(function: &str, suffixes: &[&str], taken: &mut Namer) -> String {
    let base = upper_camel(function, "Operation");
    let stem = (1u32..)
        .map(|number| {
            if number == 1 {
                base.clone()
            } else {
                format!("{base}Op{number}")
            }
        })
        .find(|stem| {
            suffixes
                .iter()
                .all(|suffix| !taken.is_taken(&format!("{stem}{suffix}")))
        })
        .expect("there are more numbers than names");
    for suffix in suffixes {
        taken.unique(&format!("{stem}{suffix}"));
    }
    stem
}
