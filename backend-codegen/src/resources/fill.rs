//! Where the columns of a written row take their values.

use serde_json::{Value, json};

use super::{
    convert::converts,
    model::{Column, ColumnType, Fill, Fit, KeyOrigin, Role, Source},
    words::same,
};
use crate::ir::{Api, Field, Kind, Object, Schema, StringFormat};

/// How a row is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writing {
    /// A new one.
    Create,
    /// All of an existing one.
    Replace,
    /// Parts of an existing one.
    Merge,
}

/// What fills depend on besides the column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) api: &'a Api,
    pub(super) entity: &'a Object,
    pub(super) columns: &'a [Column],
    pub(super) origin: KeyOrigin,
    /// The column that the path gives.
    pub(super) path: Option<usize>,
    pub(super) input: &'a Object,
    pub(super) writing: Writing,
}

/// The fill of every column, or the name of one whose value cannot be known.
pub(super) fn fills(row: &Row<'_>) -> Result<Vec<Fill>, String> {
    row.columns
        .iter()
        .enumerate()
        .map(|(index, column)| fill(row, index, column))
        .collect()
}

fn fill(row: &Row<'_>, index: usize, column: &Column) -> Result<Fill, String> {
    let &Row {
        entity,
        origin,
        input,
        writing,
        ..
    } = row;
    let creating = writing == Writing::Create;
    if row.path == Some(index) {
        return Ok(if creating { Fill::Path } else { Fill::Keep });
    }
    match column.role {
        Role::Key if !creating => return Ok(Fill::Keep),
        Role::Key if origin == KeyOrigin::Server => return Ok(Fill::NewKey),
        Role::CreatedAt => return Ok(if creating { Fill::Now } else { Fill::Keep }),
        Role::UpdatedAt => return Ok(Fill::Now),
        Role::Key | Role::Plain => {}
    }
    let name = match &column.source {
        Source::Field(name) | Source::Secret(name) => name,
        Source::Path(_) if creating && column.nullable => return Ok(Fill::Null),
        Source::Path(name) if creating => return Err(name.clone()),
        Source::Path(_) => return Ok(Fill::Keep),
    };
    let stored = entity.fields.iter().find(|field| field.name == *name);
    let Some(given) = input.fields.iter().find(|field| same(&field.name, name)) else {
        return absent(column, stored, creating).ok_or_else(|| name.clone());
    };
    if stored.is_some_and(|stored| !converts(row.api, &given.schema, &stored.schema)) {
        return Err(name.clone());
    }
    let fit = fit(column, given, writing).ok_or_else(|| name.clone())?;
    Ok(Fill::Input {
        property: given.name.clone(),
        fit,
    })
}

/// A column that requests do not set.
fn absent(column: &Column, stored: Option<&Field>, creating: bool) -> Option<Fill> {
    if !creating {
        return Some(Fill::Keep);
    }
    if let Some(default) = stored.and_then(default) {
        return Some(Fill::Default(default));
    }
    if column.nullable {
        return Some(Fill::Null);
    }
    matches!(stored.map(|field| &field.schema.kind), Some(Kind::Array(_)))
        .then(|| Fill::Default(json!([])))
}

fn fit(column: &Column, given: &Field, writing: Writing) -> Option<Fit> {
    let optional = !given.required || given.schema.nullable;
    if writing == Writing::Merge {
        return Some(if given.required {
            Fit::Same
        } else {
            Fit::IfPresent
        });
    }
    if column.role == Role::Key {
        return Some(if optional || column.nullable {
            Fit::IfPresent
        } else {
            Fit::Same
        });
    }
    match (optional, column.nullable) {
        (true, true) | (false, false) => Some(Fit::Same),
        (false, true) => Some(Fit::Wrap),
        (true, false) => default(given).or_else(|| zero(&given.schema)).map(Fit::Or),
    }
}

/// The `default` that services can fill in: a simple value, or a list of those.
fn default(field: &Field) -> Option<Value> {
    fn is_simple(value: &Value) -> bool {
        matches!(value, Value::Bool(_) | Value::Number(_) | Value::String(_))
    }
    let value = field.schema.meta.default.as_ref()?;
    let fits = match value {
        Value::Array(items) => items.iter().all(is_simple),
        Value::Null | Value::Object(_) => false,
        Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
    };
    fits.then(|| value.clone())
}

/// The value that a list has when nothing was said about it.
fn zero(schema: &Schema) -> Option<Value> {
    matches!(schema.kind, Kind::Array(_)).then(|| json!([]))
}

/// Whether two schemas have one type in every language.
pub(crate) fn same_type(left: &Schema, right: &Schema) -> bool {
    match (&left.kind, &right.kind) {
        (Kind::Ref(left), Kind::Ref(right)) => left == right,
        (Kind::Boolean, Kind::Boolean) | (Kind::Any, Kind::Any) => true,
        (Kind::Integer { format: left, .. }, Kind::Integer { format: right, .. }) => left == right,
        (Kind::Number { format: left, .. }, Kind::Number { format: right, .. }) => left == right,
        (Kind::String(left), Kind::String(right)) => {
            text_type(&left.format) == text_type(&right.format)
        }
        (Kind::Array(left), Kind::Array(right)) => {
            left.items.nullable == right.items.nullable && same_type(&left.items, &right.items)
        }
        (Kind::Map(left), Kind::Map(right)) => {
            left.values.nullable == right.values.nullable && same_type(&left.values, &right.values)
        }
        _ => false,
    }
}

fn text_type(format: &StringFormat) -> StringFormat {
    match format {
        StringFormat::Plain | StringFormat::Checked(_) | StringFormat::Annotation(_) => {
            StringFormat::Plain
        }
        StringFormat::DateTime
        | StringFormat::Date
        | StringFormat::Uuid
        | StringFormat::Byte
        | StringFormat::Binary
        | StringFormat::Decimal
        | StringFormat::Ipv4
        | StringFormat::Ipv6 => format.clone(),
    }
}

/// Whether two column types compare in SQL and in memory.
pub(super) fn comparable(left: &ColumnType, right: &ColumnType) -> bool {
    match (left, right) {
        (ColumnType::Text(_), ColumnType::Text(_)) | (ColumnType::Enum(_), ColumnType::Enum(_)) => {
            true
        }
        (ColumnType::Decimal(_), ColumnType::Decimal(_)) => true,
        _ => left == right && *left != ColumnType::Json,
    }
}
