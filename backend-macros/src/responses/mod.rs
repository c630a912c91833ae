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

    #[test]
    fn each_mistake_has_its_words() {
        for (variant, words) in [
            (quote!(A(u8)), "the status is missing"),
            (
                quote!(
                    #[response(status = 99)]
                    A
                ),
                "status codes are 100 to 599",
            ),
            (
                quote!(
                    #[response(status = "4XX")]
                    A
                ),
                "an answer has one status code",
            ),
            (
                quote!(
                    #[response(status = 200, colour = 1)]
                    A
                ),
                "unknown key",
            ),
            (
                quote!(
                    #[response(status = 200)]
                    A(u8, u8)
                ),
                "an answer has one body",
            ),
            (
                quote!(
                    #[response(transparent)]
                    A
                ),
                "`transparent` needs one field",
            ),
            (
                quote!(
                    #[response(transparent, status = 200)]
                    A(u8)
                ),
                "takes the status from the type within",
            ),
            (
                quote!(
                    #[response(status = 200, code = "ok")]
                    A
                ),
                "are for errors without fields",
            ),
            (
                quote!(
                    #[response(status = 200)]
                    A {
                        #[header = "x y"]
                        b: u8
                    }
                ),
                "no name of a header",
            ),
            (
                quote!(
                    #[response(status = 200)]
                    A {
                        #[header = 1]
                        b: u8
                    }
                ),
                "the name of a header is a string",
            ),
        ] {
            let told = derive(quote!(enum Answer { #variant })).to_string();
            assert_eq!(told.matches("compile_error").count(), 1, "{told}");
            assert!(told.contains(words), "{words} in {told}");
        }
        let generic = derive(quote!(
            enum Answer<T> {
                #[response(status = 200)]
                A(T),
            }
        ))
        .to_string();
        assert!(generic.contains("no generic parameters"), "{generic}");
    }
}
