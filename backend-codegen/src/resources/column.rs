//! From the properties of an entity to columns.

use super::{
    decimal,
    model::{Check, Column, ColumnType, Role, Source},
    words::one_of,
};
use crate::ir::{
    Api, Bounds, Field, IntegerFormat, Kind, Number, NumberFormat, Schema, StringFormat,
    names::snake,
};

const CREATED: [&str; 8] = [
    "createdat",
    "created",
    "createdon",
    "creationdate",
    "datecreated",
    "createddate",
    "creationtime",
    "insertedat",
];
const UPDATED: [&str; 10] = [
    "updatedat",
    "updated",
    "updatedon",
    "modifiedat",
    "modified",
    "modifiedon",
    "lastmodified",
    "lastupdated",
    "dateupdated",
    "lastmodifiedat",
];

/// The column of one property.
pub(super) fn of_field(api: &Api, field: &Field, source: Source, fills_itself: bool) -> Column {
    let kind = kind(api, &field.schema);
    Column {
        name: snake(&field.name, "value"),
        source,
        nullable: !field.required || field.schema.nullable,
        role: role(field, &kind, fills_itself),
        unique: field.schema.meta.unique,
        references: None,
        checks: checks(api, &field.schema),
        default: field
            .schema
            .meta
            .default
            .clone()
            .filter(|value| !value.is_null()),
        kind,
    }
}

/// The server sets an instant with a telling name, when clients do not send it.
fn role(field: &Field, kind: &ColumnType, fills_itself: bool) -> Role {
    if !fills_itself || *kind != ColumnType::DateTime {
        return Role::Plain;
    }
    if one_of(&field.name, &CREATED) {
        return Role::CreatedAt;
    }
    if one_of(&field.name, &UPDATED) {
        return Role::UpdatedAt;
    }
    Role::Plain
}

/// What a column for this schema holds.
pub(super) fn kind(api: &Api, schema: &Schema) -> ColumnType {
    match &schema.kind {
        Kind::Ref(id) => match &api.types[*id].schema.kind {
            Kind::Enum(values) if !api.types[*id].schema.nullable => {
                ColumnType::Enum(values.clone())
            }
            _ => ColumnType::Json,
        },
        Kind::Boolean => ColumnType::Boolean,
        Kind::Integer { format, .. } => match format {
            IntegerFormat::Int32 => ColumnType::Int32,
            IntegerFormat::Int64 => ColumnType::Int64,
            IntegerFormat::Uint32 | IntegerFormat::Uint64 => ColumnType::Json,
        },
        Kind::Number {
            format: NumberFormat::Float,
            ..
        } => ColumnType::Float,
        Kind::Number {
            format: NumberFormat::Double,
            ..
        } => ColumnType::Double,
        Kind::String(text) => match &text.format {
            StringFormat::Plain | StringFormat::Annotation(_) => ColumnType::Text(text.max_length),
            StringFormat::Checked("decimal") => ColumnType::Decimal(decimal::form(text)),
            StringFormat::Checked(_) => ColumnType::Text(text.max_length),
            StringFormat::DateTime => ColumnType::DateTime,
            StringFormat::Date => ColumnType::Date,
            StringFormat::Uuid => ColumnType::Uuid,
            StringFormat::Decimal => ColumnType::Decimal(decimal::form(text)),
            StringFormat::Byte | StringFormat::Binary | StringFormat::Ipv4 | StringFormat::Ipv6 => {
                ColumnType::Json
            }
        },
        Kind::Enum(values) => ColumnType::Enum(values.clone()),
        Kind::Any
        | Kind::Never
        | Kind::Array(_)
        | Kind::Map(_)
        | Kind::Object(_)
        | Kind::Union(_) => ColumnType::Json,
    }
}

fn checks(api: &Api, schema: &Schema) -> Vec<Check> {
    match &schema.kind {
        Kind::Ref(id) => match &api.types[*id].schema.kind {
            Kind::Ref(_) | Kind::Object(_) => Vec::new(),
            _ => checks(api, &api.types[*id].schema),
        },
        Kind::Integer {
            format: IntegerFormat::Int32 | IntegerFormat::Int64,
            bounds,
            values,
        } => {
            let mut checks = bound_checks(bounds, |number| {
                number.as_i128().map(|value| value.to_string())
            });
            if !values.is_empty() {
                checks.push(Check::Integers(
                    values.iter().map(i128::to_string).collect(),
                ));
            }
            checks
        }
        Kind::Number { bounds, .. } => {
            bound_checks(bounds, |number| Some(number.as_str().to_owned()))
        }
        Kind::String(text) if matches!(kind(api, schema), ColumnType::Text(_)) => {
            let shortest = text
                .min_length
                .filter(|&length| length > 0)
                .map(Check::MinLength);
            shortest
                .into_iter()
                .chain(text.max_length.map(Check::MaxLength))
                .collect()
        }
        _ => Vec::new(),
    }
}

fn bound_checks(bounds: &Bounds, text: impl Fn(&Number) -> Option<String>) -> Vec<Check> {
    let limit = |number: &Option<Number>| number.as_ref().and_then(&text);
    let all = [
        limit(&bounds.minimum).map(Check::AtLeast),
        limit(&bounds.exclusive_minimum).map(Check::Above),
        limit(&bounds.maximum).map(Check::AtMost),
        limit(&bounds.exclusive_maximum).map(Check::Below),
    ];
    all.into_iter().flatten().collect()
}
