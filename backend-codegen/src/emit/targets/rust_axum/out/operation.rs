//! The items of one group: its trait, and per operation parameters, request and response.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    body, docs::operation_docs, error_shape::ErrorBodies, parameters, response, routes, security,
};
use crate::{
    emit::lang::rust::{BodyShape, OperationShape, RustNames, ident, operation_shape, rust_type},
    ir::{Api, Content, ContentKind},
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
    let mut declared = HashSet::new();
    for shape in &shapes {
        let sets = shape.parameters.iter();
        for set in sets.filter(|set| declared.insert(set.name.as_str())) {
            items.extend(parameters::items(set, &api.types, names));
        }
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
            fn #function(&self, request: #request) -> impl http::Answer<#response>;
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
    if let Some(body) = shape.body.as_ref().filter(|body| body.contents.len() > 1) {
        items.push(body_enum(api, names, shape, body));
    }
    items.push(request_struct(api, names, group, shape));
    items.extend(response::items(api, names, shape, errors));
    items
}

fn request_struct(
    api: &Api,
    names: &RustNames,
    group: usize,
    shape: &OperationShape<'_>,
) -> TokenStream {
    let name = ident(&shape.names.request);
    let sets = shape.parameters.iter().map(|set| {
        let (field, ty) = (ident(set.field), ident(&set.name));
        quote!(pub #field: #ty,)
    });
    let body = shape.body.as_ref().map(|body| {
        let travel = body::declared(body.contents.iter().map(|(_, content)| *content));
        let ty = body_type(api, names, shape, body);
        let ty = if body.optional {
            quote!(Option<#ty>)
        } else {
            ty
        };
        quote!(#[body(#travel)] pub body: #ty,)
    });
    let streams = shape
        .body
        .iter()
        .flat_map(|body| &body.contents)
        .any(|(_, content)| content.kind == ContentKind::Binary);
    let derive = if streams {
        quote!(#[derive(http::Request)])
    } else {
        quote!(#[derive(Debug, http::Request)])
    };
    let table = table(api, names, group, shape);
    quote! {
        #derive
        #table
        pub struct #name {
            #(#sets)*
            #body
            pub context: http::Context,
        }
    }
}

/// What the document says about the operation, and which method answers it.
fn table(api: &Api, names: &RustNames, group: usize, shape: &OperationShape<'_>) -> TokenStream {
    let operation = shape.operation;
    let method = ident(operation.method.as_str());
    let (path, id) = (&operation.path.text, &operation.id);
    let answers = ident(&shape.names.response);
    let call = routes::is_routed(shape).then(|| {
        let (api_trait, function) = (
            ident(&names.group(group).api_trait),
            ident(&shape.names.function),
        );
        quote!(call = #api_trait::#function,)
    });
    let security = security::requirements(api, &operation.security)
        .map(|security| quote!(#[request(security = #security)]));
    quote! {
        #[request(#method, #path, id = #id)]
        #[request(#call answers = #answers)]
        #security
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
fn content_type(api: &Api, names: &RustNames, content: &Content) -> TokenStream {
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
    let variants = body.contents.iter().map(|(variant, content)| {
        let (variant, ty) = (ident(variant), content_type(api, names, content));
        let travel = body::travel(content);
        let ty = if super::response::is_large(api, names, content) {
            quote!(Box<#ty>)
        } else {
            ty
        };
        quote!(#[body(#travel)] #variant(#ty),)
    });
    let docs = format!(
        " The request body of {:?}, by media type.",
        shape.operation.id.escape_debug().to_string()
    );
    let debug = body
        .contents
        .iter()
        .all(|(_, content)| content.kind != ContentKind::Binary);
    let derive = if debug {
        quote!(#[derive(Debug, http::RequestBody)])
    } else {
        quote!(#[derive(http::RequestBody)])
    };
    quote! {
        #[doc = #docs]
        #derive
        pub enum #name {
            #(#variants)*
        }
    }
}
