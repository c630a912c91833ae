//! Literals and keys.

use serde_json::Value;

use super::Expr;

/// A string literal, in the quotes that prettier chooses: double ones, unless that means more escapes.
pub fn literal(text: &str) -> String {
    let count = |quote: char| text.chars().filter(|&character| character == quote).count();
    let quote = if count('"') > count('\'') { '\'' } else { '"' };
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push(quote);
    for character in text.chars() {
        match character {
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            same if same == quote => {
                literal.push('\\');
                literal.push(same);
            }
            odd if is_odd(odd) => {
                let mut units = [0; 2];
                for unit in odd.encode_utf16(&mut units) {
                    literal.push_str(&format!("\\u{unit:04x}"));
                }
            }
            plain => literal.push(plain),
        }
    }
    literal.push(quote);
    literal
}

/// Characters that end a line or make text read as something else.
fn is_odd(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            | '\u{200b}'..='\u{200f}' | '\u{feff}')
}

/// Whether a name needs no quotes as a key or behind a dot.
fn is_plain(name: &str) -> bool {
    let mut characters = name.chars();
    characters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || first == '_' || first == '$')
        && characters.all(|rest| rest.is_ascii_alphanumeric() || rest == '_' || rest == '$')
}

/// Letters that names have been made of for long, so that prettier takes quotes around them away.
fn is_old_letter(character: char) -> bool {
    character.is_alphabetic()
        && matches!(character,
            '\u{c0}'..='\u{24f}' | '\u{386}'..='\u{3ff}' | '\u{400}'..='\u{481}' | '\u{48a}'..='\u{523}'
            | '\u{5d0}'..='\u{5ea}' | '\u{621}'..='\u{64a}' | '\u{904}'..='\u{939}' | '\u{e01}'..='\u{e30}'
            | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{4e00}'..='\u{9fcb}'
            | '\u{ac00}'..='\u{d7a3}')
}

/// Whether a key needs no quotes.
fn is_plain_key(name: &str) -> bool {
    let ascii: String = name
        .chars()
        .map(|character| {
            if is_old_letter(character) {
                'a'
            } else {
                character
            }
        })
        .collect();
    is_plain(&ascii)
}

/// A key of an object literal. `__proto__` would set the prototype, so it is computed.
pub fn key(name: &str) -> String {
    match name {
        "__proto__" => "[\"__proto__\"]".to_owned(),
        plain if is_plain_key(plain) => plain.to_owned(),
        other => literal(other),
    }
}

/// Access to a member: `.name` or `["a name"]`.
pub fn member(name: &str) -> String {
    if is_plain(name) {
        format!(".{name}")
    } else {
        format!("[{}]", literal(name))
    }
}

/// A JSON value as an expression; integers that a double cannot hold become `bigint`.
pub fn json(value: &Value) -> Expr {
    match value {
        Value::Null => Expr::text("null"),
        Value::Bool(truth) => Expr::text(truth.to_string()),
        Value::Number(number) => Expr::text(number_literal(&number.to_string())),
        Value::String(text) => Expr::text(literal(text)),
        Value::Array(items) => Expr::Array(items.iter().map(json).collect()),
        Value::Object(members) => Expr::Object(
            members
                .iter()
                .map(|(name, value)| (key(name), json(value)))
                .collect(),
        ),
    }
}

/// A number as prettier writes it, `bigint` where a double would round.
pub(super) fn number_literal(text: &str) -> String {
    if let Ok(integer) = text.parse::<i128>() {
        let exact = integer.unsigned_abs() < 1 << 53;
        return if exact {
            integer.to_string()
        } else {
            format!("{integer}n")
        };
    }
    let value: f64 = text.parse().unwrap_or_default();
    // Rust prints the shortest text that reads back as the same double, without an exponent.
    value.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_cannot_end_itself() {
        assert_eq!(literal("a\"b"), "'a\"b'");
        assert_eq!(literal("a\"b'c'"), "\"a\\\"b'c'\"");
        assert_eq!(literal("\\\n\u{2028}"), "\"\\\\\\n\\u2028\"");
        assert_eq!(literal("\u{202e}`${x}`"), "\"\\u202e`${x}`\"");
    }

    #[test]
    fn keys_are_quoted_where_they_must() {
        assert_eq!(key("title"), "title");
        assert_eq!(key("a-b"), "\"a-b\"");
        assert_eq!(key("1"), "\"1\"");
        assert_eq!(key("__proto__"), "[\"__proto__\"]");
        assert_eq!(key("größe"), "größe");
        assert_eq!(key("\u{202e}a"), "\"\\u202ea\"");
    }

    #[test]
    fn integers_keep_all_digits() {
        assert_eq!(number_literal("9007199254740993"), "9007199254740993n");
        assert_eq!(number_literal("1e3"), "1000");
        assert_eq!(number_literal("0.10"), "0.1");
    }
}
