//! Words and unique names: what every language's identifiers are made of.
//!
//! A name of a document may be anything (`+1`, `fooBar`, an emoji, 10,000 characters). [`words`] makes it ASCII
//! words, deterministically; [`Namer`] keeps two of them from becoming one identifier.

use std::collections::HashSet;

/// The longest identifier that is made of a document's name.
const MAX_LENGTH: usize = 80;

/// Splits a name into lower-case ASCII words: at punctuation and at changes of case.
///
/// Other scripts are transliterated; a sign before a digit is a word of its own (`+1` is `plus 1`), because
/// documents use such names side by side. Text without any letter or digit gives no word.
pub fn words(name: &str) -> Vec<String> {
    let text = deunicode::deunicode(&name.chars().take(MAX_LENGTH * 4).collect::<String>());
    let mut words = Vec::new();
    let mut word = String::new();
    let mut length = 0;
    let characters: Vec<char> = text.chars().collect();
    for (index, &character) in characters.iter().enumerate() {
        let previous = index.checked_sub(1).map(|before| characters[before]);
        let next = characters.get(index + 1).copied();
        if length >= MAX_LENGTH {
            break;
        }
        if !character.is_ascii_alphanumeric() {
            flush(&mut word, &mut words);
            if previous.is_none_or(|before| !before.is_ascii_alphanumeric()) {
                words.extend(sign(character, next).map(str::to_owned));
            }
            continue;
        }
        if starts_word(previous, character, next) {
            flush(&mut word, &mut words);
        }
        word.push(character.to_ascii_lowercase());
        length += 1;
    }
    flush(&mut word, &mut words);
    words
}

fn flush(word: &mut String, words: &mut Vec<String>) {
    if !word.is_empty() {
        words.push(std::mem::take(word));
    }
}

fn sign(character: char, next: Option<char>) -> Option<&'static str> {
    next.filter(char::is_ascii_digit)?;
    match character {
        '+' => Some("plus"),
        '-' => Some("minus"),
        _ => None,
    }
}

/// `fooBar` and `HTTPServer` hold two words each; digits belong to the word before them.
fn starts_word(previous: Option<char>, character: char, next: Option<char>) -> bool {
    let Some(previous) = previous else {
        return false;
    };
    if !character.is_ascii_uppercase() {
        return false;
    }
    previous.is_ascii_lowercase()
        || previous.is_ascii_digit()
        || (previous.is_ascii_uppercase() && next.is_some_and(|next| next.is_ascii_lowercase()))
}

/// `UpperCamelCase`; a leading digit gets an `N`, no word at all gives `fallback`.
pub fn upper_camel(name: &str, fallback: &str) -> String {
    let mut joined = String::new();
    for word in words(name) {
        let (first, rest) = word.split_at(1);
        joined.push_str(&first.to_ascii_uppercase());
        joined.push_str(rest);
    }
    guard(joined, "N", fallback)
}

/// `lowerCamelCase`, with the same guards.
pub fn lower_camel(name: &str, fallback: &str) -> String {
    let upper = upper_camel(name, fallback);
    let (first, rest) = upper.split_at(1);
    format!("{}{rest}", first.to_ascii_lowercase())
}

/// `snake_case`, with the same guards.
pub fn snake(name: &str, fallback: &str) -> String {
    guard(words(name).join("_"), "n", fallback)
}

fn guard(joined: String, prefix: &str, fallback: &str) -> String {
    match joined.chars().next() {
        None => fallback.to_owned(),
        Some(first) if first.is_ascii_digit() => format!("{prefix}{joined}"),
        Some(_) => joined,
    }
}

/// Hands out names, each once; comparison ignores case and underscores, because file systems and readers do.
#[derive(Debug, Clone, Default)]
pub struct Namer {
    taken: HashSet<String>,
}

impl Namer {
    /// A namer that never hands out one of these.
    pub fn reserving<'a>(reserved: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            taken: reserved.into_iter().map(fold).collect(),
        }
    }

    /// The name itself when it is free, else with the first free number from 2 on behind it.
    pub fn unique(&mut self, name: &str) -> String {
        if self.taken.insert(fold(name)) {
            return name.to_owned();
        }
        let separator = if name.ends_with(|last: char| last.is_ascii_digit()) || name.contains('_')
        {
            "_"
        } else {
            ""
        };
        (2u64..)
            .map(|number| format!("{name}{separator}{number}"))
            .find(|candidate| self.taken.insert(fold(candidate)))
            .expect("there are more numbers than names")
    }

    /// Whether the name has been handed out or is reserved.
    pub fn is_taken(&self, name: &str) -> bool {
        self.taken.contains(&fold(name))
    }
}

fn fold(name: &str) -> String {
    name.chars()
        .filter(|&character| character != '_')
        .map(|character| character.to_ascii_lowercase())
        .collect()
}

/// The plural or singular of an English noun's last word, as far as regular rules go.
pub fn singular(word: &str) -> String {
    let irregular = [
        ("people", "person"),
        ("children", "child"),
        ("men", "man"),
        ("women", "woman"),
    ];
    for (plural, single) in irregular {
        if let Some(stem) = word.strip_suffix(plural) {
            return format!("{stem}{single}");
        }
    }
    for keep in ["series", "species", "news", "status", "ss", "us", "is"] {
        if word.ends_with(keep) {
            return word.to_owned();
        }
    }
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    for ending in ["sses", "shes", "ches", "xes", "zes"] {
        if word.ends_with(ending) {
            return word[..word.len() - 2].to_owned();
        }
    }
    word.strip_suffix('s')
        .filter(|stem| stem.len() > 1)
        .unwrap_or(word)
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_at_case_and_punctuation() {
        assert_eq!(
            words("HTTPServer-fooBar_baz2Qux"),
            ["http", "server", "foo", "bar", "baz2", "qux"]
        );
        assert_eq!(
            words("1-Click Applications"),
            ["1", "click", "applications"]
        );
        assert!(words("--- ").is_empty());
    }

    #[test]
    fn signed_numbers_stay_apart() {
        assert_eq!(upper_camel("reactions-+1", "X"), "ReactionsPlus1");
        assert_eq!(upper_camel("reactions--1", "X"), "ReactionsMinus1");
        assert_eq!(upper_camel("+1", "X"), "Plus1");
        assert_eq!(upper_camel("-1", "X"), "Minus1");
    }

    #[test]
    fn every_name_becomes_an_identifier() {
        for name in [
            "",
            "日本語",
            "🎉",
            "שלום",
            "1st",
            "a b",
            "été",
            &"x".repeat(10_000),
            "\u{0}\u{202e}",
        ] {
            let ident = snake(name, "value");
            assert!(
                ident.starts_with(|first: char| first.is_ascii_lowercase()),
                "{name:?} gave {ident:?}"
            );
            assert!(
                ident
                    .chars()
                    .all(|rest| rest.is_ascii_alphanumeric() || rest == '_'),
                "{ident:?}"
            );
            assert!(ident.len() < 200);
        }
    }

    #[test]
    fn namer_never_repeats() {
        let mut namer = Namer::reserving(["Self"]);
        assert_eq!(namer.unique("Self"), "Self2");
        assert_eq!(namer.unique("FooBar"), "FooBar");
        assert_eq!(namer.unique("Foobar"), "Foobar2");
        assert_eq!(namer.unique("foo_bar"), "foo_bar_3");
    }

    #[test]
    fn singular_follows_regular_rules() {
        for (plural, single) in [
            ("books", "book"),
            ("categories", "category"),
            ("boxes", "box"),
            ("addresses", "address"),
            ("status", "status"),
            ("people", "person"),
            ("sheep", "sheep"),
        ] {
            assert_eq!(singular(plural), single);
        }
    }
}
