//! Models to Rust: one file per derive.

mod checks;
mod schema;
mod union;
mod validate;
mod variants;

use crate::check::{check, forgetful_sets};
use crate::model::Container;
use crate::syntax::Errors;
use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Generics, Path, parse_quote};

/// One derive.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Derive {
    Validate,
    Schema,
    Union,
}

/// Parses the type, checks, emits, and turns all errors into `compile_error!`.
pub(crate) fn run(input: TokenStream, derive: Derive) -> TokenStream {
    let mut errors = Errors::default();
    let container = match syn::parse2::<DeriveInput>(input) {
        Ok(input) => Container::of(input, &mut errors),
        Err(error) => return error.into_compile_error(),
    };
    let tokens = container
        .map(|container| emit(&container, derive, &mut errors))
        .unwrap_or_default();
    match errors.into_result() {
        Ok(()) => tokens,
        // Both derives read the same attributes: one of them tells.
        Err(_) if derive == Derive::Validate => TokenStream::new(),
        Err(error) => error.into_compile_error(),
    }
}

fn emit(container: &Container, derive: Derive, errors: &mut Errors) -> TokenStream {
    check(container, derive == Derive::Union, errors);
    if derive == Derive::Validate
        && let Err(error) = forgetful_sets(container)
    {
        return error.into_compile_error();
    }
    match derive {
        Derive::Validate => validate::validate(container, errors),
        Derive::Schema => schema::schema(container, errors),
        Derive::Union => union::union(container, errors),
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
