//! `src/handlers`: one function per operation in files of the user's, and the generated glue that calls them.

use std::collections::BTreeMap;

use super::{Project, crud::Crud, entity::Entity, imports::Imports};
use crate::{
    emit::layout::Writer,
    ir::{Operation, names::snake},
    plan::FilePlan,
    summary::{Implementation, Route},
};

/// Where every operation's function stands.
pub(super) struct Placed {
    /// The routes, in document order.
    pub(super) routes: Vec<Route>,
    /// The module of each operation below `src/handlers`.
    pub(super) modules: BTreeMap<String, String>,
}

/// Plans the handler files and their glue.
pub(super) fn emit(project: &Project<'_>, plan: &mut FilePlan) -> Placed {
    let modules = modules(project);
    let mut files: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, module) in modules.iter().enumerate() {
        files.entry(module).or_default().push(index);
    }
    for (module, operations) in &files {
        plan.yours(
            format!("src/handlers/{module}.rs"),
            file(project, module, operations),
        );
    }
    plan.generated("src/handlers/mod.rs", glue(project, &modules));
    let routes = project.api.operations.iter().zip(&modules).enumerate();
    Placed {
        routes: routes
            .map(|(index, (operation, module))| route(project, index, operation, module))
            .collect(),
        modules: project
            .api
            .operations
            .iter()
            .map(|operation| operation.id.clone())
            .zip(modules)
            .collect(),
    }
}

/// The module of each operation: its group's on the first run, one of its own when it is new later.
fn modules(project: &Project<'_>) -> Vec<String> {
    let group = |index: usize| {
        let groups = &project.api.groups;
        let found = groups
            .iter()
            .position(|group| group.operations.contains(&index));
        found
            .map_or("default", |group| {
                project.names.group(group).module.as_str()
            })
            .to_owned()
    };
    let operations = project.api.operations.iter().enumerate();
    operations
        .map(|(index, operation)| {
            let group = group(index);
            let Some(known) = project.handlers else {
                return group;
            };
            if let Some(module) = known.get(&operation.id) {
                return module.clone();
            }
            let is_new_file = !known.values().any(|module| *module == group)
                && !(project.existing)(&format!("src/handlers/{group}.rs"));
            if is_new_file {
                return group;
            }
            let module = snake(&project.names.operation(index).function, "operation");
            if module == group || module == "mod" {
                format!("{module}_operation")
            } else {
                module
            }
        })
        .collect()
}

fn route(project: &Project<'_>, index: usize, operation: &Operation, module: &str) -> Route {
    let implementation = match (&operation.refusal, project.resource_of(index)) {
        (Some(_), _) => Implementation::Refused,
        (None, Some(_)) => Implementation::Complete,
        (None, None) => Implementation::Unimplemented,
    };
    Route {
        method: operation.method.as_str().to_owned(),
        path: operation.path.text.clone(),
        operation_id: operation.id.clone(),
        implementation,
        file: format!("src/handlers/{module}.rs"),
    }
}

/// A file of handlers.
fn file(project: &Project<'_>, module: &str, operations: &[usize]) -> String {
    let mut imports = Imports::default();
    imports.external("backend_runtime::http", "ApiError");
    imports.own("state", "AppState");
    let mut body = Writer::default();
    for (position, &index) in operations.iter().enumerate() {
        if position > 0 {
            body.blank();
        }
        imports_of(project, index, &mut imports);
        function(project, index, &mut imports, &mut body);
    }
    let mut writer = Writer::default();
    writer.module_doc(&about(project, module, operations));
    writer.blank();
    imports.write(&mut writer);
    writer.finish() + &body.finish()
}

fn about(project: &Project<'_>, module: &str, operations: &[usize]) -> String {
    let group = project.api.groups.iter().find(|group| {
        operations
            .iter()
            .all(|index| group.operations.contains(index))
    });
    match group
        .and_then(|group| group.description.as_deref())
        .filter(|text| !text.trim().is_empty())
    {
        Some(description) if operations.len() > 1 => {
            format!(
                "HTTP side of {module}: {}",
                description.lines().next().unwrap_or_default()
            )
        }
        _ => format!("HTTP side of {}.", module.replace('_', " ")),
    }
}

fn imports_of(project: &Project<'_>, index: usize, imports: &mut Imports) {
    let names = project.names.operation(index);
    let module = group_module(project, index);
    imports.own(&module, &names.request);
    imports.own(&module, &names.response);
}

/// `api::books`
pub(super) fn group_module(project: &Project<'_>, index: usize) -> String {
    let group = project
        .api
        .groups
        .iter()
        .position(|group| group.operations.contains(&index));
    format!(
        "api::{}",
        group.map_or("default", |group| &project.names.group(group).module)
    )
}

/// `List books (`GET /books`)`.
pub(super) fn operation_doc(operation: &Operation) -> String {
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

fn function(project: &Project<'_>, index: usize, imports: &mut Imports, writer: &mut Writer) {
    let Some((resource, operation)) = project.resource_of(index) else {
        return stub(project, index, writer);
    };
    let names = project.names.operation(index);
    let entity = Entity::new(project, resource);
    let crud = Crud {
        project,
        entity: &entity,
        operation,
        shape: project.shape(index),
    };
    let mut body = Writer::default();
    body.indent();
    crud.body(imports, &mut body);
    let body = body.finish();
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let request = if body.split(|c| !is_word(c)).any(|word| word == "request") {
        "request"
    } else {
        "_request"
    };
    writer.doc(&operation_doc(&project.api.operations[index]));
    writer.signature(
        &format!("pub async fn {}", names.function),
        &[
            "state: &AppState".to_owned(),
            format!("{request}: {}", names.request),
        ],
        &format!(" -> Result<{}, ApiError> {{", names.response),
    );
    writer.lines(&body);
    writer.line("}");
}

fn stub(project: &Project<'_>, index: usize, writer: &mut Writer) {
    let (operation, names) = (
        &project.api.operations[index],
        project.names.operation(index),
    );
    writer.doc(&operation_doc(operation));
    writer.signature(
        &format!("pub async fn {}", names.function),
        &[
            "_state: &AppState".to_owned(),
            format!("_request: {}", names.request),
        ],
        &format!(" -> Result<{}, ApiError> {{", names.response),
    );
    writer.indent();
    // A call in a call may be as wide as the arguments of one.
    let id = format!("{:?}", operation.id);
    let flat = format!("Err(ApiError::not_implemented({id}))");
    if flat.chars().count() <= "Err()".len() + 60 {
        writer.line(flat);
    } else {
        writer.open("Err(ApiError::not_implemented(");
        writer.line(format!("{id},"));
        writer.close("))");
    }
    writer.close("}");
}

/// `src/handlers/mod.rs`
fn glue(project: &Project<'_>, modules: &[String]) -> String {
    let mut writer = Writer::default();
    writer.line("// Generated by cargo backend: the traits of the document, answered by the functions in this folder.");
    writer.line("// Do not edit; `cargo backend generate` writes it again.");
    writer.blank();
    let mut sorted: Vec<&String> = modules.iter().collect();
    sorted.sort();
    sorted.dedup();
    for module in &sorted {
        writer.line(format!("mod {module};"));
    }
    if sorted.is_empty() {
        return "// Generated by cargo backend: the document has no operations yet.\n".to_owned();
    }
    writer.blank();
    let mut imports = Imports::default();
    imports.external("backend_runtime::http", "Answer");
    imports.own("state", "AppState");
    for (index, group) in project.api.groups.iter().enumerate() {
        let names = project.names.group(index);
        imports.own(&format!("api::{}", names.module), &names.api_trait);
        group
            .operations
            .iter()
            .for_each(|&operation| imports_of(project, operation, &mut imports));
    }
    imports.write(&mut writer);
    for (index, group) in project.api.groups.iter().enumerate() {
        if index > 0 {
            writer.blank();
        }
        writer.open(format!(
            "impl {} for AppState {{",
            project.names.group(index).api_trait
        ));
        for (position, &operation) in group.operations.iter().enumerate() {
            if position > 0 {
                writer.blank();
            }
            let own = project.names.operation(operation);
            writer.signature(
                &format!("fn {}", own.function),
                &["&self".to_owned(), format!("request: {}", own.request)],
                &format!(" -> impl Answer<{}> {{", own.response),
            );
            writer.indent();
            let callee = format!("{}::{}", modules[operation], own.function);
            // The function's own future: one of `async fn` around it is another one for the compiler to check.
            writer.call_chain("", &callee, &["self".into(), "request".into()], &[], "");
            writer.close("}");
        }
        writer.close("}");
    }
    writer.finish()
}
