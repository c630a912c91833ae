//! `#[derive(Responses)]`: an enum whose variants are answers, with status, headers and body declared in one place.

mod emit;
mod syntax;

use proc_macro2::TokenStream;

use crate::syntax::Errors;

pub(crate) use emit::reason;

/// The derive, with every mistake as a compile error at its place.
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let input = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return syn::Error::into_compile_error(error),
    };
    let variants = syntax::variants(&input, &mut errors);
    match errors.into_result() {
        Ok(()) => emit::impls(&input, &variants),
        Err(error) => error.into_compile_error(),
    }
}

#[cfg(test)]
mod tests {
    use super::derive;
    use quote::quote;

    #[test]
    fn every_mistake_is_told_at_once() {
        let told = derive(quote! {
            enum Answer {
                NoStatus(u8),
                #[response(status = 99)]
                Low,
                #[response(status = 200, colour = 1)]
                Odd(u8),
                #[response(status = 200)]
                Two(u8, u8),
                #[response(transparent)]
                Nothing,
            }
        })
        .to_string();
        assert_eq!(told.matches("compile_error").count(), 5, "{told}");
        assert_eq!(
            derive(quote!(
                struct Answer;
            ))
            .to_string()
            .matches("compile_error")
            .count(),
            1
        );
    }
}
