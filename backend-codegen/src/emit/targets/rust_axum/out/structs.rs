//! Fields of structs with the attributes that keep serde's reading and the validator's verdict equal.

use proc_macro2::TokenStream;
use quote::quote;

use super::{docs::docs, types::default_name};
use crate::emit::lang::rust::{FieldShape, Presence, RustNames, contains_wire, schema_attributes};

/// What all fields of a struct share.
pub(super) struct Struct<'a> {
    /// The struct's name.
    pub(super) stem: &'a str,
    pub(super) travels: Travels,
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

/// The fields, each with the attributes given, and the functions for their defaults.
pub(super) fn fields<'a>(
    of: &Struct<'_>,
    shapes: impl IntoIterator<Item = (&'a FieldShape<'a>, TokenStream)>,
) -> (Vec<TokenStream>, Vec<TokenStream>) {
    let mut defaults = Vec::new();
    let fields = shapes
        .into_iter()
        .map(|(shape, attributes)| {
            let name: TokenStream = shape.ident.parse().expect("field identifiers are checked");
            let (serde, ty) = (serde_keys(of, shape), &shape.ty);
            let serde = (!serde.is_empty()).then(|| quote!(#[serde(#(#serde),*)]));
            let keys = if of.travels.checked {
                field_keys(of, shape)
            } else {
                Vec::new()
            };
            let keys = (!keys.is_empty()).then(|| quote!(#[schema(#(#keys),*)]));
            let docs = docs(shape.schema.meta.description.as_deref());
            if let Some(value) = &shape.default {
                let function = default_name(of.stem, &shape.ident);
                defaults.push(quote!(fn #function() -> #ty { #value }));
            }
            quote!(#docs #serde #keys #attributes pub #name: #ty,)
        })
        .collect();
    (fields, defaults)
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
    let Travels { reads, writes, .. } = of.travels;
    // What only goes out need not be read strictly, unless its format has a spelling of its own.
    let strict = of.travels.checked || contains_wire(shape.schema);
    let with = match shape.presence {
        Presence::Nullable | Presence::OptionalNullable if strict => Some("wire::nullable"),
        Presence::Optional if strict => Some("wire::optional"),
        _ => None,
    };
    match shape.presence {
        Presence::Optional | Presence::OptionalNullable | Presence::Patch if reads => {
            keys.push(quote!(default));
        }
        Presence::Defaulted => {
            let function = default_name(of.stem, &shape.ident).to_string();
            keys.push(quote!(default = #function));
        }
        _ => {}
    }
    keys.extend(with.map(|with| quote!(with = #with)));
    match shape.presence {
        Presence::Optional | Presence::OptionalNullable if writes => {
            keys.push(quote!(skip_serializing_if = "Option::is_none"));
        }
        Presence::Patch if writes => {
            keys.push(quote!(skip_serializing_if = "wire::Patch::is_absent"))
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
    if let Some(value) = shape
        .schema
        .meta
        .default
        .as_ref()
        .filter(|_| shape.default.is_some())
    {
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
