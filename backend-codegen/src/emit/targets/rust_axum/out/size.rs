//! How large generated types are, so that large variants of enums are boxed (clippy's `large_enum_variant`).

use crate::{
    emit::lang::rust::{Presence, RustNames, field_shapes},
    ir::{Api, IntegerFormat, Kind, NumberFormat, Schema, StringFormat, TypeId},
};

/// Variants above this many bytes are boxed; the lint's limit is a difference of 200.
pub(crate) const LARGE: usize = 160;

/// An upper estimate of the size in bytes of a schema's type on 64-bit targets.
pub(crate) fn size_of(schema: &Schema, api: &Api, names: &RustNames) -> usize {
    let bare = match &schema.kind {
        Kind::Any | Kind::Never | Kind::Enum(_) | Kind::Object(_) | Kind::Union(_) => 72,
        Kind::Ref(id) if api.types[*id].recursive => 8,
        Kind::Ref(id) => named(*id, api, names, 0),
        Kind::Boolean => 1,
        Kind::Integer {
            format: IntegerFormat::Int32 | IntegerFormat::Uint32,
            ..
        } => 4,
        Kind::Number {
            format: NumberFormat::Float,
            ..
        } => 4,
        Kind::Integer { .. } | Kind::Number { .. } => 8,
        Kind::Array(_) | Kind::Map(_) => 24,
        Kind::String(string) => match string.format {
            StringFormat::Ipv4 => 4,
            StringFormat::Date => 4,
            StringFormat::DateTime
            | StringFormat::Uuid
            | StringFormat::Decimal
            | StringFormat::Ipv6 => 16,
            StringFormat::Byte | StringFormat::Binary => 32,
            StringFormat::Plain | StringFormat::Checked(_) | StringFormat::Annotation(_) => 24,
        },
    };
    if schema.nullable { bare + 8 } else { bare }
}

/// The same for a body, in which a recursive type has no box of its own.
pub(super) fn body_size(schema: &Schema, api: &Api, names: &RustNames) -> usize {
    match &schema.kind {
        Kind::Ref(id) => named(*id, api, names, 0) + if schema.nullable { 8 } else { 0 },
        _ => size_of(schema, api, names),
    }
}

fn named(id: TypeId, api: &Api, names: &RustNames, depth: usize) -> usize {
    let definition = &api.types[id];
    match &definition.schema.kind {
        Kind::Enum(_) => 1,
        // Deep nests are large whatever their leaves are.
        Kind::Object(_) if depth > 8 => LARGE * 4,
        Kind::Object(object) => {
            let fields: usize = field_shapes(definition, &api.types, names)
                .iter()
                .map(|field| {
                    let bare = match &field.schema.kind {
                        Kind::Ref(inner) if !api.types[*inner].recursive => {
                            named(*inner, api, names, depth + 1)
                        }
                        _ => size_of(field.schema, api, names),
                    };
                    let option = match field.presence {
                        Presence::Required | Presence::Defaulted => 0,
                        Presence::Nullable
                        | Presence::Optional
                        | Presence::OptionalNullable
                        | Presence::Patch => 8,
                    };
                    (bare + option).next_multiple_of(4)
                })
                .sum();
            fields
                + if matches!(object.additional, crate::ir::Additional::Kept(_)) {
                    24
                } else {
                    0
                }
        }
        Kind::Union(_) => LARGE + 8,
        _ => size_of(&definition.schema, api, names),
    }
}
