//! Tokens to text, item by item with blank lines between: prettyplease itself keeps none.

use proc_macro2::TokenStream;

/// Prints items one after the other; an item that does not parse is a fault of the emitter and is printed as it is,
/// so that the compiler shows where.
pub(super) fn print(items: impl IntoIterator<Item = TokenStream>) -> String {
    let mut text = String::new();
    for item in items {
        if !text.is_empty() {
            text.push('\n');
        }
        match syn::parse2::<syn::File>(item.clone()) {
            Ok(file) => text.push_str(&prettyplease::unparse(&file)),
            Err(_) => {
                text.push_str(&item.to_string());
                text.push('\n');
            }
        }
    }
    text
}
