//! The items of one group: its trait, and per operation parameters, request and response.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    body,
    defaults::Defaults,
    docs::operation_docs,
    error_shape::ErrorBodies,
    parameters,
    response::{self, Answers},
    routes, security,
};
use crate::{
    emit::lang::rust::{
        BodyShape, OperationShape, RustNames, ident, operation_shape, unboxed_type,
    },
    ir::{Api, Content, ContentKind},
};

/// The items of a group; `sent` when the service sends its requests, so that parameters are written as well.
pub(super) fn group_items(
    api: &Api,
    group: usize,
    names: &RustNames,
    errors: &ErrorBodies,
    sent: bool,
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
    let defaults = Defaults::default();
    let mut declared = HashSet::new();
    let mut answers = Answers::default();
    for shape in &shapes {
        let sets = shape.parameters.iter();
        for set in sets.filter(|set| declared.insert(set.name.as_str())) {
            items.push(parameters::item(set, &api.types, names, &defaults, sent));
        }
        items.extend(
            shape
                .body
                .as_ref()
                .and_then(|body| body_enum(api, names, shape, body)),
        );
        items.push(request_struct(api, names, group, shape));
        items.extend(answers.items(api, names, shape, errors));
    }
    items.extend(defaults.items());
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

/// The route of the operation, and which method answers it.
fn table(api: &Api, names: &RustNames, group: usize, shape: &OperationShape<'_>) -> TokenStream {
    let operation = shape.operation;
    let method = ident(operation.method.as_str());
    let (path, id) = (&operation.path.text, &operation.id);
    let security = security::requirements(api, &operation.security)
        .map(|security| quote!(#[request(security = #security)]));
    // What the derive takes for granted is not written.
    let (request, response) = (&shape.names.request, &shape.names.response);
    let usual = request.strip_suffix("Request");
    let usual = usual.is_some_and(|stem| *response == format!("{stem}Response"));
    let answers = (!usual).then(|| {
        let response = ident(response);
        quote!(#[request(answers = #response)])
    });
    let security = quote!(#answers #security);
    let route = quote!(#method, #path, id = #id);
    if !routes::is_routed(shape) {
        return quote!(#[request(#route)] #security);
    }
    let (api_trait, function) = (&names.group(group).api_trait, &shape.names.function);
    let length =
        method.to_string().len() + path.len() + id.len() + api_trait.len() + function.len();
    let (api_trait, function) = (ident(api_trait), ident(function));
    let call = quote!(call = #api_trait::#function);
    // Both on one line where it holds them.
    if length <= ROUTE_AND_CALL {
        quote!(#[request(#route, #call)] #security)
    } else {
        quote!(#[request(#route)] #[request(#call)] #security)
    }
}

/// What fits into a line beside `#[request(, "", id = "", call = ::)]`.
const ROUTE_AND_CALL: usize = 89 - 35;

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
            unboxed_type(schema, &api.types, names)
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
) -> Option<TokenStream> {
    if body.contents.len() < 2 {
        return None;
    }
    let name = ident(&format!("{}Body", shape.names.stem));
    let variants = body.contents.iter().map(|(variant, content)| {
        let (variant, ty) = (ident(variant), content_type(api, names, content));
        let travel = body::travel(content);
        let ty = if response::is_large(api, names, content) {
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
    Some(quote! {
        #[doc = #docs]
        #derive
        pub enum #name {
            #(#variants)*
        }
    })
}
