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

#[cfg(test)]
mod tests {
    use super::derive;
    use quote::quote;

    fn errors(input: proc_macro2::TokenStream) -> usize {
        derive(input).to_string().matches("compile_error").count()
    }

    #[test]
    fn table_has_wire_names_and_settings() {
        let table = derive(quote! {
            #[serde(rename_all = "camelCase")]
            struct Query {
                page_size: u8,
                #[serde(rename = "X-Tags")]
                #[param(style = "pipeDelimited", explode = false, allow_empty_value)]
                tags: Vec<String>,
                #[serde(skip)]
                ours: u8,
                r#type: String,
            }
        })
        .to_string();
        for part in [
            "\"pageSize\"",
            "\"X-Tags\"",
            "Style :: PipeDelimited",
            "Some (false)",
            "allow_empty_value : true",
            "\"type\"",
        ] {
            assert!(table.contains(part), "{part} in {table}");
        }
        assert!(!table.contains("ours"));
    }

    #[test]
    fn every_mistake_is_reported() {
        let found = errors(quote! {
            struct Query {
                #[param(style = "deep")] a: u8,
                #[param(exploded)] b: u8,
                #[param(content = "application/json", explode)] c: u8,
                #[serde(flatten)] d: Other,
                e: u8,
            }
        });
        assert_eq!(found, 4);
        assert_eq!(errors(quote! { enum Query { A } }), 1);
        assert_eq!(errors(quote! { struct Query(u8); }), 1);
        assert_eq!(errors(quote! { struct Query; }), 0);
    }
}
