//! How bodies travel, as the runtime's derives spell it.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Content, ContentKind};

/// `json`, `json = "application/problem+json"`: the kind of one media type.
pub(super) fn travel(content: &Content) -> TokenStream {
    let media_type = &content.media_type;
    let (kind, usual) = match content.kind {
        ContentKind::Json => (quote!(json), "application/json"),
        ContentKind::Form => (quote!(form), "application/x-www-form-urlencoded"),
        ContentKind::Multipart => (quote!(multipart), "multipart/form-data"),
        ContentKind::Text => (quote!(text), "text/plain"),
        ContentKind::EventStream => (quote!(text), "text/plain"),
        ContentKind::Binary => (quote!(bytes), "application/octet-stream"),
    };
    if media_type == usual {
        kind
    } else {
        quote!(#kind = #media_type)
    }
}

/// The same for all media types of a body: with several, `any("…", "…")`.
pub(super) fn declared<'a>(contents: impl Iterator<Item = &'a Content>) -> TokenStream {
    let contents: Vec<&Content> = contents.collect();
    match contents.as_slice() {
        [only] => travel(only),
        several => {
            let media_types = several.iter().map(|content| &content.media_type);
            quote!(any(#(#media_types),*))
        }
    }
}

/// The kind of a response body: what the service sends as events is made elsewhere, so it is octets here.
pub(super) fn sent(content: &Content) -> TokenStream {
    match content.kind {
        ContentKind::EventStream => {
            let media_type = &content.media_type;
            quote!(bytes = #media_type)
        }
        ContentKind::Json
        | ContentKind::Form
        | ContentKind::Multipart
        | ContentKind::Text
        | ContentKind::Binary => travel(content),
    }
}
