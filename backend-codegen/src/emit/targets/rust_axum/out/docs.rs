//! Descriptions of the document as doc comments.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::names::words;

/// `#[doc]` attributes for a description.
///
/// Nothing in it is markup any more: a code fence would become a doctest, a list or link could trip a lint.
pub(super) fn docs(text: Option<&str>) -> TokenStream {
    let lines = doc_lines(text.unwrap_or_default());
    quote!(#(#[doc = #lines])*)
}

/// The description that the derives read from [`docs`].
pub(super) fn told(text: Option<&str>) -> String {
    let lines = doc_lines(text.unwrap_or_default());
    let lines: Vec<&str> = lines
        .iter()
        .map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end())
        .collect();
    lines.join("\n").trim().to_owned()
}

/// The doc comment of an operation: its summary, or where it has none the first paragraph of its description; its route.
pub(super) fn operation_docs(operation: &crate::ir::Operation) -> TokenStream {
    let route = format!(
        " `{} {}`",
        operation.method.as_str(),
        one_line(&operation.path.text).replace('`', "'")
    );
    let mut lines = doc_lines(operation.summary.as_deref().unwrap_or_default());
    if lines.is_empty() {
        let description = doc_lines(operation.description.as_deref().unwrap_or_default());
        lines.extend(description.into_iter().take_while(|line| !line.is_empty()));
    }
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.push(route);
    quote!(#(#[doc = #lines])*)
}

/// The description of a response, unless it says no more than the variant's name.
pub(super) fn response_docs(description: &str, variant: &str) -> TokenStream {
    let said = words(description);
    if said == words(variant) || said == ["response"] {
        return quote!();
    }
    docs(Some(description))
}

fn doc_lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let line = one_line(line.trim());
        if line.is_empty() {
            if lines.last().is_some_and(|last| !last.is_empty()) {
                lines.push(String::new());
            }
        } else {
            lines.push(format!(" {}", escape(&line)));
        }
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// Control characters, which have no place in source text, become spaces.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() || is_bidi(c) { ' ' } else { c })
        .collect::<String>()
        .trim()
        .to_owned()
}

/// The characters that rustc's `text_direction_codepoint_in_literal` and `…_in_comment` refuse.
pub(super) fn is_bidi(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn escape(line: &str) -> String {
    let mut escaped = String::new();
    let starts_list = line.starts_with(['-', '*', '+', '#', '>', '=', '|', '~'])
        || line
            .trim_start_matches(|c: char| c.is_ascii_digit())
            .starts_with(['.', ')'])
            && line.starts_with(|c: char| c.is_ascii_digit());
    if starts_list {
        escaped.push('\\');
        if line.starts_with(|c: char| c.is_ascii_digit()) {
            escaped.pop();
            let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            return format!("{}\\{}", &line[..digits], escape_inline(&line[digits..]));
        }
    }
    escaped + &escape_inline(line)
}

/// Links, tags and escapes become text; code in backticks stays code, links to the web stay links.
fn escape_inline(text: &str) -> String {
    let has_code = text.matches('`').count().is_multiple_of(2) && !text.contains("``");
    let mut escaped = String::new();
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let kept = match character {
            '`' if has_code => rest[1..].find('`').map(|end| end + 2),
            '[' => web_link(rest),
            _ => None,
        };
        let length = kept.unwrap_or(character.len_utf8());
        match (character, kept) {
            (_, Some(length)) => escaped.push_str(&rest[..length]),
            ('`', None) => escaped.push('\''),
            ('[' | ']' | '<' | '>' | '\\' | '|', None) => {
                escaped.push('\\');
                escaped.push(character);
            }
            (other, None) => escaped.push(other),
        }
        rest = &rest[length..];
    }
    escaped
}

/// The length of `[text](https://…)` at the start of a text; neither part has brackets or backticks of its own.
fn web_link(text: &str) -> Option<usize> {
    let plain = |part: &str| !part.contains(['[', ']', '(', ')', '<', '>', '`', '\\']);
    let (label, rest) = text[1..].split_once("](")?;
    let (url, _) = rest.split_once(')')?;
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    let is_plain = plain(label) && plain(url) && !url.contains([' ', '"', '|']);
    (is_web && is_plain).then(|| 1 + label.len() + 2 + url.len() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_text() {
        assert_eq!(
            doc_lines("```\nfn main() {}\n```"),
            [" '''", " fn main() {}", " '''"]
        );
        assert_eq!(
            doc_lines("- one\n1. two\n\n\n    code <b>"),
            [" \\- one", " 1\\. two", "", " code \\<b\\>"]
        );
        assert!(doc_lines(" \n ").is_empty());
    }

    #[test]
    fn what_is_harmless_stays_as_it_is_written() {
        let same = [
            "snake_case, 2 * 3, `Vec<u8>` and `[x]`",
            "see [the docs](https://example.com/a_b?c=d#e).",
        ];
        for text in same {
            assert_eq!(doc_lines(text), [format!(" {text}")]);
            assert_eq!(told(Some(text)), text);
        }
        assert_eq!(
            doc_lines("a ` [b] [c](d) [e](https://f g)"),
            [r" a ' \[b\] \[c\](d) \[e\](https://f g)"]
        );
        assert_eq!(doc_lines("``a`` <b>"), [r" ''a'' \<b\>"]);
    }
}
