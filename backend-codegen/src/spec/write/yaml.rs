//! Trees as YAML text that YAML 1.2 and 1.1 readers understand alike.

use super::json::string;
use crate::spec::node::{Node, Value};
use crate::spec::yaml::is_plain_string;

/// YAML in block style with an indent of two spaces and a final line break.
pub fn to_yaml(node: &Node) -> String {
    let mut out = String::new();
    block(node, 0, Place::Root, &mut out);
    out
}

/// What stands before a value on its line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Nothing.
    Root,
    /// `key:`.
    Key,
    /// `-`.
    Item,
}

fn block(node: &Node, depth: usize, place: Place, out: &mut String) {
    match &node.value {
        Value::Object(object) if !object.is_empty() => {
            for (index, (key, value)) in object.iter().enumerate() {
                line_start(index, depth, place, out);
                write_key(key, depth, out);
                block(value, depth + 1, Place::Key, out);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (index, item) in items.iter().enumerate() {
                line_start(index, depth, place, out);
                out.push('-');
                block(item, depth + 1, Place::Item, out);
            }
        }
        _ => {
            if place != Place::Root {
                out.push(' ');
            }
            scalar(node, depth, out);
            out.push('\n');
        }
    }
}

/// The first line of a collection stands after a dash, or below a key; further lines are indented.
fn line_start(index: usize, depth: usize, place: Place, out: &mut String) {
    match (index, place) {
        (0, Place::Item) => return out.push(' '),
        (0, Place::Key) => out.push('\n'),
        _ => {}
    }
    out.extend(std::iter::repeat_n("  ", depth));
}

fn write_key(key: &str, depth: usize, out: &mut String) {
    // Longer ones are no simple keys (YAML 1.2 §7.4.2).
    const LONGEST_SIMPLE_KEY: usize = 1_000;
    if key.len() <= LONGEST_SIMPLE_KEY {
        inline_text(key, out);
    } else {
        out.push_str("? ");
        inline_text(key, out);
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth));
    }
    out.push(':');
}

fn scalar(node: &Node, depth: usize, out: &mut String) {
    match &node.value {
        Value::Null => out.push_str("null"),
        Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Value::Number(number) => out.push_str(number.as_str()),
        Value::String(text) if fits_literal(text) => literal(text, depth, out),
        Value::String(text) => inline_text(text, out),
        Value::Array(_) => out.push_str("[]"),
        Value::Object(_) => out.push_str("{}"),
    }
}

fn inline_text(text: &str, out: &mut String) {
    if fits_plain(text) {
        out.push_str(text);
    } else if text.chars().all(is_printed) && !text.is_empty() {
        out.push('\'');
        out.push_str(&text.replace('\'', "''"));
        out.push('\'');
    } else {
        string(text, out);
    }
}

/// Whether every reader takes the text without quotes for this string.
fn fits_plain(text: &str) -> bool {
    let first_fits = text
        .chars()
        .next()
        .is_some_and(|c| c.is_alphanumeric() || matches!(c, '/' | '_' | '(' | '$'));
    first_fits
        && is_plain_string(text)
        && !reads_differently_in_1_1(text)
        && text.chars().all(is_printed)
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(" #")
}

/// Booleans, dates, times and numbers with underscores of YAML 1.1.
fn reads_differently_in_1_1(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let words = [
        "y", "n", "yes", "no", "on", "off", "true", "false", "null", "=",
    ];
    let starts_like_number = lower
        .trim_start_matches(['+', '.'])
        .starts_with(|c: char| c.is_ascii_digit());
    let only = |c: char| {
        c.is_ascii_hexdigit()
            || matches!(c, '_' | ':' | '.' | '-' | '+' | 'x' | 'o' | 't' | 'z' | ' ')
    };
    let is_version = lower.matches('.').count() > 1 && !lower.contains([':', ' ', '-', '_']);
    words.contains(&lower.as_str())
        || (!is_version && starts_like_number && lower.chars().all(only))
}

fn is_printed(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether text of several lines can stand as a `|` block.
fn fits_literal(text: &str) -> bool {
    let lines_fit = text
        .split('\n')
        .all(|line| !line.starts_with('\t') && line.chars().all(is_printed));
    text.contains('\n') && !text.starts_with([' ', '\n']) && lines_fit && !text.trim().is_empty()
}

fn literal(text: &str, depth: usize, out: &mut String) {
    let body = text.strip_suffix('\n');
    out.push_str(match body {
        None => "|-",
        Some(body) if body.ends_with('\n') => "|+",
        Some(_) => "|",
    });
    for line in body.unwrap_or(text).split('\n') {
        out.push('\n');
        if !line.is_empty() {
            out.extend(std::iter::repeat_n("  ", depth.max(1)));
            out.push_str(line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::spec::limits::Limits;

    fn read(text: &str) -> Node {
        let (mut nodes, mut found) = (0, Diagnostics::new());
        let node = crate::spec::yaml::parse(text, 0, &Limits::default(), &mut nodes, &mut found);
        node.unwrap_or_else(|error| panic!("{error:?} in\n{text}"))
    }

    #[test]
    fn text_comes_back_as_it_was() {
        let texts = [
            "",
            " ",
            "a",
            "no",
            "Yes",
            "null",
            "~",
            "1",
            "1e3",
            "0x1f",
            "1_000",
            "12:30",
            "2024-01-01",
            "2024-01-01T00:00:00Z",
            "- a",
            "a: b",
            "a #b",
            "#a",
            "a:",
            "'",
            "\"",
            "'a'",
            "\\",
            "a\nb",
            "a\nb\n",
            "a\n\nb\n\n",
            "\na",
            " a\nb",
            "a\n b",
            "a\tb",
            "\ta\nb",
            "a\r\nb",
            "\u{0}",
            "\u{1b}[31m",
            "\u{202e}x",
            "\u{feff}",
            "😀",
            "مرحبا",
            "{a}",
            "[a]",
            "*a",
            "&a",
            "!a",
            "|",
            ">",
            "%a",
            "@a",
            "`a`",
            "a, b",
            "? a",
            "<<",
            "---",
            "...",
            "a\n---\nb",
            "a \nb ",
            ".inf",
            ".5",
            "+1",
            "=",
            "\u{85}",
            "\u{2028}",
            "a\n\tb",
            "line\n\n",
            "\n",
            "\n\n",
            "x\n#y\n",
            "a ",
            "key: |\n",
            "/path/{id}",
            "$ref",
            "x\u{ffff}",
        ];
        for text in texts {
            let span = crate::source::Span::new(0, 0, 0);
            let json = serde_json::to_string(
                &serde_json::json!({text: text, "list": [text, [text], {text: text}]}),
            )
            .unwrap();
            let node = crate::spec::json::parse(
                &json,
                0,
                &Limits::default(),
                &mut 0,
                &mut Diagnostics::new(),
            )
            .unwrap();
            let yaml = to_yaml(&node);
            assert!(read(&yaml).same_value(&node), "{text:?} became\n{yaml}");
            let alone = Node::new(span, Value::String(text.to_owned()));
            assert!(
                read(&to_yaml(&alone)).same_value(&alone),
                "{text:?} alone became {:?}",
                to_yaml(&alone)
            );
        }
    }

    #[test]
    fn long_keys_are_explicit() {
        let key = "k".repeat(20_000);
        let json = format!("{{\"{key}\": [{{\"{key}\": 1}}]}}");
        let node = crate::spec::json::parse(
            &json,
            0,
            &Limits::default(),
            &mut 0,
            &mut Diagnostics::new(),
        )
        .unwrap();
        assert!(read(&to_yaml(&node)).same_value(&node));
    }
}
