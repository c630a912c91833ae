//! The function between the router and the API trait: decodes every part, answers all violations at once.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::operation::content_type;
use crate::{
    emit::lang::rust::{BodyShape, OperationShape, RustNames, ident},
    ir::{Api, Content, ContentKind},
};

pub(super) fn item(
    api: &Api,
    names: &RustNames,
    group: usize,
    shape: &OperationShape<'_>,
) -> TokenStream {
    let function = ident(&shape.names.function);
    let api_trait = ident(&names.group(group).api_trait);
    let (constant, request) = (ident(&shape.names.constant), ident(&shape.names.request));
    let sets = shape.parameters.iter().map(|set| {
        let (field, ty) = (ident(set.field), ident(&set.name));
        quote!(let #field = call.#field::<#ty>();)
    });
    let body = shape.body.as_ref().map(|body| {
        let decoded = decode_body(api, names, shape, body);
        quote!(let body = #decoded;)
    });
    let mut fields: Vec<Ident> = shape
        .parameters
        .iter()
        .map(|set| ident(set.field))
        .collect();
    if body.is_some() {
        fields.push(format_ident!("body"));
    }
    let bind = bind(&fields);
    let call = if fields.is_empty() {
        quote!(call)
    } else {
        quote!(mut call)
    };
    quote! {
        async fn #function<A: #api_trait>(
            axum::extract::State(api): axum::extract::State<A>,
            request: axum::extract::Request,
        ) -> axum::response::Response {
            http::handle(&#constant, request, async move |#call: http::Call| {
                #(#sets)*
                #body
                #bind
                api.#function(#request { #(#fields,)* context: call.into_context() }).await
            })
            .await
        }
    }
}

/// Stops with the 400 unless every part was decoded.
fn bind(fields: &[Ident]) -> TokenStream {
    match fields {
        [] => quote!(),
        [only] => quote!(let Some(#only) = #only else { return Err(call.invalid()); };),
        several => quote! {
            let (#(Some(#several)),*) = (#(#several),*) else { return Err(call.invalid()); };
        },
    }
}

fn decode_body(
    api: &Api,
    names: &RustNames,
    shape: &OperationShape<'_>,
    body: &BodyShape<'_>,
) -> TokenStream {
    if let [(_, only)] = body.contents.as_slice() {
        return decode_content(api, names, only, body.optional);
    }
    let enumeration = ident(&format!("{}Body", shape.names.stem));
    let last = body.contents.len() - 1;
    let arms = body
        .contents
        .iter()
        .enumerate()
        .map(|(index, (variant, content))| {
            let (variant, media_type) = (ident(variant), &content.media_type);
            let decoded = decode_content(api, names, content, false);
            let large = content.schema.as_ref().is_some_and(|schema| {
                super::size::size_of(schema, api, names) > super::size::LARGE
            });
            let made = if large {
                quote!(.map(Box::new).map(#enumeration::#variant))
            } else {
                quote!(.map(#enumeration::#variant))
            };
            let pattern = if index == last {
                quote!(_)
            } else {
                quote!(#media_type)
            };
            quote!(#pattern => #decoded #made,)
        });
    let decoded = quote!(match call.media_type()? { #(#arms)* });
    if body.optional {
        quote!(if call.has_no_body() { Some(None) } else { #decoded.map(Some) })
    } else {
        decoded
    }
}

/// An expression of type `Option<T>`, or `Option<Option<T>>` for an optional body.
fn decode_content(api: &Api, names: &RustNames, content: &Content, optional: bool) -> TokenStream {
    let ty = content_type(api, names, content);
    let method = match (content.kind, optional) {
        (ContentKind::Json, false) => quote!(json::<#ty>().await?),
        (ContentKind::Json, true) => quote!(json_optional::<#ty>().await?),
        (ContentKind::Form, false) => quote!(form::<#ty>().await?),
        (ContentKind::Form, true) => quote!(form_optional::<#ty>().await?),
        (ContentKind::Multipart, false) => quote!(multipart::<#ty>().await?),
        (ContentKind::Multipart, true) => quote!(multipart_optional::<#ty>().await?),
        (ContentKind::Text | ContentKind::EventStream, _) => quote!(text().await?),
        (ContentKind::Binary, _) => quote!(stream()?),
    };
    match (content.kind, optional) {
        (ContentKind::Binary, false) => quote!(Some(call.#method)),
        (ContentKind::Binary, true) => {
            quote!(if call.has_no_body() { Some(None) } else { Some(Some(call.#method)) })
        }
        (ContentKind::Text | ContentKind::EventStream, true) => {
            quote!(if call.has_no_body() { Some(None) } else { call.#method.map(Some) })
        }
        _ => quote!(call.#method),
    }
}
