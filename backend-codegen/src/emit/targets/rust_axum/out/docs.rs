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

/// The doc comment of an operation: summary, the first paragraph of the description, route.
pub(super) fn operation_docs(operation: &crate::ir::Operation) -> TokenStream {
    let route = format!(
        " `{} {}`",
        operation.method.as_str(),
        one_line(&operation.path.text).replace('`', "'")
    );
    let mut lines = doc_lines(operation.summary.as_deref().unwrap_or_default());
    for more in [
        first_paragraph(operation.description.as_deref().unwrap_or_default()),
        vec![route],
    ] {
        if !lines.is_empty() && !more.is_empty() {
            lines.push(String::new());
        }
        lines.extend(more);
    }
    quote!(#(#[doc = #lines])*)
}

/// The document has the rest.
fn first_paragraph(text: &str) -> Vec<String> {
    let lines = doc_lines(text);
    lines
        .into_iter()
        .take_while(|line| !line.is_empty())
        .collect()
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
fn is_bidi(character: char) -> bool {
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

fn escape_inline(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '`' => escaped.push('\''),
            '[' | ']' | '<' | '>' | '_' | '*' | '\\' | '|' => {
                escaped.push('\\');
                escaped.push(character);
            }
            other => escaped.push(other),
        }
    }
    escaped
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
}
