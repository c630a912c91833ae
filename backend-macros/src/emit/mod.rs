//! Models to Rust: one file per derive.

mod checks;
mod schema;
mod union;
mod validate;

pub(crate) use schema::schema;
pub(crate) use union::union;
pub(crate) use validate::validate;

use crate::model::Container;
use crate::syntax::Errors;
use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Generics, Path, parse_quote};

/// Parses the type, emits, and turns all errors into `compile_error!`.
pub(crate) fn run(
    input: TokenStream,
    emit: fn(&Container, &mut Errors) -> TokenStream,
) -> TokenStream {
    let mut errors = Errors::default();
    let container = match syn::parse2::<DeriveInput>(input) {
        Ok(input) => Container::of(input, &mut errors),
        Err(error) => return error.into_compile_error(),
    };
    let tokens = container
        .map(|container| emit(&container, &mut errors))
        .unwrap_or_default();
    match errors.into_result() {
        Ok(()) => tokens,
        Err(error) => error.into_compile_error(),
    }
}

/// The type's generics with `bound` on each type parameter.
fn bounded(container: &Container, bound: &TokenStream) -> Generics {
    let mut generics = container.generics.clone();
    for parameter in generics.type_params_mut() {
        let bound: Path = parse_quote!(#bound);
        parameter.bounds.push(parse_quote!(#bound));
    }
    generics
}

/// Where the runtime is.
fn runtime() -> TokenStream {
    quote!(::backend_runtime)
}
