//! The error bodies that a document declares, as templates that the runtime fills.

use indexmap::IndexMap;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::{
    emit::error_body::{Template, body, declared},
    ir::{
        Api, Response,
        names::{Namer, snake},
    },
};

/// The distinct error bodies of an API, each a static of module `errors`.
pub(super) struct ErrorBodies {
    by_text: IndexMap<String, (Ident, TokenStream)>,
}

impl ErrorBodies {
    /// Collects the bodies of every declared error response.
    pub(super) fn new(api: &Api) -> Self {
        let mut by_text = IndexMap::new();
        let mut namer = Namer::default();
        let sent = api.outgoing.iter().map(|outgoing| &outgoing.operation);
        for response in api
            .operations
            .iter()
            .chain(sent)
            .flat_map(|operation| &operation.responses)
        {
            if let Some((name, template)) =
                declared(response).and_then(|content| body(content, api))
            {
                let template = tokens(&template);
                by_text.entry(template.to_string()).or_insert_with(|| {
                    let name = namer.unique(&snake(&name, "error_body"));
                    (format_ident!("{}", name.to_ascii_uppercase()), template)
                });
            }
        }
        Self { by_text }
    }

    /// The items of module `errors`.
    pub(super) fn items(&self) -> Vec<TokenStream> {
        let statics = self.by_text.values().map(|(name, template)| {
            quote! {
                /// An error body that the document declares.
                pub static #name: http::Template = #template;
            }
        });
        statics.collect()
    }

    /// The static of a declared error response; `None` when the document leaves its body open.
    pub(super) fn of(&self, response: &Response, api: &Api) -> Option<TokenStream> {
        let (_, template) = body(declared(response)?, api)?;
        let (name, _) = &self.by_text[&tokens(&template).to_string()];
        Some(quote!(super::errors::#name))
    }
}

/// The template as the runtime has it.
fn tokens(template: &Template) -> TokenStream {
    match template {
        Template::Null => quote!(http::Template::Null),
        Template::Bool(truth) => quote!(http::Template::Bool(#truth)),
        Template::Number(number) => quote!(http::Template::Number(#number)),
        Template::String(text) => quote!(http::Template::String(#text)),
        Template::Message => quote!(http::Template::Message),
        Template::Code => quote!(http::Template::Code),
        Template::Status => quote!(http::Template::Status),
        Template::StatusString => quote!(http::Template::StatusString),
        Template::StatusText => quote!(http::Template::StatusText),
        Template::RequestId => quote!(http::Template::RequestId),
        Template::Path => quote!(http::Template::Path),
        Template::Timestamp => quote!(http::Template::Timestamp),
        Template::Details => quote!(http::Template::Details),
        Template::Messages => quote!(http::Template::Messages),
        Template::Object(members) => {
            let members = members.iter().map(|(name, value)| {
                let value = tokens(value);
                quote!((#name, #value))
            });
            quote!(http::Template::Object(&[#(#members),*]))
        }
        Template::Array(items) => {
            let items = items.iter().map(tokens);
            quote!(http::Template::Array(&[#(#items),*]))
        }
        Template::EachDetail(each) => {
            let each = tokens(each);
            quote!(http::Template::EachDetail(&#each))
        }
        Template::DetailField => quote!(http::Template::DetailField),
        Template::DetailCode => quote!(http::Template::DetailCode),
        Template::DetailMessage => quote!(http::Template::DetailMessage),
    }
}
