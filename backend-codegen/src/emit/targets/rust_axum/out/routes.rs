//! The routes of one group.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    emit::lang::rust::{OperationShape, RustNames, ident},
    ir::Refusal,
};

/// Whether requests can reach an operation.
pub(super) fn is_routed(shape: &OperationShape<'_>) -> bool {
    !shape
        .operation
        .refusal
        .as_ref()
        .is_some_and(Refusal::is_unroutable)
}

pub(super) fn item(group: usize, names: &RustNames, shapes: &[OperationShape<'_>]) -> TokenStream {
    let name = ident(&names.group(group).api_trait);
    let requests = shapes
        .iter()
        .filter(|shape| is_routed(shape))
        .map(|shape| ident(&shape.names.request));
    quote! {
        /// The routes of this group.
        pub fn routes<A: #name>() -> http::Routes<A> {
            http::Routes::new() #(.with::<#requests>())*
        }
    }
}
