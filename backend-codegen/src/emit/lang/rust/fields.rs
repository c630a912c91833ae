//! The fields of generated structs: names, types, and what absence and null mean for each.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::{default::default_expression, field_ident, names::RustNames, types::bare_type};
use crate::ir::{Field, Kind, Schema, StringFormat, TypeDef, Types};

/// What may be sent for a field, and so how it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Must be there: `T`.
    Required,
    /// Must be there, may be null: `Option<T>`.
    Nullable,
    /// May be absent, not null: `Option<T>`.
    Optional,
    /// May be absent or null, which mean the same: `Option<T>`.
    OptionalNullable,
    /// May be absent and then has its default: `T`.
    Defaulted,
    /// Absent, null and a value are three things (merge updates): `Patch<T>`.
    Patch,
}

/// One field of a generated struct.
#[derive(Debug, Clone)]
pub struct FieldShape<'a> {
    /// The property's or parameter's name on the wire.
    pub wire: &'a str,
    /// The Rust identifier, `r#` included.
    pub ident: String,
    /// The whole type (`Option<String>`).
    pub ty: TokenStream,
    /// How it may be absent or null.
    pub presence: Presence,
    /// The default as an expression; set when `presence` is `Defaulted`.
    pub default: Option<TokenStream>,
    /// What the values must look like.
    pub schema: &'a Schema,
    /// It is a file, or several, of a multipart body: `http::File`.
    pub file: bool,
}

impl FieldShape<'_> {
    /// The field as a part of a multipart body, where octets are files.
    #[must_use]
    pub fn into_part(self) -> Self {
        let one = is_binary(&self.schema.kind);
        let several =
            matches!(&self.schema.kind, Kind::Array(array) if is_binary(&array.items.kind));
        let bare = match (one, several) {
            (true, _) => quote!(http::File),
            (_, true) => quote!(Vec<http::File>),
            (false, false) => return self,
        };
        let ty = match self.presence {
            Presence::Required => bare,
            _ => quote!(Option<#bare>),
        };
        Self {
            ty,
            file: true,
            ..self
        }
    }
}

fn is_binary(kind: &Kind) -> bool {
    matches!(kind, Kind::String(string) if string.format == StringFormat::Binary)
}

/// The fields of a named object type, in order; empty for other kinds.
pub fn field_shapes<'a>(
    definition: &'a TypeDef,
    types: &Types,
    names: &RustNames,
) -> Vec<FieldShape<'a>> {
    let Kind::Object(object) = &definition.schema.kind else {
        return Vec::new();
    };
    let mut taken = HashSet::from(["additional_properties".to_owned()]);
    let reads = definition.in_requests;
    object
        .fields
        .iter()
        .map(
            |Field {
                 name,
                 schema,
                 required,
             }| {
                let default = (reads && !definition.in_merges)
                    .then_some(schema.meta.default.as_ref())
                    .flatten();
                let default =
                    default.and_then(|value| default_expression(schema, value, types, names));
                let presence = presence(schema, *required, default.is_some(), definition.in_merges);
                field(name, schema, presence, default, &mut taken, types, names)
            },
        )
        .collect()
}

fn presence(schema: &Schema, required: bool, default: bool, merge: bool) -> Presence {
    match (required, schema.nullable) {
        (true, false) => Presence::Required,
        (true, true) => Presence::Nullable,
        (false, true) if merge => Presence::Patch,
        (false, true) => Presence::OptionalNullable,
        (false, false) if default => Presence::Defaulted,
        (false, false) => Presence::Optional,
    }
}

/// One field with a free identifier.
pub(super) fn field<'a>(
    wire: &'a str,
    schema: &'a Schema,
    presence: Presence,
    default: Option<TokenStream>,
    taken: &mut HashSet<String>,
    types: &Types,
    names: &RustNames,
) -> FieldShape<'a> {
    let ident = free_ident(wire, taken);
    let bare = bare_type(schema, types, names);
    let ty = match presence {
        Presence::Required | Presence::Defaulted => bare,
        Presence::Nullable | Presence::Optional | Presence::OptionalNullable => {
            quote!(Option<#bare>)
        }
        Presence::Patch => quote!(wire::Patch<#bare>),
    };
    let default = default.filter(|_| presence == Presence::Defaulted);
    FieldShape {
        wire,
        ident,
        ty,
        presence,
        default,
        schema,
        file: false,
    }
}

fn free_ident(wire: &str, taken: &mut HashSet<String>) -> String {
    let base = field_ident(wire);
    if taken.insert(base.clone()) {
        return base;
    }
    let stem = base.trim_start_matches("r#");
    (2u64..)
        .map(|number| format!("{stem}_{number}"))
        .find(|candidate| taken.insert(candidate.clone()))
        .expect("there are more numbers than fields")
}
