//! The root: modules, constants, and the router of everything.

use proc_macro2::TokenStream;
use quote::quote;

use super::outgoing::Sent;
use crate::{
    emit::lang::rust::{RustNames, ident},
    ir::Api,
};

pub(super) fn items(api: &Api, names: &RustNames, sent: Option<&Sent>) -> Vec<TokenStream> {
    let mut items = vec![
        file_module("types", "The types of the document.", "types"),
        file_module("errors", "The error bodies of the document.", "errors"),
        file_module(
            "document",
            "The document that this service implements.",
            "document",
        ),
    ];
    for (index, group) in api.groups.iter().enumerate() {
        let module = &names.group(index).module;
        items.push(file_module(
            module,
            &format!(
                "Operations tagged {:?}.",
                group.name.escape_debug().to_string()
            ),
            module,
        ));
    }
    for (group, module) in sent.into_iter().flat_map(Sent::modules) {
        items.push(file_module(module, group, module));
    }
    let base_path = &api.base_path;
    items.push(quote! {
        /// The path of the first server, in front of every route.
        pub const BASE_PATH: &str = #base_path;
    });
    items.push(quote! {
        /// The document that this service implements, as JSON: built from the types and routes of this module.
        pub static OPENAPI: std::sync::LazyLock<String> =
            std::sync::LazyLock::new(|| backend_runtime::openapi::effective_json(&document::API));
    });
    items.extend(super::security::items(api));
    items.push(router(api, names));
    items
}

fn file_module(module: &str, docs: &str, file: &str) -> TokenStream {
    let (module, docs, file) = (ident(module), format!(" {docs}"), format!("/api/{file}.rs"));
    quote! {
        #[doc = #docs]
        pub mod #module {
            include!(concat!(env!("OUT_DIR"), #file));
        }
    }
}

fn router(api: &Api, names: &RustNames) -> TokenStream {
    let modules: Vec<_> = (0..api.groups.len())
        .map(|index| ident(&names.group(index).module))
        .collect();
    let traits: Vec<_> = (0..api.groups.len())
        .map(|index| ident(&names.group(index).api_trait))
        .collect();
    let bounds = if traits.is_empty() {
        quote!(Clone + Send + Sync + 'static)
    } else {
        quote!(#(#modules::#traits)+*)
    };
    quote! {
        /// The routes of every operation; requests are decoded and validated before the API sees them.
        pub fn routes<A: #bounds>() -> backend_runtime::http::Routes<A> {
            backend_runtime::http::Routes::new() #(.merge(#modules::routes()))*
        }
    }
}
