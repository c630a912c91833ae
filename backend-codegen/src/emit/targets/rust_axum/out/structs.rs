//! Fields of structs with the attributes that keep serde's reading and the validator's verdict equal.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    defaults::Defaults,
    docs::{docs, told},
};
use crate::{
    emit::lang::rust::{
        FieldShape, Presence, RustNames, annotation_keys, contains_wire, default_expression,
        schema_attributes,
    },
    ir::{Meta, Types},
};

/// What all fields of a struct share.
pub(super) struct Struct<'a> {
    /// Those of its module.
    pub(super) defaults: &'a Defaults,
    pub(super) travels: Travels,
    pub(super) types: &'a Types,
    pub(super) names: &'a RustNames,
}

/// Which ways the values of a type go.
#[derive(Debug, Clone, Copy)]
pub(super) struct Travels {
    /// They come from clients or a database.
    pub(super) reads: bool,
    /// They go to clients or a database.
    pub(super) writes: bool,
    /// They are held to the constraints.
    pub(super) checked: bool,
}

/// What a field has besides the attributes of its schema.
#[derive(Default)]
pub(super) struct Attributes<'a> {
    /// `#[param(…)]`
    pub(super) tokens: TokenStream,
    /// The description of the parameter that it is; else the schema's is its doc comment.
    pub(super) description: Option<&'a str>,
}

/// The fields, each with the attributes given.
pub(super) fn fields<'a>(
    of: &Struct<'_>,
    shapes: impl IntoIterator<Item = (&'a FieldShape<'a>, Attributes<'a>)>,
) -> Vec<TokenStream> {
    shapes
        .into_iter()
        .map(|(shape, attributes)| {
            let name: TokenStream = shape.ident.parse().expect("field identifiers are checked");
            let (serde, ty) = (serde_keys(of, shape), &shape.ty);
            let serde = (!serde.is_empty()).then(|| quote!(#[serde(#(#serde),*)]));
            let text = attributes
                .description
                .or(shape.schema.meta.description.as_deref());
            let meta = Meta {
                description: shape
                    .schema
                    .meta
                    .description
                    .clone()
                    .or(attributes.description.map(str::to_owned)),
                ..shape.schema.meta.clone()
            };
            let mut keys = field_keys(of, shape);
            keys.extend(annotation_keys(&meta, &told(text)));
            let keys = (!keys.is_empty()).then(|| quote!(#[schema(#(#keys),*)]));
            let docs = docs(text);
            let attributes = &attributes.tokens;
            quote!(#docs #serde #keys #attributes pub #name: #ty,)
        })
        .collect()
}

fn serde_keys(of: &Struct<'_>, shape: &FieldShape<'_>) -> Vec<TokenStream> {
    let mut keys = Vec::new();
    let wire_name = shape.wire;
    if shape.ident.trim_start_matches("r#") != wire_name {
        keys.push(quote!(rename = #wire_name));
    }
    if shape.file {
        if shape.presence != Presence::Required {
            keys.push(quote!(default));
        }
        return keys;
    }
    // The schema is read off these, be the struct read or not.
    let with = match shape.presence {
        Presence::Nullable | Presence::OptionalNullable => Some("wire::nullable"),
        Presence::Optional => Some("wire::optional"),
        Presence::Required | Presence::Defaulted | Presence::Patch => None,
    };
    match shape.presence {
        Presence::Optional | Presence::OptionalNullable | Presence::Patch => {
            keys.push(quote!(default));
        }
        Presence::Defaulted => {
            let function = shape.default.as_ref().map(|value| {
                of.defaults
                    .function(&shape.ident, &shape.ty, value)
                    .to_string()
            });
            keys.extend(function.map(|function| quote!(default = #function)));
        }
        _ => {}
    }
    keys.extend(with.map(|with| quote!(with = #with)));
    match shape.presence {
        Presence::Optional | Presence::OptionalNullable if of.travels.writes => {
            keys.push(quote!(skip_serializing_if = "Option::is_none"));
        }
        Presence::Patch if of.travels.writes => {
            keys.push(quote!(skip_serializing_if = "wire::Patch::is_absent"));
        }
        _ => {}
    }
    let plain = matches!(shape.presence, Presence::Required | Presence::Defaulted);
    if plain && contains_wire(shape.schema) {
        keys.push(quote!(with = "wire"));
    }
    keys
}

fn field_keys(of: &Struct<'_>, shape: &FieldShape<'_>) -> Vec<TokenStream> {
    if shape.file {
        return Vec::new();
    }
    let mut keys = schema_attributes(shape.schema, of.names);
    if let Some(value) = shape.schema.meta.default.as_ref().filter(|value| {
        shape.default.is_some()
            || default_expression(shape.schema, value, of.types, of.names).is_some()
    }) {
        let value = crate::emit::lang::rust::json_literal(value);
        keys.push(quote!(default = #value));
    }
    if shape.schema.meta.read_only {
        keys.push(quote!(read_only));
    }
    if shape.schema.meta.write_only {
        keys.push(quote!(write_only));
    }
    keys
}
