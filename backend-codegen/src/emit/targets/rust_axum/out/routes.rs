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
    let list = |routed: bool| {
        let shapes = shapes
            .iter()
            .filter(move |shape| is_routed(shape) == routed);
        shapes.map(|shape| ident(&shape.names.request))
    };
    let (routed, unrouted) = (list(true), list(false));
    let unrouted: TokenStream = unrouted.map(|request| quote!(, #request)).collect();
    let unrouted = (!unrouted.is_empty()).then(|| quote!(; unrouted #unrouted));
    quote!(http::routes!(#name: #(#routed),* #unrouted);)
}
