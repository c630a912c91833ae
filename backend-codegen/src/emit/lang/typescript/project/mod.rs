//! The files of a TypeScript project that do not depend on its framework, and where the framework's own come in.
//!
//! Owns what schemas, services, repositories and settings say. Must not know: how a framework spells a route.

mod db;
mod embedded;
mod entity;
mod handler;
mod model;
mod package;
mod repository;
mod routes;
mod service;
mod tests;
mod texts;

use std::collections::BTreeMap;

pub use embedded::AskedPaths;
pub use handler::{Access, Answer, Handler, handler};
pub use model::Project;
pub use routes::{not_implemented, routable};
pub(crate) use texts::route_constant;

use super::{
    Expr, Imports, Writer, document_file, headed, operations_file, outgoing_file, schemas_file,
};
use crate::{
    emit::target::{Commands, Emitted, Input},
    ir::{Api, Method, Operation, names::snake},
    plan::FilePlan,
    summary::{Implementation, Route},
};

/// What people type in a TypeScript project.
pub const COMMANDS: Commands = Commands {
    install: Some("npm install"),
    serve: "npm run dev",
    test: "npm test",
};

/// What a framework adds.
pub trait Framework: Sync {
    /// The id, which also names its folder of templates (`ts_<id>`).
    fn id(&self) -> &'static str;

    /// The files of its own, as templates below `ts_<id>/` without `.jinja`.
    fn files(&self) -> &'static [&'static str];

    /// The library files that only some frameworks use, as templates below `ts_common/src/lib/` without their ending.
    fn library(&self) -> &'static [&'static str] {
        &[]
    }

    /// What its tests share with those of other frameworks, as templates below `ts_common/tests/support/` without their
    /// ending.
    fn support(&self) -> &'static [&'static str] {
        &[]
    }

    /// Where the code of a module's operations stands, in a folder right below `src/`.
    fn route_file(&self, module: &str) -> String {
        format!("src/routes/{module}.ts")
    }

    /// What the application is made of for a module: a name, and the file below `src/` that exports it.
    fn mounted(&self, module: &str) -> (String, String) {
        (route_constant(module), format!("routes/{module}.js"))
    }

    /// What the application calls all of them together.
    fn collection(&self) -> &'static str {
        "routes"
    }

    /// Further files of a module: path and text.
    fn beside(&self, _module: &str) -> Vec<(String, String)> {
        Vec::new()
    }

    /// The statements by which a program of the same framework answers with the application made of `dependencies`.
    fn mounting(&self, api: &Api, dependencies: &str) -> Vec<String>;

    /// [`Framework::route_file`]: a handler for each of these operations.
    fn routes(&self, project: &Project<'_>, module: &str, operations: &[usize]) -> String;
}

/// Plans every file.
pub fn emit(input: &Input<'_>, framework: &dyn Framework, plan: &mut FilePlan) -> Emitted {
    if input.settings.embedded {
        embedded::emit(input, framework, plan)
    } else {
        whole(input, framework, plan)
    }
}

fn whole(input: &Input<'_>, framework: &dyn Framework, plan: &mut FilePlan) -> Emitted {
    let names = super::TsNames::new(input.api);
    let project = Project::new(*input, &names);
    plan.generated("src/generated/schemas.ts", schemas_file(input.api, &names));
    plan.generated(
        "src/generated/operations.ts",
        operations_file(input.api, &names),
    );
    let sent = input
        .api
        .sent()
        .map(|sent| (super::TsNames::new(&sent), sent));
    let sent = sent.as_ref().map(|(names, sent)| (sent, names));
    if let Some((sent, names)) = sent {
        let text = outgoing_file(&input.api.outgoing, sent, names);
        plan.generated("src/generated/outgoing.ts", text);
    }
    plan.generated(
        "src/generated/document.ts",
        document_file(input.api, &names, sent),
    );
    let modules = modules(&project, framework);
    let mut files: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, module) in modules.iter().enumerate() {
        files.entry(module).or_default().push(index);
    }
    for (module, operations) in &files {
        let text = framework.routes(&project, module, &specific_first(&project, operations));
        plan.yours(framework.route_file(module), text);
        for (path, text) in framework.beside(module) {
            plan.yours(path, text);
        }
    }
    if project.stored() {
        db::emit(&project, plan);
        for resource in &input.resources.list {
            let entity = entity::Entity::new(&project, resource);
            let file = &entity.module;
            plan.yours(
                format!("src/repositories/{file}.ts"),
                repository::file(&entity),
            );
            plan.yours(format!("src/services/{file}.ts"), service::file(&entity));
        }
    }
    if project.has_tests(framework) {
        tests::emit(&project, &modules, plan);
    }
    let routes = routes(&project, framework, &modules);
    plan.generated(
        "src/generated/routes.ts",
        mounted_file(framework, &route_order(&project, &files)),
    );
    let errors = texts::emit(&project, framework, &routes, plan);
    let stubs = input.api.operations.iter().enumerate();
    Emitted {
        advice: Vec::new(),
        stubs: stubs
            .filter(|(index, _)| project.is_stub(*index))
            .map(|(_, operation)| operation.id.clone())
            .collect(),
        handlers: input
            .api
            .operations
            .iter()
            .map(|operation| operation.id.clone())
            .zip(modules)
            .collect(),
        routes,
        errors,
    }
}

/// What the application mounts: files that come with new operations are mounted without a change to a file of the user's.
fn mounted_file(framework: &dyn Framework, order: &[String]) -> String {
    let mut imports = Imports::default();
    let mut text = Writer::default();
    let names: Vec<Expr> = order
        .iter()
        .map(|module| {
            let (name, file) = framework.mounted(module);
            imports.value(&format!("../{file}"), &name);
            Expr::text(name)
        })
        .collect();
    let ty = if names.is_empty() { ": never[]" } else { "" };
    text.blank();
    text.doc("Everything that answers operations, in the order in which it is asked.");
    text.expr(
        &format!("export const {}{ty} = ", framework.collection()),
        &Expr::Array(names),
        ";",
    );
    headed(&imports, text)
}

fn routes(project: &Project<'_>, framework: &dyn Framework, modules: &[String]) -> Vec<Route> {
    let all = project.input.api.operations.iter().zip(modules).enumerate();
    all.map(|(index, (operation, module))| Route {
        method: operation.method.as_str().to_owned(),
        path: operation.path.text.clone(),
        operation_id: operation.id.clone(),
        implementation: match (&operation.refusal, project.resource_of(index)) {
            (Some(_), _) => Implementation::Refused,
            (None, Some(_)) => Implementation::Complete,
            (None, None) => Implementation::Unimplemented,
        },
        file: framework.route_file(module),
    })
    .collect()
}

/// The module of each operation: its group's on the first run, one of its own when it is new later.
fn modules(project: &Project<'_>, framework: &dyn Framework) -> Vec<String> {
    let input = &project.input;
    let group = |index: usize| {
        let found = input
            .api
            .groups
            .iter()
            .position(|group| group.operations.contains(&index));
        found
            .map_or("default", |group| project.names.group(group))
            .to_owned()
    };
    let operations = input.api.operations.iter().enumerate();
    operations
        .map(|(index, operation)| {
            let group = group(index);
            let Some(known) = input.handlers else {
                return group;
            };
            if let Some(module) = known.get(&operation.id) {
                return module.clone();
            }
            let is_new_file = !known.values().any(|module| *module == group)
                && !(input.existing)(&framework.route_file(&group));
            if is_new_file {
                return group;
            }
            let module = snake(project.names.operation(index), "operation").replace('_', "-");
            if module == group || module == "endpoints" {
                format!("{module}-operation")
            } else {
                module
            }
        })
        .collect()
}

/// Fixed paths before those with parameters, because some routers take the first that matches.
fn specific_first(project: &Project<'_>, operations: &[usize]) -> Vec<usize> {
    let mut sorted = operations.to_vec();
    sorted.sort_by_key(|&index| model::generality(&project.input.api.operations[index].path));
    let is_ambiguous = sorted.iter().enumerate().any(|(position, &one)| {
        operations[..operations
            .iter()
            .position(|&other| other == one)
            .unwrap_or(0)]
            .iter()
            .any(|other| sorted[position..].contains(other))
    });
    let needs = is_ambiguous
        && operations.iter().any(|&one| {
            operations.iter().any(|&other| {
                one < other
                    && model::overlap(
                        &project.input.api.operations[one].path,
                        &project.input.api.operations[other].path,
                    )
            })
        });
    if needs { sorted } else { operations.to_vec() }
}

/// A `HEAD` that is an operation of its own goes before its path's `GET`, which would answer it otherwise.
pub fn heads_first(project: &Project<'_>, operations: &[usize]) -> Vec<usize> {
    let all = &project.input.api.operations;
    let mut order: Vec<usize> = Vec::with_capacity(operations.len());
    for &index in operations {
        let operation = &all[index];
        let get = order.iter().position(|&other| {
            all[other].method == Method::Get && all[other].path.text == operation.path.text
        });
        match get {
            Some(place) if operation.method == Method::Head => order.insert(place, index),
            _ => order.push(index),
        }
    }
    order
}

/// The modules in the order in which they are mounted: one with a fixed path before one whose parameter matches it.
fn route_order(project: &Project<'_>, files: &BTreeMap<&str, Vec<usize>>) -> Vec<String> {
    let paths = |module: &str| {
        files[module]
            .iter()
            .map(|&index| &project.input.api.operations[index].path)
    };
    let mut order: Vec<&str> = files.keys().copied().collect();
    for _ in 0..order.len() {
        let late =
            (0..order.len()).flat_map(|one| (one + 1..order.len()).map(move |other| (one, other)));
        let swap = late.into_iter().find(|&(one, other)| {
            paths(order[one]).any(|general| {
                paths(order[other]).any(|specific| {
                    model::overlap(general, specific)
                        && model::generality(specific) < model::generality(general)
                })
            })
        });
        let Some((one, other)) = swap else {
            break;
        };
        let module = order.remove(other);
        order.insert(one, module);
    }
    order.into_iter().map(str::to_owned).collect()
}

/// `List books (`GET /books`).`
pub fn operation_doc(operation: &Operation) -> String {
    let route = format!("`{} {}`", operation.method.as_str(), operation.path.text);
    let summary = operation
        .summary
        .as_deref()
        .map(|text| text.trim().trim_end_matches('.'))
        .filter(|text| !text.is_empty());
    match summary {
        Some(summary) => format!("{summary} ({route})."),
        None => format!("Answers {route}."),
    }
}
