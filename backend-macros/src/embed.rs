//! `embed_migrations!("folder")`: the SQL files of a folder, in the binary.

use std::path::{Path, PathBuf};

use proc_macro2::{Literal, Span, TokenStream};
use quote::quote;
use syn::LitStr;

/// Expands to a `backend_runtime::migrate::Migrations` that holds every `.sql` file of the folder.
///
/// `include_str!` makes the compiler watch the files; a new file is seen when the service's `build.rs` prints
/// `cargo:rerun-if-changed=<folder>`.
pub(crate) fn expand(argument: &LitStr) -> syn::Result<TokenStream> {
    let root = std::env::var_os("CARGO_MANIFEST_DIR")
        .ok_or_else(|| syn::Error::new(argument.span(), "cargo has not set CARGO_MANIFEST_DIR"))?;
    let folder = PathBuf::from(root).join(argument.value());
    let files = files(&folder, argument.span())?;
    let entries = files.iter().map(|(name, path)| {
        let (name, path) = (Literal::string(name), Literal::string(path));
        quote!(::backend_runtime::migrate::EmbeddedFile { name: #name, text: ::core::include_str!(#path) })
    });
    Ok(quote!(::backend_runtime::migrate::Migrations::embedded(&[#(#entries),*])))
}

/// Names and full paths, sorted by name.
fn files(folder: &Path, span: Span) -> syn::Result<Vec<(String, String)>> {
    let error = |cause: std::io::Error| {
        syn::Error::new(
            span,
            format!("the folder {} cannot be read: {cause}", folder.display()),
        )
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(error)? {
        let path = entry.map_err(error)?.path();
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        if !name.ends_with(".sql") || !path.is_file() {
            continue;
        }
        let Some(full) = path.to_str() else {
            return Err(syn::Error::new(
                span,
                format!("the path {} is not UTF-8", path.display()),
            ));
        };
        files.push((name.to_owned(), full.to_owned()));
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use proc_macro2::Span;
    use syn::LitStr;

    use super::expand;

    #[test]
    fn missing_folder_is_an_error_at_the_argument() {
        let argument = LitStr::new("no/such/folder", Span::call_site());
        let error = expand(&argument).expect_err("there is no such folder");
        assert!(error.to_string().contains("no/such/folder"), "{error}");
    }

    #[test]
    fn folder_without_sql_is_an_empty_set() {
        let argument = LitStr::new("src", Span::call_site());
        let tokens = expand(&argument).expect("the folder is there").to_string();
        assert!(tokens.ends_with("embedded (& [])"), "{tokens}");
    }
}
