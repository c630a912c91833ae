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
