//! `#[get("/users/{id}")]` and its kind: tokens → what the attribute and the signature say → checks → tables.

mod check;
mod emit;
mod syntax;

use proc_macro2::TokenStream;

use crate::syntax::Errors;

pub(crate) use syntax::status;

/// The attribute on a function; `method` is that of the attribute's name, none for `#[operation(…)]`. Every mistake is
/// a compile error at its place; the function itself stays as it is.
pub(crate) fn expand(
    method: Option<&'static str>,
    attribute: TokenStream,
    item: TokenStream,
) -> TokenStream {
    let mut errors = Errors::default();
    let parsed = syntax::parse(method, attribute, item.clone(), &mut errors);
    let tables = parsed.map(|operation| {
        check::check(&operation, &mut errors);
        emit::tables(&operation)
    });
    let rest = match errors.into_result() {
        Ok(()) => tables.unwrap_or_default(),
        Err(error) => error.into_compile_error(),
    };
    quote::quote!(#item #rest)
}

#[cfg(test)]
mod tests {
    use super::expand;
    use quote::quote;

    fn expanded(attribute: proc_macro2::TokenStream, item: proc_macro2::TokenStream) -> String {
        expand(Some("GET"), attribute, item).to_string()
    }

    #[test]
    fn reads_the_attribute_and_the_doc_comment() {
        let tables = expanded(
            quote!("/users/{id}", tag = "users", security(BEARER("read"))),
            quote! {
                /// One user.
                ///
                /// Deleted ones too.
                #[deprecated]
                async fn get_user(State(s): State<App>, Path(p): Path<UserPath>) -> Json<User> {}
            },
        );
        for part in [
            "id : \"getUser\"",
            "summary : \"One user.\"",
            "description : \"Deleted ones too.\"",
            "deprecated : true",
            "tags : & [\"users\"]",
            "(& BEARER , & [\"read\"])",
            "ApiOperation < App >",
            "< Path < UserPath > as :: backend_runtime :: openapi :: Describe > :: INPUT",
            "< Json < User > as :: backend_runtime :: openapi :: Responses > :: RESPONSES",
        ] {
            assert!(tables.contains(part), "{part} in {tables}");
        }
    }

    /// The words of one mistake.
    #[track_caller]
    fn refused(attribute: proc_macro2::TokenStream, item: proc_macro2::TokenStream, words: &str) {
        let told = expanded(attribute, item);
        assert_eq!(told.matches("compile_error").count(), 1, "{told}");
        assert!(told.contains(words), "{words} in {told}");
    }

    #[test]
    fn attributes_are_refused_with_a_remedy() {
        let handler = || {
            quote!(
                async fn handler() {}
            )
        };
        for (attribute, words) in [
            (quote!("things"), "paths start with a slash: `/things`"),
            (quote!("/a/{id"), "the braces of the path do not pair"),
            (quote!("/a/{id}/b/{id}"), "`id` stands twice"),
            (quote!("/a/{}"), "a parameter is a name in braces"),
            (
                quote!("/a?x=1"),
                "query parameters are fields of a `Query` extractor",
            ),
            (quote!(), "the path is missing"),
            (
                quote!("/a", method = "POST"),
                "the attribute's name is the method already",
            ),
            (quote!("/a", sumary = "x"), "did you mean `summary`"),
            (quote!("/a", colour = 1), "unknown key `colour`"),
            (quote!("/a", id = " "), "at least one character"),
            (
                quote!("/a", parameters(body = u8)),
                "`path`, `query`, `header` or `cookie`",
            ),
            (
                quote!("/a", responses((description = "x"))),
                "the status is missing",
            ),
            (
                quote!("/a", responses((status = 99))),
                "status codes are 100 to 599",
            ),
            (
                quote!("/a", responses((status = "9XX"))),
                "a range as \\\"4XX\\\"",
            ),
            (
                quote!("/a", responses((status = 200, content_type = "a/b"))),
                "needs a body",
            ),
            (
                quote!("/a", responses((status = 200, size = 1))),
                "unknown key `size`",
            ),
        ] {
            refused(attribute, handler(), words);
        }
        let missing = expand(None, quote!(path = "/a"), handler()).to_string();
        assert!(missing.contains("the method is missing"), "{missing}");
        let unknown = expand(None, quote!(method = "FETCH", path = "/a"), handler()).to_string();
        assert!(unknown.contains("unknown method `FETCH`"), "{unknown}");
    }

    #[test]
    fn signatures_are_refused_with_a_remedy() {
        for (item, words) in [
            (
                quote!(
                    fn a() {}
                ),
                "handlers are `async fn`",
            ),
            (
                quote!(
                    async fn a<T>() {}
                ),
                "no generic parameters",
            ),
            (
                quote!(
                    async fn a(_: Json<u8>) {}
                ),
                "a GET request has no body",
            ),
            (
                quote!(
                    async fn a(_: Option<Json<u8>>) {}
                ),
                "a GET request has no body",
            ),
            (
                quote!(
                    async fn a(&self) {}
                ),
                "take the state as `State<T>`",
            ),
            (
                quote!(
                    async fn a() -> impl IntoResponse {}
                ),
                "add `responses(",
            ),
            (
                quote!(
                    struct A;
                ),
                "write the attribute on an `async fn`",
            ),
        ] {
            refused(quote!("/a"), item, words);
        }
        let bodies = quote!(
            async fn a(_: Json<u8>, _: Form<u8>) {}
        );
        let told = expand(Some("POST"), quote!("/a"), bodies).to_string();
        assert!(told.contains("the request body is read already"), "{told}");
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        let tables = expanded(
            quote!("users/{id", tagg = "x", id = ""),
            quote!(
                fn get_user<T>(a: Json<T>) -> impl IntoResponse {}
            ),
        );
        assert_eq!(tables.matches("compile_error").count(), 8, "{tables}");
    }
}
