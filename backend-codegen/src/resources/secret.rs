//! Properties that clients send and never get back.

use std::collections::HashSet;

use super::{
    body::{input, object},
    column,
    fill::same_type,
    model::{Column, Resource, Source},
    recognise::Candidate,
    words::{fold, same},
};
use crate::ir::{Api, Field, Method, Operation};

/// Adds the column of each; returns the properties.
pub(super) fn add<'a>(
    api: &'a Api,
    candidates: &[Candidate<'_>],
    columns: &mut Vec<Column>,
) -> Vec<&'a Field> {
    let writing = [Method::Post, Method::Put, Method::Patch];
    let bodies = candidates
        .iter()
        .filter(|one| {
            writing.contains(&one.operation.method)
                && (one.operation.method != Method::Post || one.path.key.is_none())
        })
        .filter_map(|one| input(api, one.operation));
    let mut known: HashSet<String> = columns
        .iter()
        .map(|column| match &column.source {
            Source::Field(name) | Source::Secret(name) | Source::Path(name) => fold(name),
        })
        .collect();
    let mut secrets = Vec::new();
    for field in bodies
        .filter_map(|id| object(api, id))
        .flat_map(|object| &object.fields)
    {
        if known.insert(fold(&field.name)) {
            let mut column =
                column::of_field(api, field, Source::Secret(field.name.clone()), false);
            column.nullable = true;
            column.checks.clear();
            columns.push(column);
            secrets.push(field);
        }
    }
    secrets
}

/// One column holds a property of several bodies, so that it has one type in all of them.
pub(super) fn agrees(api: &Api, operation: &Operation, secrets: &[&Field]) -> Result<(), String> {
    let fields = input(api, operation)
        .and_then(|id| object(api, id))
        .map_or(&[][..], |object| &object.fields);
    let odd = fields.iter().find(|field| {
        secrets.iter().any(|secret| {
            same(&secret.name, &field.name) && !same_type(&secret.schema, &field.schema)
        })
    });
    odd.map_or(Ok(()), |field| {
        Err(format!("`{}` has another type in another body", field.name))
    })
}

/// What must not be stored as it is sent.
pub(super) fn advise(resource: &Resource, advice: &mut Vec<String>) {
    for column in &resource.columns {
        if let Source::Secret(name) = &column.source
            && ["password", "secret", "pin", "token"]
                .iter()
                .any(|word| fold(name).contains(word))
        {
            advice.push(format!(
                "`{}.{}` is stored as it is sent: hash it in src/services/{}.rs before anybody uses it",
                resource.name, column.name, resource.name
            ));
        }
    }
}
