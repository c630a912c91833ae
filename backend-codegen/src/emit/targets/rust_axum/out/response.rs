//! The response enum of an operation: one variant per declared status, nothing else can be answered.

use std::collections::HashMap;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::{
    body,
    docs::response_docs,
    error_shape::ErrorBodies,
    size::{LARGE, body_size},
};
use crate::{
    emit::lang::rust::{
        HeaderShape, OperationShape, ResponseBody, RustNames, VariantShape, ident, unboxed_type,
    },
    ir::{Api, Content, ContentKind, IntegerFormat, Kind, NumberFormat, Schema, StatusPattern},
};

/// The response types of a group: one for all operations that answer alike.
#[derive(Default)]
pub(super) struct Answers {
    /// By everything about them but their name.
    known: HashMap<String, Ident>,
}

impl Answers {
    /// The response type of an operation, and the types of its bodies.
    pub(super) fn items(
        &mut self,
        api: &Api,
        names: &RustNames,
        shape: &OperationShape<'_>,
        errors: &ErrorBodies,
    ) -> Vec<TokenStream> {
        let name = ident(&shape.names.response);
        let variants = variants(api, names, shape, errors);
        if let Some(known) = self.known.get(&variants.to_string()) {
            return vec![quote!(pub type #name = #known;)];
        }
        self.known.insert(variants.to_string(), name.clone());
        let mut items = vec![quote! {
            #[derive(Debug, http::Response)]
            pub enum #name {
                #variants
            }
        }];
        for variant in &shape.variants {
            if let ResponseBody::Several(name, contents) = &variant.body {
                items.push(body_enum(api, names, name, contents));
            }
        }
        items
    }
}

fn variants(
    api: &Api,
    names: &RustNames,
    shape: &OperationShape<'_>,
    errors: &ErrorBodies,
) -> TokenStream {
    let variants = shape.variants.iter().map(|variant| {
        let docs = response_docs(&variant.response.description, &variant.ident);
        let ident = ident(&variant.ident);
        let body = body_type(api, names, shape, variant);
        let answer = answer(api, variant, errors);
        if !variant.is_struct() {
            let body = body.map(|ty| quote!((#ty)));
            return quote!(#docs #answer #ident #body,);
        }
        let status = variant
            .status
            .is_none()
            .then(|| quote!(status: http::StatusCode,));
        let headers = variant.headers.iter().map(header_field);
        let body = body.map(|ty| quote!(body: #ty,));
        quote!(#docs #answer #ident { #status #(#headers)* #body },)
    });
    quote!(#(#variants)*)
}

/// `#[response(404, error = super::errors::PROBLEM)]`
fn answer(api: &Api, variant: &VariantShape<'_>, errors: &ErrorBodies) -> TokenStream {
    let status = match variant.response.status {
        StatusPattern::Code(code) => Literal::u16_unsuffixed(code),
        StatusPattern::Range(class) => Literal::string(&format!("{class}XX")),
        StatusPattern::Default => Literal::string("default"),
    };
    let travel = match &variant.body {
        ResponseBody::Empty => None,
        ResponseBody::One(content) => Some(body::sent(content)),
        ResponseBody::Several(_, contents) => {
            Some(body::declared(contents.iter().map(|(_, content)| *content)))
        }
    };
    let travel = travel
        .filter(|travel| travel.to_string() != "json")
        .map(|travel| quote!(, #travel));
    let error = errors
        .of(variant.response, api)
        .map(|error| quote!(, error = #error));
    quote!(#[response(#status #travel #error)])
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
    let docs = header
        .header
        .and_then(|header| header.description.as_deref());
    let (docs, wire) = (super::docs::docs(docs), header.wire.to_ascii_lowercase());
    quote!(#docs #[header(#wire)] #field: #ty,)
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
    shape.variants.len() > 1 && content.kind == ContentKind::Json && is_large(api, names, content)
}

/// Whether the type of a content is large; what is not decoded (a stream, text) is small, whatever its schema says.
pub(super) fn is_large(api: &Api, names: &RustNames, content: &Content) -> bool {
    let is_decoded = matches!(
        content.kind,
        ContentKind::Json | ContentKind::Form | ContentKind::Multipart
    );
    let mut schemas = content.schema.iter();
    is_decoded && schemas.any(|schema| body_size(schema, api, names) > LARGE)
}

fn content_type(api: &Api, names: &RustNames, content: &Content) -> TokenStream {
    match (content.kind, &content.schema) {
        (ContentKind::Json | ContentKind::Form | ContentKind::Multipart, Some(schema)) => {
            unboxed_type(schema, &api.types, names)
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
        let ty = if is_large(api, names, content) {
            quote!(Box<#ty>)
        } else {
            ty
        };
        let travel = body::sent(content);
        quote!(#[body(#travel)] #variant(#ty),)
    });
    quote! {
        /// The body, by media type; `context.accepted` names the one that the client asked for.
        #[derive(Debug, http::ResponseBody)]
        pub enum #name {
            #(#variants)*
        }
    }
}
