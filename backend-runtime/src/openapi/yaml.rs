//! A document as YAML that YAML 1.2 and 1.1 readers understand alike.

use serde_json::Value;

/// YAML in block style, with a final line break.
pub fn to_yaml(value: &Value) -> String {
    let mut out = String::new();
    match value {
        Value::Object(members) if !members.is_empty() => block(value, 0, false, &mut out),
        Value::Array(items) if !items.is_empty() => block(value, 0, false, &mut out),
        scalar => {
            inline(scalar, 0, &mut out);
            out.push('\n');
        }
    }
    out
}

/// A collection that is not empty. Its first line stands behind a dash when `started`.
fn block(value: &Value, depth: usize, started: bool, out: &mut String) {
    let mut first = started;
    let mut indent = |out: &mut String| {
        if !std::mem::take(&mut first) {
            out.extend(std::iter::repeat_n("  ", depth));
        }
    };
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                indent(out);
                text(key, out);
                out.push(':');
                if is_block(value) {
                    out.push('\n');
                    block(value, depth + 1, false, out);
                } else {
                    out.push(' ');
                    inline(value, depth + 1, out);
                    out.push('\n');
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                indent(out);
                out.push_str("- ");
                if is_block(item) {
                    block(item, depth + 1, true, out);
                } else {
                    inline(item, depth + 1, out);
                    out.push('\n');
                }
            }
        }
        _ => {}
    }
}

fn is_block(value: &Value) -> bool {
    match value {
        Value::Object(members) => !members.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => false,
    }
}

fn inline(value: &Value, depth: usize, out: &mut String) {
    match value {
        Value::String(content) if is_literal(content) => literal(content, depth, out),
        Value::String(content) => text(content, out),
        Value::Object(_) => out.push_str("{}"),
        Value::Array(_) => out.push_str("[]"),
        other => out.push_str(&other.to_string()),
    }
}

/// Several lines that a literal block keeps as they are.
fn is_literal(text: &str) -> bool {
    text.trim_end_matches('\n').contains('\n')
        && !text.ends_with("\n\n")
        && !text.starts_with([' ', '\n'])
        && text
            .chars()
            .all(|c| c == '\n' || (!c.is_control() && c != '\u{feff}'))
        && text.lines().all(|line| !line.ends_with(' '))
        && !text.contains(['\u{85}', '\u{2028}', '\u{2029}'])
}

fn literal(text: &str, depth: usize, out: &mut String) {
    out.push_str(if text.ends_with('\n') { "|" } else { "|-" });
    for line in text.lines() {
        out.push('\n');
        if !line.is_empty() {
            out.extend(std::iter::repeat_n("  ", depth));
            out.push_str(line);
        }
    }
}

/// Plain where no reader takes it for something else, in double quotes otherwise: JSON's escapes are YAML's.
fn text(text: &str, out: &mut String) {
    if is_plain(text) {
        out.push_str(text);
    } else {
        out.push_str(&Value::from(text).to_string());
    }
}

fn is_plain(text: &str) -> bool {
    const WORDS: [&str; 11] = [
        "true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf",
    ];
    let first = text.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '$' | '_'));
    let version = text.matches('.').count() == 2
        && text.chars().all(|c| c.is_ascii_digit() || c == '.')
        && text.split('.').all(|part| !part.is_empty());
    let inner = |c: char| {
        c.is_ascii_alphanumeric()
            || matches!(
                c,
                '_' | '-' | '.' | '/' | ' ' | '$' | '(' | ')' | '+' | ';' | '=' | '\''
            )
            || (!c.is_ascii() && c.is_alphabetic())
    };
    // Braces are plain inside of a block; a path template would be full of quotes otherwise.
    let path = text.starts_with('/');
    version
        || (first
            && !text.ends_with(' ')
            && text
                .chars()
                .all(|c| inner(c) || (path && matches!(c, '{' | '}')) || c == ',')
            && !WORDS.contains(&text.to_ascii_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn writes_what_readers_agree_on() {
        let yaml = to_yaml(&json!({
            "openapi": "3.1.0",
            "paths": { "/a/{b}": { "get": { "tags": ["on", "a: b"], "responses": {} } } },
            "list": [[1, 2.5], { "x": null, "y": [] }],
            "text": "one\ntwo\n",
            "cut": "one\n\n two",
            "odd": " x\n",
            "1.0": "1.0",
            "#": "- a",
        }));
        assert_eq!(
            yaml,
            "openapi: 3.1.0\npaths:\n  /a/{b}:\n    get:\n      tags:\n        - \"on\"\n        - \"a: b\"\n      \
             responses: {}\nlist:\n  - - 1\n    - 2.5\n  - x: null\n    \"y\": []\ntext: |\n  one\n  two\ncut: |-\n  one\n\n   \
             two\nodd: \" x\\n\"\n\"1.0\": \"1.0\"\n\"#\": \"- a\"\n"
        );
    }
}
