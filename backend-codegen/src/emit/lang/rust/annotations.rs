//! What only the document says about a schema, as keys of `#[schema(…)]`.

use proc_macro2::TokenStream;
use quote::quote;

use super::{RustNames, attributes::json_literal, ident, schema_attributes};
use crate::ir::{Field, IntegerFormat, Kind, Meta, NumberFormat, Schema, StringFormat, Types};

/// Title, examples and `deprecated`; and the description, unless `told`, the text that the doc comment gives back, is it.
pub(crate) fn annotation_keys(meta: &Meta, told: &str) -> Vec<TokenStream> {
    let mut keys = Vec::new();
    if let Some(title) = &meta.title {
        keys.push(quote!(title = #title));
    }
    let description = meta.description.as_deref().unwrap_or_default();
    if description.trim_end() != told && !(description.trim().is_empty() && told.is_empty()) {
        keys.push(quote!(description = #description));
    }
    if let Some(example) = &meta.example {
        let example = json_literal(example);
        keys.push(quote!(example = #example));
    }
    if meta.deprecated {
        keys.push(quote!(deprecated));
    }
    if meta.unique {
        keys.push(quote!(extension("x-unique" = true)));
    }
    keys
}

/// Properties of the other direction, whose types the service has; the others are left out.
pub(crate) fn foreign_keys(fields: &[Field], types: &Types, names: &RustNames) -> Vec<TokenStream> {
    let kept: Vec<&Field> = fields
        .iter()
        .filter(|field| is_emitted(&field.schema, types))
        .collect();
    if kept.is_empty() {
        return Vec::new();
    }
    let members = kept.iter().map(|field| {
        let (name, keys) = (&field.name, inline_keys(&field.schema, names));
        quote!(#name(#(#keys),*))
    });
    let required: Vec<&String> = kept
        .iter()
        .filter(|field| field.required)
        .map(|field| &field.name)
        .collect();
    let mut keys = vec![quote!(foreign(#(#members),*))];
    if !required.is_empty() {
        keys.push(quote!(foreign_required(#(#required),*)));
    }
    keys
}

/// Whether every type that a schema refers to is generated.
fn is_emitted(schema: &Schema, types: &Types) -> bool {
    match &schema.kind {
        Kind::Ref(id) => types[*id].in_requests || types[*id].in_responses,
        Kind::Array(array) => is_emitted(&array.items, types),
        Kind::Map(map) => is_emitted(&map.values, types),
        // Named types only, so never inline.
        Kind::Enum(_) | Kind::Object(_) | Kind::Union(_) => false,
        Kind::Any
        | Kind::Never
        | Kind::Boolean
        | Kind::Integer { .. }
        | Kind::Number { .. }
        | Kind::String(_) => schema.assertions.is_empty(),
    }
}

/// A schema without a Rust type, in the notation of the derive.
fn inline_keys(schema: &Schema, names: &RustNames) -> Vec<TokenStream> {
    let own = || schema_attributes(schema, names);
    let mut keys = match &schema.kind {
        Kind::Any | Kind::Never | Kind::Enum(_) | Kind::Object(_) | Kind::Union(_) => own(),
        Kind::Ref(id) => {
            let name = ident(names.type_name(*id));
            vec![quote!(ref = types::#name)]
        }
        Kind::Boolean => vec![quote!(type = "boolean")],
        Kind::Integer { format, .. } => {
            let format = match format {
                IntegerFormat::Int32 => "int32",
                IntegerFormat::Int64 => "int64",
                IntegerFormat::Uint32 => "uint32",
                IntegerFormat::Uint64 => "uint64",
            };
            [
                vec![quote!(type = "integer"), quote!(format = #format)],
                own(),
            ]
            .concat()
        }
        Kind::Number { format, .. } => {
            let format = match format {
                NumberFormat::Float => "float",
                NumberFormat::Double => "double",
            };
            [
                vec![quote!(type = "number"), quote!(format = #format)],
                own(),
            ]
            .concat()
        }
        Kind::String(string) => {
            let format = typed_format(&string.format).map(|format| quote!(format = #format));
            let mut keys = vec![quote!(type = "string")];
            keys.extend(format);
            keys.extend(own());
            keys
        }
        Kind::Array(array) => {
            let inner = inline_keys(&array.items, names);
            let mut keys = vec![quote!(type = "array"), quote!(items(#(#inner),*))];
            for (key, count) in [
                ("min_items", array.min_items),
                ("max_items", array.max_items),
            ] {
                if let Some(count) = count {
                    let (key, count) = (ident(key), proc_macro2::Literal::u64_unsuffixed(count));
                    keys.push(quote!(#key = #count));
                }
            }
            if array.unique_items {
                keys.push(quote!(unique_items));
            }
            keys
        }
        Kind::Map(map) => {
            let inner = inline_keys(&map.values, names);
            vec![quote!(type = "object"), quote!(values(#(#inner),*))]
        }
    };
    if schema.nullable {
        keys.push(quote!(nullable));
    }
    if schema.meta.read_only {
        keys.push(quote!(read_only));
    }
    if schema.meta.write_only {
        keys.push(quote!(write_only));
    }
    keys.extend(annotation_keys(&schema.meta, ""));
    keys
}

/// The format that a Rust type would bring along.
fn typed_format(format: &StringFormat) -> Option<&'static str> {
    match format {
        StringFormat::Checked(_) => None,
        typed => typed.asserted(),
    }
}
