//! The router of one group.

use indexmap::IndexMap;
use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    emit::lang::rust::{OperationShape, RustNames, ident},
    ir::Refusal,
};

pub(super) fn item(group: usize, names: &RustNames, shapes: &[OperationShape<'_>]) -> TokenStream {
    let name = ident(&names.group(group).api_trait);
    let mut paths: IndexMap<String, Vec<&OperationShape<'_>>> = IndexMap::new();
    let routed = |shape: &&OperationShape<'_>| {
        !shape
            .operation
            .refusal
            .as_ref()
            .is_some_and(Refusal::is_unroutable)
    };
    for shape in shapes.iter().filter(routed) {
        paths
            .entry(shape.operation.path.route())
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
            axum::Router::new().without_v07_checks() #(#routes)*
        }
    }
}
