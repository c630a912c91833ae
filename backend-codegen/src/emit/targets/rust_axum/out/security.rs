//! The document's security schemes as static tables.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::ir::{Api, ApiKeyLocation, Requirement, SchemeKind, names::Namer, names::snake};

/// One static per scheme, and the list of all.
pub(super) fn items(api: &Api) -> Vec<TokenStream> {
    let idents = idents(api);
    let mut items: Vec<TokenStream> = api
        .schemes
        .iter()
        .zip(&idents)
        .map(|(scheme, ident)| {
            let (name, kind) = (&scheme.name, kind(&scheme.kind));
            let more = super::document::scheme_members(&scheme.more);
            let docs = format!(" Security scheme {:?}.", scheme.name);
            quote! {
                #[doc = #docs]
                pub static #ident: backend_runtime::auth::Scheme =
                    backend_runtime::auth::Scheme { name: #name, kind: #kind, more: #more };
            }
        })
        .collect();
    items.push(quote! {
        /// Every security scheme of the document.
        pub static SECURITY: &[&backend_runtime::auth::Scheme] = &[#(&#idents),*];
    });
    items
}

/// The names of the statics.
fn idents(api: &Api) -> Vec<Ident> {
    let mut namer = Namer::reserving(["BASE_PATH", "OPENAPI", "SECURITY"]);
    api.schemes
        .iter()
        .map(|scheme| {
            let name = namer.unique(&format!("{}_SCHEME", snake(&scheme.name, "security")));
            format_ident!("{}", name.to_ascii_uppercase())
        })
        .collect()
}

fn kind(kind: &SchemeKind) -> TokenStream {
    let kind = match kind {
        SchemeKind::ApiKey { location, name } => {
            let location = match location {
                ApiKeyLocation::Header => quote!(Header),
                ApiKeyLocation::Query => quote!(Query),
                ApiKeyLocation::Cookie => quote!(Cookie),
            };
            quote!(ApiKey { location: backend_runtime::auth::ApiKeyIn::#location, name: #name })
        }
        SchemeKind::Basic => quote!(Basic),
        SchemeKind::Bearer { .. } => quote!(Bearer),
        SchemeKind::Http(scheme) => quote!(Http(#scheme)),
        SchemeKind::OAuth2 { .. } => quote!(OAuth2),
        SchemeKind::OpenIdConnect { .. } => quote!(OpenIdConnect),
        SchemeKind::MutualTls => quote!(MutualTls),
    };
    quote!(backend_runtime::auth::SchemeKind::#kind)
}

/// The `security` of an operation, as seen from a group's module; `None` when nothing needs to be checked.
pub(super) fn requirements(api: &Api, requirements: &[Requirement]) -> Option<TokenStream> {
    let idents = idents(api);
    // A lone alternative without schemes lets everybody in.
    if requirements.is_empty() || matches!(requirements, [only] if only.schemes.is_empty()) {
        return None;
    }
    let alternatives = requirements.iter().map(|alternative| {
        let schemes = alternative.schemes.iter().map(|(index, scopes)| {
            let ident = &idents[*index];
            quote!((&super::#ident, &[#(#scopes),*]))
        });
        quote!(http::Requirement { schemes: &[#(#schemes),*] })
    });
    Some(quote!(&[#(#alternatives),*]))
}
