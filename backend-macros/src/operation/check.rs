//! What the signature and the attribute must not say.

use std::collections::BTreeSet;

use syn::spanned::Spanned;
use syn::{FnArg, Type};

use super::syntax::Operation;
use crate::model::path_of;
use crate::syntax::{Errors, unknown};

const METHODS: [&str; 8] = [
    "GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE",
];

/// The extractors that read a body.
const BODIES: [&str; 3] = ["Json", "Form", "Multipart"];

pub(super) fn check(operation: &Operation, errors: &mut Errors) {
    if !METHODS.contains(&operation.method.as_str()) {
        errors.at(
            operation.method_span,
            unknown("method", &operation.method, &METHODS),
        );
    }
    check_path(operation, errors);
    check_function(operation, errors);
    check_answer(operation, errors);
    if let Some(id) = operation
        .id
        .as_ref()
        .filter(|id| id.value().trim().is_empty())
    {
        errors.at(id.span(), "an operationId has at least one character");
    }
    for (location, _) in &operation.parameters {
        if !["path", "query", "header", "cookie"]
            .iter()
            .any(|known| location == known)
        {
            errors.at(
                location.span(),
                "parameters are in `path`, `query`, `header` or `cookie`",
            );
        }
    }
}

fn check_path(operation: &Operation, errors: &mut Errors) {
    let (path, span) = (operation.path.value(), operation.path.span());
    if !path.starts_with('/') {
        errors.at(span, format!("paths start with a slash: `/{path}`"));
    }
    if let Some(odd) = path
        .chars()
        .find(|c| matches!(c, '?' | '#') || c.is_whitespace() || c.is_control())
    {
        errors.at(
            span,
            format!("a path has no {odd:?}; query parameters are fields of a `Query` extractor"),
        );
    }
    let mut names = BTreeSet::new();
    let mut rest = path.as_str();
    while let Some(at) = rest.find(['{', '}']) {
        let after = &rest[at + 1..];
        let end = after.find(['{', '}']);
        match (
            rest.as_bytes()[at],
            end.map(|end| (end, after.as_bytes()[end])),
        ) {
            (b'{', Some((end, b'}'))) => {
                let name = after[..end].trim_start_matches('*');
                if name.is_empty() || name.contains('/') {
                    errors.at(span, "a parameter is a name in braces: `{id}`");
                } else if !names.insert(name.to_owned()) {
                    errors.at(
                        span,
                        format!("the parameter `{name}` stands twice in the path"),
                    );
                }
                rest = &after[end + 1..];
            }
            _ => {
                errors.at(span, "the braces of the path do not pair");
                return;
            }
        }
    }
}

fn check_function(operation: &Operation, errors: &mut Errors) {
    let signature = &operation.function.sig;
    if signature.asyncness.is_none() {
        errors.at(signature.fn_token.span(), "handlers are `async fn`");
    }
    if signature.generics.params.iter().next().is_some() {
        errors.at(
            signature.generics.span(),
            "an operation has no generic parameters: the document needs its types",
        );
    }
    let mut bodies = 0;
    for argument in &signature.inputs {
        let ty = match argument {
            FnArg::Receiver(receiver) => {
                errors.at(
                    receiver.span(),
                    "handlers are free functions: take the state as `State<T>`",
                );
                continue;
            }
            FnArg::Typed(argument) => &*argument.ty,
        };
        if !is_body(ty) {
            continue;
        }
        bodies += 1;
        if matches!(operation.method.as_str(), "GET" | "HEAD") {
            errors.at(
                ty.span(),
                format!("a {} request has no body (RFC 9110 §9.3)", operation.method),
            );
        }
        if bodies == 2 {
            errors.at(
                ty.span(),
                "the request body is read already: a request has one",
            );
        }
    }
}

/// Whether an extractor reads the body.
fn is_body(ty: &Type) -> bool {
    match path_of(ty) {
        Some((name, arguments)) if name == "Option" => {
            arguments.first().is_some_and(|ty| is_body(ty))
        }
        Some((name, _)) => BODIES.contains(&name.as_str()),
        None => false,
    }
}

fn check_answer(operation: &Operation, errors: &mut Errors) {
    if let Some(ty @ Type::ImplTrait(_)) = operation.answer()
        && operation.responses.is_none()
    {
        errors.at(
            ty.span(),
            "what `impl` answers cannot be read from the signature: return a type that implements `Responses`, or add \
             `responses((status = 200, description = \"…\", body = T))`",
        );
    }
}
