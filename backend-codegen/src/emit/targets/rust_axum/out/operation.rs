//! The items of one group: its trait, and per operation parameters, request, response, static table and handler.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    docs::operation_docs, error_shape::ErrorBodies, handler, parameters, response, routes, security,
};
use crate::{
    emit::lang::rust::{BodyShape, OperationShape, RustNames, ident, operation_shape, rust_type},
    ir::{Api, Content, ContentKind, Operation, Refusal, StatusPattern},
};

pub(super) fn group_items(
    api: &Api,
    group: usize,
    names: &RustNames,
    errors: &ErrorBodies,
) -> Vec<TokenStream> {
    let operations = &api.groups[group].operations;
    let shapes: Vec<OperationShape<'_>> = operations
        .iter()
        .map(|&index| operation_shape(api, index, names))
        .collect();
    let mut items = vec![
        api_trait(api, group, names, &shapes),
        routes::item(group, names, &shapes),
    ];
    for shape in &shapes {
        items.extend(operation_items(api, names, group, shape, errors));
    }
    items
}

fn api_trait(
    api: &Api,
    group: usize,
    names: &RustNames,
    shapes: &[OperationShape<'_>],
) -> TokenStream {
    let name = ident(&names.group(group).api_trait);
    let docs = super::docs::docs(Some(
        api.groups[group]
            .description
            .as_deref()
            .unwrap_or(&format!("Operations tagged {:?}.", api.groups[group].name)),
    ));
    let methods = shapes.iter().map(|shape| {
        let (function, docs) = (
            ident(&shape.names.function),
            operation_docs(shape.operation),
        );
        let (request, response) = (ident(&shape.names.request), ident(&shape.names.response));
        quote! {
            #docs
            fn #function(
                &self,
                request: #request,
            ) -> impl Future<Output = Result<#response, http::ApiError>> + Send;
        }
    });
    quote! {
        #docs
        pub trait #name: Clone + Send + Sync + 'static {
            #(#methods)*
        }
    }
}

fn operation_items(
    api: &Api,
    names: &RustNames,
    group: usize,
    shape: &OperationShape<'_>,
    errors: &ErrorBodies,
) -> Vec<TokenStream> {
    let mut items = Vec::new();
    for set in &shape.parameters {
        items.extend(parameters::items(set, names));
    }
    if let Some(body) = shape.body.as_ref().filter(|body| body.contents.len() > 1) {
        items.push(body_enum(api, names, shape, body));
    }
    items.push(request_struct(api, names, shape));
    items.extend(response::items(api, names, shape));
    items.push(table(api, shape, errors));
    if !shape
        .operation
        .refusal
        .as_ref()
        .is_some_and(Refusal::is_unroutable)
    {
        items.push(handler::item(api, names, group, shape));
    }
    items
}

fn request_struct(api: &Api, names: &RustNames, shape: &OperationShape<'_>) -> TokenStream {
    let name = ident(&shape.names.request);
    let docs = format!(
        " What a call of {:?} brings.",
        shape.operation.id.escape_debug().to_string()
    );
    let sets = shape.parameters.iter().map(|set| {
        let (field, ty) = (ident(set.field), ident(&set.name));
        let docs = format!(" The {} parameters.", set.field);
        quote!(#[doc = #docs] pub #field: #ty,)
    });
    let body = shape.body.as_ref().map(|body| {
        let ty = body_type(api, names, shape, body);
        let ty = if body.optional {
            quote!(Option<#ty>)
        } else {
            ty
        };
        quote!(#[doc = " The request body."] pub body: #ty,)
    });
    let streams = shape
        .body
        .iter()
        .flat_map(|body| &body.contents)
        .any(|(_, content)| content.kind == ContentKind::Binary);
    let derive = (!streams).then(|| quote!(#[derive(Debug)]));
    quote! {
        #[doc = #docs]
        #derive
        pub struct #name {
            #(#sets)*
            #body
            /// The request id, the caller, and the headers.
            pub context: http::Context,
        }
    }
}

/// The type of a request's `body`, without the `Option` of an optional one.
fn body_type(
    api: &Api,
    names: &RustNames,
    shape: &OperationShape<'_>,
    body: &BodyShape<'_>,
) -> TokenStream {
    match body.contents.as_slice() {
        [(_, only)] => content_type(api, names, only),
        _ => {
            let name = ident(&format!("{}Body", shape.names.stem));
            quote!(#name)
        }
    }
}

/// What a request body of one media type is decoded to.
pub(super) fn content_type(api: &Api, names: &RustNames, content: &Content) -> TokenStream {
    match (content.kind, &content.schema) {
        (ContentKind::Json | ContentKind::Form | ContentKind::Multipart, Some(schema)) => {
            rust_type(schema, &api.types, names)
        }
        (ContentKind::Json | ContentKind::Form | ContentKind::Multipart, None) => {
            quote!(serde_json::Value)
        }
        (ContentKind::Text | ContentKind::EventStream, _) => quote!(String),
        (ContentKind::Binary, _) => quote!(http::BodyStream),
    }
}

fn body_enum(
    api: &Api,
    names: &RustNames,
    shape: &OperationShape<'_>,
    body: &BodyShape<'_>,
) -> TokenStream {
    let name = ident(&format!("{}Body", shape.names.stem));
    let large = |content: &Content| {
        content
            .schema
            .as_ref()
            .is_some_and(|schema| super::size::size_of(schema, api, names) > super::size::LARGE)
    };
    let variants = body.contents.iter().map(|(variant, content)| {
        let (variant, ty) = (ident(variant), content_type(api, names, content));
        let docs = format!(" `{}`", content.media_type);
        let ty = if large(content) { quote!(Box<#ty>) } else { ty };
        quote!(#[doc = #docs] #variant(#ty),)
    });
    let docs = format!(
        " The request body of {:?}, by media type.",
        shape.operation.id.escape_debug().to_string()
    );
    let debug = body
        .contents
        .iter()
        .all(|(_, content)| content.kind != ContentKind::Binary);
    let derive = debug.then(|| quote!(#[derive(Debug)]));
    quote! {
        #[doc = #docs]
        #derive
        pub enum #name {
            #(#variants)*
        }
    }
}

/// The operation's static table.
fn table(api: &Api, shape: &OperationShape<'_>, bodies: &ErrorBodies) -> TokenStream {
    let operation = shape.operation;
    let constant = ident(&shape.names.constant);
    let (id, method, path) = (
        &operation.id,
        operation.method.as_str(),
        &operation.path.text,
    );
    let summary = operation.summary.as_deref().unwrap_or_default();
    let security = security::requirements(api, &operation.security);
    let consumes = shape
        .body
        .iter()
        .flat_map(|body| &body.contents)
        .map(|(_, content)| &content.media_type);
    let produces = produces(operation);
    let errors = bodies.shapes(operation, api);
    let docs = format!(
        " What the document says about {:?}.",
        id.escape_debug().to_string()
    );
    quote! {
        #[doc = #docs]
        pub static #constant: http::Operation = http::Operation {
            id: #id,
            method: #method,
            path: #path,
            summary: #summary,
            security: #security,
            consumes: &[#(#consumes),*],
            produces: &[#(#produces),*],
            errors: &[#(#errors),*],
        };
    }
}

/// The media types of success responses.
fn produces(operation: &Operation) -> Vec<&str> {
    let mut list: Vec<&str> = Vec::new();
    let success = |status: StatusPattern| status.is_success();
    for response in operation
        .responses
        .iter()
        .filter(|response| success(response.status))
    {
        for content in &response.contents {
            if !list.contains(&content.media_type.as_str()) {
                list.push(&content.media_type);
            }
        }
    }
    list
}
