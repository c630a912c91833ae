//! The serde attributes that change what JSON looks like.

use syn::{Attribute, LitStr, Token};

/// What serde does with a type, a variant or a field.
#[derive(Debug, Default, Clone)]
pub(crate) struct Serde {
    /// Further names for it on the way in.
    pub(crate) aliases: Vec<String>,
    pub(crate) rename: Option<String>,
    pub(crate) rename_all: Option<Case>,
    pub(crate) rename_all_fields: Option<Case>,
    pub(crate) tag: Option<String>,
    pub(crate) content: Option<String>,
    pub(crate) untagged: bool,
    pub(crate) transparent: bool,
    pub(crate) deny_unknown_fields: bool,
    pub(crate) default: bool,
    pub(crate) flatten: bool,
    pub(crate) skip: bool,
    pub(crate) skip_serializing: bool,
    pub(crate) skip_deserializing: bool,
    pub(crate) other: bool,
    pub(crate) with: Option<String>,
}

impl Serde {
    /// Reads `#[serde(…)]`. What serde itself refuses is left to serde.
    pub(crate) fn of(attributes: &[Attribute]) -> Self {
        let mut serde = Serde::default();
        for attribute in attributes
            .iter()
            .filter(|attribute| attribute.path().is_ident("serde"))
        {
            let _ = attribute.parse_nested_meta(|meta| {
                let key = meta
                    .path
                    .get_ident()
                    .map(ToString::to_string)
                    .unwrap_or_default();
                if meta.input.peek(syn::token::Paren) {
                    // `rename(serialize = "…", deserialize = "…")`: what comes in decides.
                    return meta.parse_nested_meta(|inner| {
                        let direction = inner
                            .path
                            .get_ident()
                            .map(ToString::to_string)
                            .unwrap_or_default();
                        let value = inner.value().and_then(|value| value.parse::<LitStr>()).ok();
                        if direction == "deserialize" {
                            serde.set(&key, value);
                        }
                        Ok(())
                    });
                }
                let value = if meta.input.peek(Token![=]) {
                    meta.value()?.parse::<LitStr>().ok()
                } else {
                    None
                };
                serde.set(&key, value);
                Ok(())
            });
        }
        serde
    }

    fn set(&mut self, key: &str, value: Option<LitStr>) {
        let text = value.map(|value| value.value());
        match key {
            "rename" => self.rename = text,
            "alias" => self.aliases.extend(text),
            "rename_all" => self.rename_all = text.and_then(|text| Case::named(&text)),
            "rename_all_fields" => {
                self.rename_all_fields = text.and_then(|text| Case::named(&text))
            }
            "tag" => self.tag = text,
            "content" => self.content = text,
            "untagged" => self.untagged = true,
            "transparent" => self.transparent = true,
            "deny_unknown_fields" => self.deny_unknown_fields = true,
            "default" => self.default = true,
            "flatten" => self.flatten = true,
            "skip" => self.skip = true,
            "skip_serializing" => self.skip_serializing = true,
            "skip_deserializing" => self.skip_deserializing = true,
            "other" => self.other = true,
            "with" | "deserialize_with" => self.with = text,
            _ => {}
        }
    }
}

/// serde's `rename_all` rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

impl Case {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "lowercase" => Case::Lower,
            "UPPERCASE" => Case::Upper,
            "PascalCase" => Case::Pascal,
            "camelCase" => Case::Camel,
            "snake_case" => Case::Snake,
            "SCREAMING_SNAKE_CASE" => Case::ScreamingSnake,
            "kebab-case" => Case::Kebab,
            "SCREAMING-KEBAB-CASE" => Case::ScreamingKebab,
            _ => return None,
        })
    }

    /// A field name (`snake_case` in Rust).
    pub(crate) fn field(self, name: &str) -> String {
        let pascal = || -> String {
            name.split('_')
                .filter(|word| !word.is_empty())
                .map(capitalized)
                .collect()
        };
        match self {
            Case::Lower | Case::Snake => name.to_owned(),
            Case::Upper | Case::ScreamingSnake => name.to_ascii_uppercase(),
            Case::Pascal => pascal(),
            Case::Camel => uncapitalized(&pascal()),
            Case::Kebab => name.replace('_', "-"),
            Case::ScreamingKebab => name.to_ascii_uppercase().replace('_', "-"),
        }
    }

    /// A variant name (`PascalCase` in Rust).
    pub(crate) fn variant(self, name: &str) -> String {
        let snake = || {
            let mut snake = String::new();
            for (index, character) in name.char_indices() {
                if index > 0 && character.is_uppercase() {
                    snake.push('_');
                }
                snake.push(character.to_ascii_lowercase());
            }
            snake
        };
        match self {
            Case::Pascal => name.to_owned(),
            Case::Lower => name.to_ascii_lowercase(),
            Case::Upper => name.to_ascii_uppercase(),
            Case::Camel => uncapitalized(name),
            Case::Snake => snake(),
            Case::ScreamingSnake => snake().to_ascii_uppercase(),
            Case::Kebab => snake().replace('_', "-"),
            Case::ScreamingKebab => snake().to_ascii_uppercase().replace('_', "-"),
        }
    }
}

fn capitalized(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map_or(String::new(), |first| {
        first.to_ascii_uppercase().to_string() + characters.as_str()
    })
}

fn uncapitalized(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map_or(String::new(), |first| {
        first.to_ascii_lowercase().to_string() + characters.as_str()
    })
}
