//! The file, and what each operation has in it.

use super::{
    error::{ErrorBodies, error_body},
    request::{parameters, request_body},
    scheme::{schemes, security},
};
use crate::{
    emit::lang::typescript::{Expr, Imports, Scope, TsNames, Writer, headed, literal},
    ir::{Api, Location, Operation, Parameter},
};

/// The text of the file.
pub fn operations_file(api: &Api, names: &TsNames) -> String {
    let mut imports = Imports::default();
    let bodies = ErrorBodies::new(api);
    let mut text = Writer::default();
    text.blank();
    text.doc("What stands before every path.");
    text.line(format!(
        "export const basePath = {};",
        literal(&api.base_path)
    ));
    if !api.schemes.is_empty() {
        text.blank();
        text.doc("How callers say who they are.");
        imports.ty("../lib/operation.js", "SecurityScheme");
        text.expr(
            "export const schemes = ",
            &schemes(api, names),
            " satisfies Record<string, SecurityScheme>;",
        );
    }
    constants(api, names, &bodies, &mut text, &mut imports);
    let reached = api.operations.iter().enumerate().filter(|(_, operation)| {
        let refusal = operation.refusal.as_ref();
        refusal.is_none_or(|refusal| !refusal.is_unroutable())
    });
    let list = reached.map(|(index, _)| Expr::text(names.operation(index)));
    let list = list.collect();
    text.blank();
    text.doc("Every operation that a request can reach.");
    text.expr(
        "export const operations: readonly Operation[] = ",
        &Expr::Array(list),
        ";",
    );
    headed(&imports, text)
}

/// A constant for every error body that the document declares, and one for each operation.
pub(super) fn constants(
    api: &Api,
    names: &TsNames,
    bodies: &ErrorBodies,
    text: &mut Writer,
    imports: &mut Imports,
) {
    for (name, template, media_type) in bodies.by_template.values() {
        imports.ty("../lib/operation.js", "ErrorBody");
        text.blank();
        let body = error_body(template, media_type, imports);
        text.expr(&format!("const {name}: ErrorBody = "), &body, ";");
    }
    imports.ty("../lib/operation.js", "Operation");
    for (index, operation) in api.operations.iter().enumerate() {
        text.blank();
        let summary = operation.summary.as_deref();
        text.doc(
            summary
                .filter(|text| !text.trim().is_empty())
                .unwrap_or_default(),
        );
        let expr = one(api, names, operation, bodies, imports);
        let head = format!("export const {} = ", names.operation(index));
        text.expr(&head, &expr, " satisfies Operation;");
    }
}

pub(super) fn string(text: &str) -> Expr {
    Expr::text(literal(text))
}

fn one(
    api: &Api,
    names: &TsNames,
    operation: &Operation,
    bodies: &ErrorBodies,
    imports: &mut Imports,
) -> Expr {
    let mut members = vec![
        ("id".to_owned(), string(&operation.id)),
        ("method".to_owned(), string(operation.method.as_str())),
        (
            "path".to_owned(),
            string(&format!("{}{}", api.base_path, operation.path.text)),
        ),
    ];
    if !operation.security.is_empty() {
        members.push(("security".to_owned(), security(operation, names)));
    }
    let scope = Scope {
        api,
        names,
        defined: None,
        files: true,
    };
    for (name, location) in [
        ("param", Location::Path),
        ("query", Location::Query),
        ("header", Location::Header),
        ("cookie", Location::Cookie),
    ] {
        let all: Vec<&Parameter> = operation.parameters_in(location).collect();
        if !all.is_empty() {
            members.push((name.to_owned(), parameters(&all, &scope, imports)));
        }
    }
    if let Some(body) = &operation.body {
        members.push(("body".to_owned(), request_body(body, &scope, imports)));
    }
    let produces = produces(operation);
    if !produces.is_empty() {
        members.push(("produces".to_owned(), Expr::Array(produces)));
    }
    let errors = bodies.shapes(operation, api);
    if !errors.is_empty() {
        members.push(("errors".to_owned(), Expr::Object(errors)));
    }
    Expr::Object(members)
}

fn produces(operation: &Operation) -> Vec<Expr> {
    let mut seen: Vec<&str> = Vec::new();
    let successes = operation
        .responses
        .iter()
        .filter(|response| response.status.is_success());
    for content in successes.flat_map(|response| &response.contents) {
        if !seen.contains(&content.media_type.as_str()) {
            seen.push(&content.media_type);
        }
    }
    seen.into_iter().map(string).collect()
}
