//! `IntoResponse`, `Responses` and `From`.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::DeriveInput;
use syn::ext::IdentExt;

use super::syntax::{Header, Shape, Variant};
use crate::model::option_inner;

pub(super) fn impls(input: &DeriveInput, variants: &[Variant]) -> TokenStream {
    let name = &input.ident;
    let arms = variants.iter().map(arm);
    let own = variants.iter().filter(|one| !one.transparent).map(entry);
    let more = variants.iter().filter_map(|variant| match &variant.shape {
        Shape::Body { ty, .. } if variant.transparent => {
            Some(quote!(<#ty as ::backend_runtime::openapi::Responses>::RESPONSES))
        }
        _ => None,
    });
    let from = variants.iter().filter_map(|variant| match &variant.shape {
        Shape::Body { ty, from: true } => {
            let variant = &variant.ident;
            Some(quote! {
                #[automatically_derived]
                impl ::core::convert::From<#ty> for #name {
                    fn from(value: #ty) -> Self {
                        Self::#variant(value)
                    }
                }
            })
        }
        _ => None,
    });
    quote! {
        #[automatically_derived]
        impl ::backend_runtime::openapi::axum::response::IntoResponse for #name {
            fn into_response(self) -> ::backend_runtime::openapi::axum::response::Response {
                use ::backend_runtime::openapi::axum::response::IntoResponse as _;
                match self {
                    #(#arms)*
                }
            }
        }

        #[automatically_derived]
        impl ::backend_runtime::openapi::Responses for #name {
            const RESPONSES: &'static ::backend_runtime::openapi::ResponseList =
                &::backend_runtime::openapi::ResponseList {
                    own: &[#(#own),*],
                    more: &[#(#more),*],
                };
        }

        #(#from)*
    }
}

fn arm(variant: &Variant) -> TokenStream {
    let ident = &variant.ident;
    let status = status_code(&variant.status);
    match &variant.shape {
        Shape::Body { .. } if variant.transparent => {
            quote!(Self::#ident(inner) => inner.into_response(),)
        }
        Shape::Unit if is_error(&variant.status) => {
            let (code, message) = error_texts(variant);
            quote!(Self::#ident => ::backend_runtime::http::ApiError::new(#status, #code, #message).into_response(),)
        }
        Shape::Unit => {
            quote!(Self::#ident => ::backend_runtime::http::response::empty(#status).into_response(),)
        }
        Shape::Body { .. } => {
            let reply = reply(variant, &status);
            quote!(Self::#ident(body) => #reply.into_response(),)
        }
        Shape::Fields { headers, body } => {
            let fields = headers.iter().map(|header| &header.field);
            let calls = headers.iter().map(header_call);
            let (pattern, reply) = match body {
                Some(_) => (quote!(body), reply(variant, &status)),
                None => (
                    quote!(),
                    quote!(::backend_runtime::http::response::empty(#status)),
                ),
            };
            quote!(Self::#ident { #(#fields,)* #pattern } => #reply #(#calls)* .into_response(),)
        }
    }
}

fn reply(variant: &Variant, status: &TokenStream) -> TokenStream {
    match variant.content_type.as_deref() {
        None => quote!(::backend_runtime::http::response::json(#status, &body)),
        Some(kind) if is_json(kind) => {
            quote!(::backend_runtime::http::response::json_as(#status, #kind, &body))
        }
        Some(kind) => quote!(::backend_runtime::http::response::bytes(#status, #kind, body)),
    }
}

fn header_call(header: &Header) -> TokenStream {
    let (field, name) = (&header.field, header.name.to_ascii_lowercase());
    let name = quote!(::backend_runtime::http::HeaderName::from_static(#name));
    match option_inner(&header.ty) {
        Some(_) => quote!(.header_optional(#name, #field.map(|value| value.to_string()))),
        None => quote!(.header(#name, #field.to_string())),
    }
}

fn entry(variant: &Variant) -> TokenStream {
    let status = &variant.status;
    let description = variant
        .description
        .clone()
        .unwrap_or_else(|| reason(status).to_owned());
    let (headers, body) = match &variant.shape {
        Shape::Unit => (&[][..], None),
        Shape::Body { ty, .. } => (&[][..], Some(ty)),
        Shape::Fields { headers, body } => (headers.as_slice(), body.as_ref()),
    };
    let headers = headers.iter().map(header_entry);
    let media_type = variant
        .content_type
        .as_deref()
        .unwrap_or("application/json");
    let schema = match body {
        Some(ty) => Some(quote!(::backend_runtime::schema::Node::of::<#ty>())),
        None if is_error(status) && matches!(variant.shape, Shape::Unit) => {
            Some(quote!(::backend_runtime::openapi::ERROR_ENVELOPE))
        }
        None => None,
    };
    let contents = schema.map(|schema| {
        quote!(::backend_runtime::openapi::Content {
            media_type: #media_type,
            schema: ::core::option::Option::Some(#schema),
            ..::backend_runtime::openapi::Content::NEW
        })
    });
    quote!(::backend_runtime::openapi::Response {
        status: #status,
        description: #description,
        headers: &[#(#headers),*],
        contents: &[#contents],
        ..::backend_runtime::openapi::Response::NEW
    })
}

fn header_entry(header: &Header) -> TokenStream {
    let Header { name, ty, .. } = header;
    let description = header.description.as_deref().unwrap_or_default();
    let inner = option_inner(ty);
    let (required, ty) = (inner.is_none(), inner.unwrap_or(ty));
    quote!(::backend_runtime::openapi::Header {
        name: #name,
        description: #description,
        required: #required,
        schema: ::backend_runtime::schema::Node::of::<#ty>(),
    })
}

/// Code and sentence of an error without fields: what the attribute says, or the variant's name and description.
fn error_texts(variant: &Variant) -> (String, String) {
    let name = variant.ident.unraw().to_string();
    let mut snake = String::new();
    for (index, letter) in name.chars().enumerate() {
        if letter.is_uppercase() && index > 0 {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    let message = variant
        .message
        .clone()
        .or_else(|| variant.description.clone());
    let message = message.unwrap_or_else(|| snake.replace('_', " "));
    (variant.code.clone().unwrap_or(snake), message)
}

fn is_error(status: &str) -> bool {
    matches!(status.as_bytes().first(), Some(b'4' | b'5'))
}

fn is_json(media_type: &str) -> bool {
    media_type == "application/json" || media_type.ends_with("+json")
}

fn status_code(status: &str) -> TokenStream {
    let code = Literal::u16_unsuffixed(status.parse().unwrap_or(200));
    quote!(const { match ::backend_runtime::http::StatusCode::from_u16(#code) {
        ::core::result::Result::Ok(status) => status,
        ::core::result::Result::Err(_) => ::core::unreachable!(),
    } })
}

/// The reason phrase of a status (RFC 9110 §15).
pub(crate) fn reason(status: &str) -> &'static str {
    match status {
        "200" => "OK",
        "201" => "Created",
        "202" => "Accepted",
        "204" => "No Content",
        "301" => "Moved Permanently",
        "302" => "Found",
        "303" => "See Other",
        "304" => "Not Modified",
        "307" => "Temporary Redirect",
        "308" => "Permanent Redirect",
        "400" => "Bad Request",
        "401" => "Unauthorized",
        "403" => "Forbidden",
        "404" => "Not Found",
        "405" => "Method Not Allowed",
        "406" => "Not Acceptable",
        "409" => "Conflict",
        "410" => "Gone",
        "412" => "Precondition Failed",
        "413" => "Content Too Large",
        "415" => "Unsupported Media Type",
        "422" => "Unprocessable Content",
        "429" => "Too Many Requests",
        "500" => "Internal Server Error",
        "501" => "Not Implemented",
        "502" => "Bad Gateway",
        "503" => "Service Unavailable",
        "504" => "Gateway Timeout",
        "default" => "Any other answer",
        other => match other.as_bytes().first() {
            Some(b'2') => "Success",
            Some(b'3') => "Redirection",
            Some(b'4') => "Client error",
            Some(b'5') => "Server error",
            _ => "Answer",
        },
    }
}
