//! `#[derive(Parameters)]`: tokens → fields with checked settings → a static table.

mod emit;
mod syntax;

use proc_macro2::TokenStream;

/// The derive, with every mistake as a compile error at its place.
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let parsed =
        syn::parse2(input).and_then(|input| syntax::fields(&input).map(|fields| (input, fields)));
    match parsed {
        Ok((input, fields)) => emit::table(&input, &fields),
        Err(error) => error.into_compile_error(),
    }
}
