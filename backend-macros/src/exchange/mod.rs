//! The derives of an operation's request and answer: `Request`, `RequestBody`, `Response`, `ResponseBody`.
//!
//! Each reads its attribute completely, with every mistake at its place, and then emits calls of the runtime: how a body
//! is read or written is decided there.

mod answer;
mod contents;
mod kind;
mod request;

use proc_macro2::TokenStream;
use syn::{DeriveInput, Result};

/// Where the runtime's `http` is.
fn http() -> TokenStream {
    quote::quote!(::backend_runtime::http)
}

fn expand(input: TokenStream, derive: fn(&DeriveInput) -> Result<TokenStream>) -> TokenStream {
    syn::parse2(input)
        .and_then(|input| derive(&input))
        .unwrap_or_else(syn::Error::into_compile_error)
}

/// `#[derive(Request)]`
pub(crate) fn request(input: TokenStream) -> TokenStream {
    expand(input, request::derive)
}

/// `#[derive(RequestBody)]`
pub(crate) fn request_body(input: TokenStream) -> TokenStream {
    expand(input, contents::request)
}

/// `#[derive(Response)]`
pub(crate) fn response(input: TokenStream) -> TokenStream {
    expand(input, answer::derive)
}

/// `#[derive(ResponseBody)]`
pub(crate) fn response_body(input: TokenStream) -> TokenStream {
    expand(input, contents::response)
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    fn errors(tokens: &TokenStream) -> usize {
        tokens.to_string().matches("compile_error").count()
    }

    #[test]
    fn a_request_is_decoded_part_by_part() {
        let tokens = request(quote! {
            #[request(POST, "/books/{id}", id = "addBook", call = BooksApi::add_book, answers = AddBook)]
            struct AddBookRequest {
                path: IdPath,
                #[body(json)]
                body: Option<Book>,
                context: Context,
            }
        });
        let text = tokens.to_string();
        assert_eq!(errors(&tokens), 0, "{text}");
        for part in [
            "\"POST\"",
            "path :: < IdPath >",
            "json_optional :: < Book >",
            "BooksApi :: add_book",
            "application/json",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }

    #[test]
    fn an_answer_knows_its_statuses_and_errors() {
        let tokens = response(quote! {
            enum Answer {
                #[response(200)]
                Ok { #[header("x-total")] total: Option<i64>, body: Vec<Book> },
                #[response(204)]
                NoContent,
                #[response("4XX", json = "application/problem+json", error = errors::PROBLEM)]
                ClientError { status: StatusCode, body: Problem },
                #[response(500)]
                InternalServerError,
            }
        });
        let text = tokens.to_string();
        assert_eq!(errors(&tokens), 0, "{text}");
        for part in [
            "\"x-total\"",
            "\"4XX\"",
            "errors :: PROBLEM",
            "status : \"500\"",
            "[\"application/json\"]",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }

    #[test]
    fn mistakes_are_reported() {
        assert_eq!(
            errors(&request(quote!(
                struct A {
                    path: B,
                }
            ))),
            1
        );
        assert_eq!(
            errors(&request(quote! {
                #[request(GET, "/", id = "a", answers = B)]
                struct A { other: B, #[body(yaml)] body: C }
            })),
            2
        );
        assert_eq!(
            errors(&response(quote!(
                enum A {
                    Ok,
                }
            ))),
            1
        );
        assert_eq!(
            errors(&response(quote!(
                enum A {
                    #[response("2YY")]
                    Ok(B),
                }
            ))),
            1
        );
        assert_eq!(
            errors(&response_body(quote!(
                enum A {
                    #[body(any("a/b"))]
                    Ok(B),
                }
            ))),
            1
        );
    }
}
