//! Checked Rust identifiers.

use proc_macro2::{Ident, Span};

use crate::ir::names::snake;

/// Strict and reserved keywords of the 2024 edition (Rust Reference §2.2), without those that cannot be raw.
const KEYWORDS: [&str; 49] = [
    "as", "break", "const", "continue", "else", "enum", "extern", "false", "fn", "for", "if",
    "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "static",
    "struct", "trait", "true", "type", "unsafe", "use", "where", "while", "async", "await", "dyn",
    "abstract", "become", "box", "do", "final", "macro", "override", "priv", "typeof", "unsized",
    "virtual", "yield", "try", "gen", "union",
];

/// Keywords that `r#` does not help.
const NEVER: [&str; 4] = ["crate", "self", "super", "Self"];

/// An identifier for a name made of letters, digits and underscores; keywords become raw identifiers.
pub fn ident(name: &str) -> Ident {
    if NEVER.contains(&name) {
        Ident::new(&format!("{name}_"), Span::call_site())
    } else if KEYWORDS.contains(&name) {
        Ident::new_raw(name, Span::call_site())
    } else {
        Ident::new(name, Span::call_site())
    }
}

/// The name, or with `_suffix` behind it where it is a keyword; for names that templates and paths carry as well.
pub(super) fn no_keyword(name: String, suffix: &str) -> String {
    match KEYWORDS.contains(&name.as_str()) || NEVER.contains(&name.as_str()) {
        true => format!("{name}_{suffix}"),
        false => name,
    }
}

/// The snake-case field name for a name of the document, keywords written as raw identifiers.
pub fn field_ident(name: &str) -> String {
    ident(&snake(name, "field")).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_raw_or_suffixed() {
        assert_eq!(field_ident("type"), "r#type");
        assert_eq!(field_ident("self"), "self_");
        assert_eq!(field_ident("isbnCode"), "isbn_code");
        assert_eq!(field_ident("1st"), "n1st");
    }
}
