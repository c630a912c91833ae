//! The functions that give fields their defaults: one in a module for each value.

use std::cell::RefCell;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::ir::names::Namer;

/// The functions of one module.
#[derive(Default)]
pub(super) struct Defaults {
    known: RefCell<Known>,
}

#[derive(Default)]
struct Known {
    names: Namer,
    /// By type and value.
    functions: indexmap::IndexMap<String, (Ident, TokenStream)>,
}

impl Defaults {
    /// The function that gives a value; the first field that needs it names it.
    pub(super) fn function(&self, field: &str, ty: &TokenStream, value: &TokenStream) -> Ident {
        let mut known = self.known.borrow_mut();
        let Known { names, functions } = &mut *known;
        let entry = functions.entry(format!("{ty} = {value}"));
        let (name, _) = entry.or_insert_with(|| {
            let field = field.trim_start_matches("r#");
            let name = format_ident!("{}", names.unique(&format!("default_{field}")));
            let item = quote!(fn #name() -> #ty { #value });
            (name, item)
        });
        name.clone()
    }

    /// The functions asked for.
    pub(super) fn items(self) -> impl Iterator<Item = TokenStream> {
        let functions = self.known.into_inner().functions;
        functions.into_values().map(|(_, item)| item)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_has_one_function() {
        let defaults = Defaults::default();
        let name = |field: &str, ty: &TokenStream, value: &TokenStream| {
            defaults.function(field, ty, value).to_string()
        };
        let (whole, text) = (quote!(i64), quote!(String));
        assert_eq!(name("page", &whole, &quote!(1)), "default_page");
        assert_eq!(name("first", &whole, &quote!(1)), "default_page");
        assert_eq!(name("page", &whole, &quote!(2)), "default_page_2");
        assert_eq!(
            name("r#type", &text, &quote!("1".to_owned())),
            "default_type"
        );
        assert_eq!(defaults.items().count(), 3);
    }
}
