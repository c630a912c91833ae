//! Words that projects of every language have.

use std::collections::HashSet;

/// A noun with its article.
pub(crate) fn article(noun: &str) -> String {
    let vowel = noun.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {noun}", if vowel { "an" } else { "a" })
}

/// The environment variable of a security scheme: `apiKeyAuth` is `AUTH_API_KEY_AUTH`.
pub(crate) fn variable(scheme: &str) -> String {
    let mut name = String::from("AUTH_");
    let mut previous = '_';
    for character in scheme.chars() {
        if character.is_ascii_uppercase()
            && (previous.is_ascii_lowercase() || previous.is_ascii_digit())
        {
            name.push('_');
        }
        previous = if character.is_ascii_alphanumeric() {
            character
        } else {
            '_'
        };
        name.push(previous.to_ascii_uppercase());
    }
    name
}

/// The identifiers of either language that a text mentions.
pub(crate) fn identifiers(text: &str) -> HashSet<&str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '$')
        .collect()
}
