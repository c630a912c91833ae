//! The response enum of an operation: one variant per declared status, nothing else can be answered.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::size::{LARGE, size_of};
use crate::{
    emit::lang::rust::{
        HeaderShape, OperationShape, ResponseBody, RustNames, VariantShape, ident, rust_type,
    },
    ir::{Api, Content, ContentKind, IntegerFormat, Kind, NumberFormat, Schema},
};

pub(super) fn items(api: &Api, names: &RustNames, shape: &OperationShape<'_>) -> Vec<TokenStream> {
    let mut items = vec![enumeration(api, names, shape)];
    for variant in &shape.variants {
        if let ResponseBody::Several(name, contents) = &variant.body {
            items.push(body_enum(api, names, name, contents));
        }
    }
    items.push(into_response(shape));
    items
}

fn enumeration(api: &Api, names: &RustNames, shape: &OperationShape<'_>) -> TokenStream {
    let name = ident(&shape.names.response);
    let variants = shape.variants.iter().map(|variant| {
        let ident = ident(&variant.ident);
        let docs = super::docs::docs(
            Some(&variant.response.description)
                .filter(|text| !text.trim().is_empty())
                .map(String::as_str),
        );
        let body = body_type(api, names, shape, variant);
        if !variant.is_struct() {
            let body = body.map(|ty| quote!((#ty)));
            return quote!(#docs #ident #body,);
        }
        let status = variant
            .status
            .is_none()
            .then(|| quote!(#[doc = " The status to answer with."] status: http::StatusCode,));
        let headers = variant.headers.iter().map(header_field);
        let body = body.map(|ty| quote!(#[doc = " The body."] body: #ty,));
        quote!(#docs #ident { #status #(#headers)* #body },)
    });
    let docs = format!(
        " What {:?} answers.",
        shape.operation.id.escape_debug().to_string()
    );
    quote! {
        #[doc = #docs]
        #[derive(Debug)]
        pub enum #name {
            #(#variants)*
        }
    }
}

fn header_field(header: &HeaderShape<'_>) -> TokenStream {
    let field: TokenStream = header.ident.parse().expect("field identifiers are checked");
    let ty = header
        .header
        .map_or_else(|| quote!(String), |header| header_type(&header.schema));
    let ty = if header.required {
        ty
    } else {
        quote!(Option<#ty>)
    };
    let docs = format!(" Header `{}`.", header.wire);
    let more = header
        .header
        .and_then(|header| header.description.as_deref());
    let more = super::docs::docs(more);
    let gap = header
        .header
        .and_then(|header| header.description.as_ref())
        .map(|_| quote!(#[doc = ""]));
    quote!(#[doc = #docs] #gap #more #field: #ty,)
}

/// Numbers and booleans keep their type; everything else is text as it goes on the wire.
fn header_type(schema: &Schema) -> TokenStream {
    match &schema.kind {
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
        _ => quote!(String),
    }
}

fn body_type(
    api: &Api,
    names: &RustNames,
    shape: &OperationShape<'_>,
    variant: &VariantShape<'_>,
) -> Option<TokenStream> {
    match &variant.body {
        ResponseBody::Empty => None,
        ResponseBody::One(content) => {
            let ty = content_type(api, names, content);
            let boxed = is_boxed(api, names, shape, content);
            Some(if boxed { quote!(Box<#ty>) } else { ty })
        }
        ResponseBody::Several(name, _) => {
            let name = ident(name);
            Some(quote!(#name))
        }
    }
}

/// Whether a body is boxed, because it is much larger than the other variants may be.
pub(crate) fn is_boxed(
    api: &Api,
    names: &RustNames,
    shape: &OperationShape<'_>,
    content: &Content,
) -> bool {
    shape.variants.len() > 1
        && content.kind == ContentKind::Json
        && content
            .schema
            .as_ref()
            .is_some_and(|schema| size_of(schema, api, names) > LARGE)
}

fn content_type(api: &Api, names: &RustNames, content: &Content) -> TokenStream {
    match (content.kind, &content.schema) {
        (ContentKind::Json | ContentKind::Form | ContentKind::Multipart, Some(schema)) => {
            rust_type(schema, &api.types, names)
        }
        (ContentKind::Json | ContentKind::Form | ContentKind::Multipart, None) => {
            quote!(serde_json::Value)
        }
        (ContentKind::Text, _) => quote!(String),
        (ContentKind::EventStream | ContentKind::Binary, _) => quote!(axum::body::Body),
    }
}

fn body_enum(
    api: &Api,
    names: &RustNames,
    name: &str,
    contents: &[(String, &Content)],
) -> TokenStream {
    let name = ident(name);
    let variants = contents.iter().map(|(variant, content)| {
        let (variant, ty) = (ident(variant), content_type(api, names, content));
        let large = content
            .schema
            .as_ref()
            .is_some_and(|schema| size_of(schema, api, names) > LARGE);
        let ty = if large { quote!(Box<#ty>) } else { ty };
        let docs = format!(" `{}`", content.media_type);
        quote!(#[doc = #docs] #variant(#ty),)
    });
    quote! {
        /// The body, by media type; `context.accepted` names the one that the client asked for.
        #[derive(Debug)]
        pub enum #name {
            #(#variants)*
        }
    }
}

fn into_response(shape: &OperationShape<'_>) -> TokenStream {
    let name = ident(&shape.names.response);
    let arms = shape.variants.iter().map(|variant| {
        let pattern = pattern(variant);
        let status = variant.status.map_or_else(|| quote!(status), status_code);
        let headers: Vec<TokenStream> = variant.headers.iter().map(header_call).collect();
        let reply = match &variant.body {
            ResponseBody::Empty => reply(&quote!(http::response::empty(#status)), &headers),
            ResponseBody::One(content) => {
                reply(&body_reply(content, &status, &quote!(body)), &headers)
            }
            ResponseBody::Several(name, contents) => several(name, contents, &status, &headers),
        };
        quote!(#pattern => #reply,)
    });
    quote! {
        impl axum::response::IntoResponse for #name {
            fn into_response(self) -> axum::response::Response {
                match self {
                    #(#arms)*
                }
            }
        }
    }
}

fn pattern(variant: &VariantShape<'_>) -> TokenStream {
    let ident = ident(&variant.ident);
    let has_body = !matches!(variant.body, ResponseBody::Empty);
    if !variant.is_struct() {
        return if has_body {
            quote!(Self::#ident(body))
        } else {
            quote!(Self::#ident)
        };
    }
    let status = variant.status.is_none().then(|| quote!(status,));
    let headers = variant.headers.iter().map(|header| -> TokenStream {
        header.ident.parse().expect("field identifiers are checked")
    });
    let body = has_body.then(|| quote!(body));
    quote!(Self::#ident { #status #(#headers,)* #body })
}

fn reply(made: &TokenStream, headers: &[TokenStream]) -> TokenStream {
    quote!(axum::response::IntoResponse::into_response(#made #(#headers)*))
}

fn several(
    name: &str,
    contents: &[(String, &Content)],
    status: &TokenStream,
    headers: &[TokenStream],
) -> TokenStream {
    let name: Ident = ident(name);
    let arms = contents.iter().map(|(variant, content)| {
        let variant = ident(variant);
        let made = reply(&body_reply(content, status, &quote!(body)), headers);
        quote!(#name::#variant(body) => #made,)
    });
    quote!(match body { #(#arms)* })
}

fn body_reply(content: &Content, status: &TokenStream, body: &TokenStream) -> TokenStream {
    let media_type = &content.media_type;
    match content.kind {
        ContentKind::Json if media_type == "application/json" => {
            quote!(http::response::json(#status, &#body))
        }
        ContentKind::Json | ContentKind::Form | ContentKind::Multipart => {
            quote!(http::response::json_as(#status, #media_type, &#body))
        }
        ContentKind::Text if media_type == "text/plain" => {
            quote!(http::response::text(#status, #body))
        }
        ContentKind::Text => {
            let typed = format!("{media_type}; charset=utf-8");
            quote!(http::response::bytes(#status, #typed, #body))
        }
        ContentKind::EventStream | ContentKind::Binary => {
            let media_type = if media_type.contains('*') {
                "application/octet-stream"
            } else {
                media_type
            };
            quote!(http::response::body(#status, #media_type, #body))
        }
    }
}

fn header_call(header: &HeaderShape<'_>) -> TokenStream {
    let field: TokenStream = header.ident.parse().expect("field identifiers are checked");
    let name = header.wire.to_ascii_lowercase();
    let text = header
        .header
        .is_none_or(|header| header_type(&header.schema).to_string() == "String");
    match (header.required, text) {
        (true, true) => quote!(.header(http::HeaderName::from_static(#name), #field)),
        (true, false) => quote!(.header(http::HeaderName::from_static(#name), #field.to_string())),
        (false, true) => quote!(.header_optional(http::HeaderName::from_static(#name), #field)),
        (false, false) => {
            quote!(.header_optional(http::HeaderName::from_static(#name), #field.map(|value| value.to_string())))
        }
    }
}

/// The constant of the `http` crate for a status, or its number for one without a name.
pub(super) fn status_code(code: u16) -> TokenStream {
    let named = match code {
        200 => "OK",
        201 => "CREATED",
        202 => "ACCEPTED",
        203 => "NON_AUTHORITATIVE_INFORMATION",
        204 => "NO_CONTENT",
        205 => "RESET_CONTENT",
        206 => "PARTIAL_CONTENT",
        301 => "MOVED_PERMANENTLY",
        302 => "FOUND",
        303 => "SEE_OTHER",
        304 => "NOT_MODIFIED",
        307 => "TEMPORARY_REDIRECT",
        308 => "PERMANENT_REDIRECT",
        400 => "BAD_REQUEST",
        401 => "UNAUTHORIZED",
        402 => "PAYMENT_REQUIRED",
        403 => "FORBIDDEN",
        404 => "NOT_FOUND",
        405 => "METHOD_NOT_ALLOWED",
        406 => "NOT_ACCEPTABLE",
        409 => "CONFLICT",
        410 => "GONE",
        412 => "PRECONDITION_FAILED",
        413 => "PAYLOAD_TOO_LARGE",
        415 => "UNSUPPORTED_MEDIA_TYPE",
        422 => "UNPROCESSABLE_ENTITY",
        423 => "LOCKED",
        429 => "TOO_MANY_REQUESTS",
        500 => "INTERNAL_SERVER_ERROR",
        501 => "NOT_IMPLEMENTED",
        502 => "BAD_GATEWAY",
        503 => "SERVICE_UNAVAILABLE",
        504 => "GATEWAY_TIMEOUT",
        other => {
            return quote!(http::StatusCode::from_u16(#other).expect("a status code of three digits"));
        }
    };
    let named = ident(named);
    quote!(http::StatusCode::#named)
}
