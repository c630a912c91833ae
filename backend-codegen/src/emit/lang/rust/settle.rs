//! Keys of one `#[schema(…)]` that the derive refuses beside one another, though a document may have them: a key twice,
//! bounds that leave nothing, values outside of the bounds. Each goes into a schema of its own below `all_of`, which
//! means the same.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

/// Bounds of which the first may be above the second.
const BOUNDS: [(&str, &str); 7] = [
    ("min_length", "max_length"),
    ("min_items", "max_items"),
    ("min_properties", "max_properties"),
    ("minimum", "maximum"),
    ("minimum", "exclusive_maximum"),
    ("exclusive_minimum", "maximum"),
    ("exclusive_minimum", "exclusive_maximum"),
];

/// Keys that a listed value could violate.
const LIMITS: [&str; 11] = [
    "min_length",
    "max_length",
    "pattern",
    "minimum",
    "maximum",
    "exclusive_minimum",
    "exclusive_maximum",
    "multiple_of",
    "min_items",
    "max_items",
    "enum",
];

/// The keys of one schema and those of further ones that hold as well, as keys that the derive accepts.
pub(super) fn settle(own: Vec<TokenStream>, others: Vec<Vec<TokenStream>>) -> Vec<TokenStream> {
    let (mut keys, mut beside) = apart(own);
    for other in others {
        let (other, more) = apart(other);
        let taken = other.iter().any(|key| find(&keys, &name(key)).is_some());
        if taken {
            beside.push(other);
        } else {
            let (both, split) = apart(keys.into_iter().chain(other).collect());
            keys = both;
            beside.extend(split);
        }
        beside.extend(more);
    }
    if beside.is_empty() {
        return keys;
    }
    let listed = keys
        .iter()
        .position(|key| name(key) == "all_of")
        .map(|index| argument(&keys.remove(index)));
    let listed = listed.filter(|list| !list.is_empty());
    let listed = listed.map(|list| quote!(#list,));
    keys.push(quote!(all_of(#listed #((#(#beside),*)),*)));
    keys
}

/// Keys that can stand together, and groups of those that cannot.
fn apart(all: Vec<TokenStream>) -> (Vec<TokenStream>, Vec<Vec<TokenStream>>) {
    let mut beside = Vec::new();
    let mut keys: Vec<TokenStream> = Vec::new();
    for key in all {
        // A schema of two parts may have two `oneOf`.
        if find(&keys, &name(&key)).is_some() {
            beside.push(vec![key]);
        } else {
            keys.push(key);
        }
    }
    if find(&keys, "contains").is_none() {
        keys.retain(|key| !matches!(&*name(key), "min_contains" | "max_contains"));
    }
    if above(&keys, "min_contains", "max_contains") {
        let contains = find(&keys, "contains").cloned();
        beside.push(
            contains
                .into_iter()
                .chain(remove(&mut keys, "max_contains"))
                .collect(),
        );
    }
    for (least, greatest) in BOUNDS {
        if above(&keys, least, greatest) {
            beside.push(remove(&mut keys, greatest).into_iter().collect());
        }
    }
    for listed in ["const", "enum"] {
        let limited = keys
            .iter()
            .any(|key| name(key) != listed && LIMITS.contains(&&*name(key)));
        if limited {
            beside.extend(remove(&mut keys, listed).map(|key| vec![key]));
        }
    }
    (keys, beside)
}

/// Whether no value lies between two bounds; equal ones leave something unless one of them is exclusive.
fn above(keys: &[TokenStream], least: &str, greatest: &str) -> bool {
    let limit = |key: &str| {
        let text: String = find(keys, key)?
            .to_string()
            .split('=')
            .nth(1)?
            .split_whitespace()
            .collect();
        text.parse::<f64>().ok()
    };
    let exclusive = least.starts_with("exclusive") || greatest.starts_with("exclusive");
    match (limit(least), limit(greatest)) {
        (Some(min), Some(max)) => min > max || (exclusive && min >= max),
        _ => false,
    }
}

fn find<'k>(keys: &'k [TokenStream], wanted: &str) -> Option<&'k TokenStream> {
    keys.iter().find(|key| name(key) == wanted)
}

fn remove(keys: &mut Vec<TokenStream>, wanted: &str) -> Option<TokenStream> {
    let index = keys.iter().position(|key| name(key) == wanted)?;
    Some(keys.remove(index))
}

/// The first word of a key.
fn name(key: &TokenStream) -> String {
    match key.clone().into_iter().next() {
        Some(TokenTree::Ident(ident)) => ident.to_string().trim_start_matches("r#").to_owned(),
        _ => String::new(),
    }
}

/// What stands in the parentheses of a key.
fn argument(key: &TokenStream) -> TokenStream {
    match key.clone().into_iter().nth(1) {
        Some(TokenTree::Group(group)) => group.stream(),
        _ => TokenStream::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(own: &str, others: &[&str]) -> String {
        let keys = |text: &str| -> Vec<TokenStream> {
            let parts = text.split("; ").filter(|part| !part.is_empty());
            parts.map(|part| part.parse().expect("tokens")).collect()
        };
        let keys = settle(keys(own), others.iter().map(|other| keys(other)).collect());
        let text: Vec<String> = keys.iter().map(ToString::to_string).collect();
        text.join("; ").replace(' ', "")
    }

    #[test]
    fn what_fits_stays_together() {
        assert_eq!(
            settled("min_length = 1", &["pattern = \"a\""]),
            "min_length=1;pattern=\"a\""
        );
        assert_eq!(settled("min_contains = 1", &[]), "");
    }

    #[test]
    fn what_does_not_fit_holds_beside() {
        assert_eq!(
            settled("min_length = 3; max_length = 2", &[]),
            "min_length=3;all_of((max_length=2))"
        );
        assert_eq!(
            settled("not(never)", &["not(closed)"]),
            "not(never);all_of((not(closed)))"
        );
        assert_eq!(
            settled("one_of((closed)); one_of((never))", &[]),
            "one_of((closed));all_of((one_of((never))))"
        );
        assert_eq!(
            settled("all_of(()); not(never)", &["not(closed)"]),
            "not(never);all_of((),(not(closed)))"
        );
        assert_eq!(
            settled("maximum = 3; enum = [1, 4]", &[]),
            "maximum=3;all_of((enum=[1,4]))"
        );
        assert_eq!(
            settled("contains(closed); min_contains = 3; max_contains = 1", &[]),
            "contains(closed);min_contains=3;all_of((contains(closed),max_contains=1))"
        );
    }
}
