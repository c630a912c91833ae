//! The router of one group.

use indexmap::IndexMap;
use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    emit::lang::rust::{OperationShape, RustNames, ident},
    ir::{PathSegment, PathTemplate},
};

pub(super) fn item(group: usize, names: &RustNames, shapes: &[OperationShape<'_>]) -> TokenStream {
    let name = ident(&names.group(group).api_trait);
    let mut paths: IndexMap<String, Vec<&OperationShape<'_>>> = IndexMap::new();
    for shape in shapes
        .iter()
        .filter(|shape| shape.operation.refusal.is_none())
    {
        paths
            .entry(route(&shape.operation.path))
            .or_default()
            .push(shape);
    }
    let routes = paths.iter().map(|(path, shapes)| {
        let methods = shapes.iter().enumerate().map(|(index, shape)| {
            let (method, function) = (
                ident(shape.operation.method.key()),
                ident(&shape.names.function),
            );
            if index == 0 {
                quote!(axum::routing::#method(#function::<A>))
            } else {
                quote!(.#method(#function::<A>))
            }
        });
        quote!(.route(#path, #(#methods)*))
    });
    quote! {
        /// The routes of this group.
        pub fn routes<A: #name>() -> axum::Router<A> {
            axum::Router::new() #(#routes)*
        }
    }
}

/// The path in axum's syntax. Parameters are named by position, because the router wants equal names at equal
/// places; their values are read by the operation's own template.
pub(super) fn route(path: &PathTemplate) -> String {
    let mut text = String::new();
    for (index, segment) in path.segments.iter().enumerate() {
        text.push('/');
        match segment {
            PathSegment::Literal(literal) => {
                text.push_str(&literal.replace('{', "{{").replace('}', "}}"))
            }
            PathSegment::Parameter(_) | PathSegment::Mixed(_) => {
                text.push_str(&format!("{{p{index}}}"))
            }
        }
    }
    text
}
