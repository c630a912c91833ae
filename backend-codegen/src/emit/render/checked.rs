//! The three types that a template prints as they are.

use std::sync::Arc;

use minijinja::value::{Object, ObjectRepr, Value};

use super::Language;

/// A name: letters, digits and `_` of any script, not starting with a digit; single hyphens may stand inside
/// (package names), `r#` before it (raw Rust identifiers). It cannot end a token or start another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identifier(String);

impl Identifier {
    /// `None` when `text` is no name.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let word = text.strip_prefix("r#").unwrap_or(text);
        let starts = |part: &str| {
            part.chars()
                .next()
                .is_some_and(|first| first == '_' || first.is_alphanumeric())
        };
        let continues = |part: &str| part.chars().all(|c| c == '_' || c.is_alphanumeric());
        let starts_with_digit = word.chars().next().is_none_or(|c| c.is_numeric());
        let valid =
            !starts_with_digit && word.split('-').all(|part| starts(part) && continues(part));
        valid.then(|| Self(text.to_owned()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A literal that is already written in the language of its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literal(String);

impl Literal {
    /// A string, quoted for `language`; `None` when that has no literal for it ([`Language::Other`], `\` in SQL).
    #[must_use]
    pub fn string(language: Language, text: &str) -> Option<Self> {
        language.quote(text).ok().map(Self)
    }

    /// A number in decimal notation, such as `-12.50` or `1e6`, kept as it is written.
    #[must_use]
    pub fn number(text: &str) -> Option<Self> {
        serde_json::from_str::<serde_json::Number>(text)
            .ok()
            .map(|_| Self(text.trim().to_owned()))
    }

    /// The text of the literal, quotes included.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Text for a comment: any number of lines, none of which can end the comment it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    lines: Vec<String>,
    prefix: String,
}

impl Comment {
    /// All lines on one, for `// {{ text }}`.
    #[must_use]
    pub fn line(text: &str) -> Self {
        let lines = comment_lines(text).filter(|line| !line.is_empty());
        Self {
            lines: vec![lines.collect::<Vec<_>>().join(" ")],
            prefix: String::new(),
        }
    }

    /// Every line behind `prefix` (`/// `, which comes from the template, never from a document).
    #[must_use]
    pub fn block(text: &str, prefix: &str) -> Self {
        Self {
            lines: comment_lines(text.trim_end()).collect(),
            prefix: prefix.to_owned(),
        }
    }

    /// The lines of a text, none of which can end the comment it stands in.
    #[must_use]
    pub fn plain(text: &str) -> String {
        Self::block(text.trim(), "").text()
    }

    fn text(&self) -> String {
        let line = |line: &String| format!("{}{line}", self.prefix).trim_end().to_owned();
        self.lines.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

/// Lines without the ends of block comments (`*/`, `-->`), control characters, and the direction overrides that make
/// text read as something else (CVE-2021-42574; rustc refuses them as well).
fn comment_lines(text: &str) -> impl Iterator<Item = String> {
    let ends = ['\n', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];
    let hidden = |c: &char| {
        !c.is_control()
            && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    text.split(ends).map(move |line| {
        let line: String = line.chars().filter(hidden).collect();
        line.replace("*/", "* /")
            .replace("/*", "/ *")
            .replace("-->", "-- >")
            .replace("<!--", "< !--")
            .trim_end()
            .to_owned()
    })
}

/// What the formatter prints as it is.
pub(super) fn as_checked(value: &Value) -> Option<String> {
    if let Some(Identifier(text)) = value.downcast_object_ref() {
        return Some(text.clone());
    }
    if let Some(Literal(text)) = value.downcast_object_ref() {
        return Some(text.clone());
    }
    value.downcast_object_ref::<Comment>().map(Comment::text)
}

macro_rules! template_value {
    ($($checked:ty),*) => {$(
        impl Object for $checked {
            fn repr(self: &Arc<Self>) -> ObjectRepr {
                ObjectRepr::Plain
            }
        }

        impl From<$checked> for Value {
            fn from(value: $checked) -> Self {
                Self::from_object(value)
            }
        }
    )*};
}

template_value!(Identifier, Literal, Comment);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_valid() {
        for good in ["a", "_a1", "r#type", "my-shop", "größe", "Ünit_2", "a1-b2"] {
            assert!(Identifier::new(good).is_some(), "{good}");
        }
    }

    #[test]
    fn identifiers_invalid() {
        for bad in [
            "", "1a", "a b", "a.b", "a--b", "-a", "a-", "a;", "a\n", "a(", "r#", "a'", "a\"",
            "a/b", "r#-a",
        ] {
            assert!(Identifier::new(bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn numbers_keep_their_text_and_nothing_else_passes() {
        assert_eq!(Literal::number("-12.50").unwrap().as_str(), "-12.50");
        for bad in ["", "1;", "0x1", "NaN", "1 2", "\"1\""] {
            assert!(Literal::number(bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn a_comment_cannot_end_itself() {
        let nasty = "one\r\n*/ evil(); /* \u{2028}two\u{202e} --> <!-- \u{7f}";
        assert_eq!(
            Comment::line(nasty).text(),
            "one * / evil(); / * two -- > < !--"
        );
        assert_eq!(
            Comment::block("a\n\nb\n", "/// ").text(),
            "/// a\n///\n/// b"
        );
    }
}
