//! The key of a resource, and whether a path names one by it.

use super::{
    column,
    model::{Column, ColumnType, Key, KeyKind, KeyOrigin, Resource, Role},
    recognise::{Candidate, input_field},
    words::fold,
};
use crate::ir::{Api, Location, Operation};

/// The key of a resource: what the path of its first member names, else its `id`.
pub(super) fn key(
    api: &Api,
    candidates: &[Candidate<'_>],
    singular: &str,
    columns: &mut [Column],
    creates: &[&Operation],
) -> Option<Key> {
    let member = candidates
        .iter()
        .find(|candidate| candidate.path.key.is_some());
    let index = match member {
        Some(member) => {
            let parameter = member.path.key?;
            let index = key_column(columns, parameter, singular)?;
            (parameter_kind(api, member.operation, parameter)
                .is_some_and(|kind| is_same(&kind, &columns[index].kind)))
            .then_some(index)?
        }
        None => key_column(columns, "id", singular)?,
    };
    let kind = key_kind(&columns[index].kind)?;
    let name = columns[index].source.field()?.to_owned();
    let sent = creates
        .iter()
        .find_map(|create| input_field(api, create, &name));
    let column = &mut columns[index];
    column.role = Role::Key;
    column.default = None;
    let origin = match sent {
        None => KeyOrigin::Server,
        Some(true) => KeyOrigin::Client,
        // A name of one's own cannot be made up.
        Some(false) if kind == KeyKind::Text && !fold(&name).ends_with("id") => KeyOrigin::Client,
        Some(false) => KeyOrigin::Either,
    };
    Some(Key {
        column: index,
        kind,
        origin,
    })
}

/// How a column names rows, if its values can.
pub(super) fn key_kind(kind: &ColumnType) -> Option<KeyKind> {
    match kind {
        ColumnType::Int32 | ColumnType::Int64 => Some(KeyKind::Identity),
        ColumnType::Uuid => Some(KeyKind::Uuid),
        ColumnType::Text(_) => Some(KeyKind::Text),
        _ => None,
    }
}

/// Whether the parameter that names one row means the key of the resource: `/teams/{team_id}` is no other way to
/// a team that `/orgs/{org}/teams/{slug}` names.
pub(super) fn names_key(
    api: &Api,
    operation: &Operation,
    parameter: &str,
    resource: &Resource,
) -> Result<(), String> {
    let index = key_column(&resource.columns, parameter, &resource.singular);
    let key = resource.key_column();
    if index != Some(resource.key.column) {
        return Err(format!(
            "`{parameter}` in its path is not `{}`, by which the others know one",
            key.name
        ));
    }
    names_column(api, operation, parameter, key)
}

/// Whether a path parameter may stand for the value of a column.
pub(super) fn names_column(
    api: &Api,
    operation: &Operation,
    parameter: &str,
    column: &Column,
) -> Result<(), String> {
    parameter_kind(api, operation, parameter)
        .filter(|kind| is_same(kind, &column.kind))
        .map(|_| ())
        .ok_or_else(|| {
            format!(
                "`{parameter}` in its path has another type than `{}`, which it names",
                column.name
            )
        })
}

fn parameter_kind(api: &Api, operation: &Operation, parameter: &str) -> Option<ColumnType> {
    let mut parameters = operation.parameters_in(Location::Path);
    let found = parameters.find(|one| one.name == parameter)?;
    Some(column::kind(api, &found.schema))
}

/// Texts of any length are one type.
pub(super) fn is_same(left: &ColumnType, right: &ColumnType) -> bool {
    left == right || matches!((left, right), (ColumnType::Text(_), ColumnType::Text(_)))
}

/// The column that a path parameter means: `{isbn}`, `{bookIsbn}`, and `{bookId}` or `{book}` for `id`.
fn key_column(columns: &[Column], parameter: &str, singular: &str) -> Option<usize> {
    let find = |name: &str| {
        columns.iter().position(|column| {
            column
                .source
                .field()
                .is_some_and(|field| fold(field) == name)
        })
    };
    let (parameter, singular) = (fold(parameter), fold(singular));
    let stripped = parameter
        .strip_prefix(&singular)
        .filter(|rest| !rest.is_empty());
    find(&parameter)
        .or_else(|| find(stripped?))
        .or_else(|| find("id").filter(|_| parameter.ends_with("id") || parameter == singular))
        .or_else(|| find(&format!("{singular}id")).filter(|_| parameter == "id"))
}
