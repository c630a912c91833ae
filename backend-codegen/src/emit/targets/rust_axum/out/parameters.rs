//! The parameter structs of an operation.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    defaults::Defaults,
    docs::told,
    structs::{Attributes, Struct, Travels, fields},
};
use crate::{
    emit::lang::rust::{ParameterSet, RustNames, ident},
    ir::{Location, Parameter, Style, Types},
};

/// The struct of one location.
pub(super) fn item(
    set: &ParameterSet<'_>,
    types: &Types,
    names: &RustNames,
    defaults: &Defaults,
    sent: bool,
) -> TokenStream {
    let style = Struct {
        defaults,
        travels: Travels {
            reads: true,
            writes: sent,
            checked: true,
        },
        types,
        names,
    };
    let shapes = set.fields.iter().map(|(shape, parameter)| {
        let attributes = Attributes {
            tokens: attributes(parameter),
            description: parameter.description.as_deref(),
        };
        (shape, attributes)
    });
    let fields = fields(&style, shapes);
    let name = ident(&set.name);
    let docs = match set.location {
        Location::Path => " Path parameters.",
        Location::Query => " Query parameters.",
        Location::Header => " Header parameters.",
        Location::Cookie => " Cookie parameters.",
    };
    let written = sent.then(|| quote!(, serde::Serialize));
    quote! {
        #[doc = #docs]
        #[derive(Debug, Clone, PartialEq, serde::Deserialize #written)]
        #[derive(wire::Schema, wire::Validate, http::Parameters)]
        pub struct #name {
            #(#fields)*
        }
    }
}

/// `#[param(…)]`, where the style is not the location's own.
fn attributes(parameter: &Parameter) -> TokenStream {
    let mut keys = Vec::new();
    let usual = match parameter.location {
        Location::Query | Location::Cookie => (Style::Form, true),
        Location::Path | Location::Header => (Style::Simple, false),
    };
    if parameter.style != usual.0 {
        let style = parameter.style.as_str();
        keys.push(quote!(style = #style));
    }
    if parameter.explode != usual.1 || parameter.style != usual.0 {
        let explode = parameter.explode;
        keys.push(quote!(explode = #explode));
    }
    if parameter.allow_empty_value {
        keys.push(quote!(allow_empty_value));
    }
    let said = parameter.description.as_deref();
    let description = said.unwrap_or_default();
    let schema = parameter.schema.meta.description.as_deref();
    if told(said.or(schema)) != description.trim_end() {
        keys.push(quote!(description = #description));
    }
    if parameter.deprecated {
        keys.push(quote!(deprecated));
    }
    if parameter.schema.nullable {
        keys.push(quote!(nullable));
    }
    if let Some(media_type) = &parameter.content {
        keys.push(quote!(content = #media_type));
    }
    if keys.is_empty() {
        quote!()
    } else {
        quote!(#[param(#(#keys),*)])
    }
}
