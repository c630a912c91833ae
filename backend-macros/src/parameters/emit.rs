//! The static table.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::DeriveInput;

use super::syntax::Parameter;

/// `impl Parameters`.
pub(crate) fn table(input: &DeriveInput, parameters: &[Parameter]) -> TokenStream {
    let name = &input.ident;
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    let entries = parameters.iter().map(entry);
    quote! {
        #[automatically_derived]
        impl #generics ::backend_runtime::http::Parameters for #name #arguments #bounds {
            const PARAMETERS: &'static [::backend_runtime::http::Parameter] = &[#(#entries),*];
        }
    }
}

fn entry(parameter: &Parameter) -> TokenStream {
    let Parameter {
        name,
        allow_reserved,
        allow_empty_value,
        deprecated,
        nullable,
        ..
    } = parameter;
    let style = option(parameter.style.map(|style| {
        let style = Ident::new(style, Span::call_site());
        quote!(::backend_runtime::http::Style::#style)
    }));
    let explode = option(parameter.explode.map(|explode| quote!(#explode)));
    let content = option(parameter.content.as_ref().map(|content| quote!(#content)));
    let description = option(parameter.description.as_ref().map(|text| quote!(#text)));
    quote! {
        ::backend_runtime::http::Parameter {
            name: #name,
            style: #style,
            explode: #explode,
            allow_reserved: #allow_reserved,
            allow_empty_value: #allow_empty_value,
            content: #content,
            description: #description,
            deprecated: #deprecated,
            nullable: #nullable,
        }
    }
}

fn option(value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}
