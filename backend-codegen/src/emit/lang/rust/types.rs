//! The Rust type of a schema.

use proc_macro2::TokenStream;
use quote::quote;

use super::{ident, names::RustNames};
use crate::ir::{IntegerFormat, Kind, NumberFormat, Schema, StringFormat, Types};

/// The type of values of a schema; `Option` when it is nullable, `Box` around recursive types.
///
/// Paths are relative to a module that imports `super::types` as `types` and the runtime's `wire`.
pub fn rust_type(schema: &Schema, types: &Types, names: &RustNames) -> TokenStream {
    let bare = bare_type(schema, types, names);
    if schema.nullable && !matches!(schema.kind, Kind::Any) {
        quote!(Option<#bare>)
    } else {
        bare
    }
}

/// The same without the `Option` of a nullable schema.
pub(super) fn bare_type(schema: &Schema, types: &Types, names: &RustNames) -> TokenStream {
    match &schema.kind {
        Kind::Any | Kind::Never | Kind::Enum(_) | Kind::Object(_) | Kind::Union(_) => {
            quote!(serde_json::Value)
        }
        Kind::Ref(id) => {
            let name = ident(names.type_name(*id));
            if types[*id].recursive {
                quote!(Box<types::#name>)
            } else {
                quote!(types::#name)
            }
        }
        Kind::Boolean => quote!(bool),
        Kind::Integer { format, .. } => match format {
            IntegerFormat::Int32 => quote!(i32),
            IntegerFormat::Int64 => quote!(i64),
            IntegerFormat::Uint32 => quote!(u32),
            IntegerFormat::Uint64 => quote!(u64),
        },
        Kind::Number { format, .. } => match format {
            NumberFormat::Float => quote!(f32),
            NumberFormat::Double => quote!(f64),
        },
        Kind::String(string) => string_type(&string.format),
        Kind::Array(array) => {
            let items = unboxed_type(&array.items, types, names);
            quote!(Vec<#items>)
        }
        Kind::Map(map) => {
            let values = unboxed_type(&map.values, types, names);
            quote!(wire::Map<#values>)
        }
    }
}

/// The same without the `Box` around a recursive type, for what does not stand in it directly: an element of a collection,
/// a body.
pub fn unboxed_type(schema: &Schema, types: &Types, names: &RustNames) -> TokenStream {
    match &schema.kind {
        Kind::Ref(id) => {
            let name = ident(names.type_name(*id));
            if schema.nullable {
                quote!(Option<types::#name>)
            } else {
                quote!(types::#name)
            }
        }
        _ => rust_type(schema, types, names),
    }
}

fn string_type(format: &StringFormat) -> TokenStream {
    match format {
        StringFormat::Plain | StringFormat::Checked(_) | StringFormat::Annotation(_) => {
            quote!(String)
        }
        StringFormat::DateTime => quote!(time::OffsetDateTime),
        StringFormat::Date => quote!(time::Date),
        StringFormat::Uuid => quote!(uuid::Uuid),
        StringFormat::Byte | StringFormat::Binary => quote!(wire::Bytes),
        StringFormat::Decimal => quote!(rust_decimal::Decimal),
        StringFormat::Ipv4 => quote!(std::net::Ipv4Addr),
        StringFormat::Ipv6 => quote!(std::net::Ipv6Addr),
    }
}

/// Whether serde's own reading of the type would be laxer than its format: such fields go through `wire`.
pub fn contains_wire(schema: &Schema) -> bool {
    match &schema.kind {
        Kind::String(string) => match string.format {
            StringFormat::Plain | StringFormat::Checked(_) | StringFormat::Annotation(_) => false,
            StringFormat::DateTime
            | StringFormat::Date
            | StringFormat::Uuid
            | StringFormat::Byte
            | StringFormat::Binary
            | StringFormat::Decimal
            | StringFormat::Ipv4
            | StringFormat::Ipv6 => true,
        },
        Kind::Array(array) => contains_wire(&array.items),
        Kind::Map(map) => contains_wire(&map.values),
        Kind::Any
        | Kind::Never
        | Kind::Ref(_)
        | Kind::Boolean
        | Kind::Integer { .. }
        | Kind::Number { .. }
        | Kind::Enum(_)
        | Kind::Object(_)
        | Kind::Union(_) => false,
    }
}
