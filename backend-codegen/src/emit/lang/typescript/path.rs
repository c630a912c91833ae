//! Path templates as path-to-regexp 8 writes them, which Express, Koa and NestJS route by, and as Hono and Fastify do.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::ir::PathSegment;

/// What may not stand in a path as it is (RFC 3986 §3.3); `%` may, because documents write escapes themselves.
const NOT_IN_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// `/books/:bookId`. Of a segment that mixes text and parameters only the text at its ends counts: what is between is
/// one parameter, which the operation's own template splits.
pub fn colon_path(base: &str, segments: &[PathSegment]) -> String {
    let mut path = text(base);
    for (index, segment) in segments.iter().enumerate() {
        path.push('/');
        match segment {
            PathSegment::Literal(literal) => path.push_str(&text(literal)),
            PathSegment::Parameter(name) if is_name(name) => path.push_str(&format!(":{name}")),
            PathSegment::Parameter(_) => path.push_str(&format!(":p{index}")),
            PathSegment::Mixed(parts) => path.push_str(&mixed(parts, index)),
        }
    }
    path
}

/// The same where a segment that mixes text and parameters is one parameter as a whole; `text` escapes what stands
/// between.
pub fn segment_path(segments: &[PathSegment], text: impl Fn(&str) -> String) -> String {
    let mut path = String::new();
    for (index, segment) in segments.iter().enumerate() {
        path.push('/');
        match segment {
            PathSegment::Literal(literal) => path.push_str(&text(literal)),
            PathSegment::Parameter(name) if is_word(name) => path.push_str(&format!(":{name}")),
            PathSegment::Parameter(_) | PathSegment::Mixed(_) => {
                path.push_str(&format!(":p{index}"));
            }
        }
    }
    path
}

fn mixed(parts: &[PathSegment], index: usize) -> String {
    let end = |part: Option<&PathSegment>| match part {
        Some(PathSegment::Literal(literal)) => text(literal),
        _ => String::new(),
    };
    let (before, after) = (end(parts.first()), end(parts.last()));
    let continues = after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$');
    if continues {
        format!("{before}:\"p{index}\"{after}")
    } else {
        format!("{before}:p{index}{after}")
    }
}

/// Text as it is on the wire, with what path-to-regexp reads as syntax escaped.
fn text(literal: &str) -> String {
    let encoded = utf8_percent_encode(literal, NOT_IN_PATH).to_string();
    let mut escaped = String::with_capacity(encoded.len());
    for character in encoded.chars() {
        if matches!(character, ':' | '*' | '(' | ')' | '+' | '!') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && is_word(name)
}

fn is_word(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::colon_path;
    use crate::ir::PathSegment::{self, Literal, Mixed, Parameter};

    fn path(segments: &[PathSegment]) -> String {
        colon_path("/v1", segments)
    }

    fn literal(text: &str) -> PathSegment {
        Literal(text.to_owned())
    }

    fn parameter(name: &str) -> PathSegment {
        Parameter(name.to_owned())
    }

    #[test]
    fn texts_and_names_stand_as_they_are() {
        assert_eq!(
            path(&[literal("books"), parameter("bookId")]),
            "/v1/books/:bookId"
        );
        assert_eq!(path(&[literal("books"), literal("")]), "/v1/books/");
    }

    #[test]
    fn syntax_in_texts_is_escaped() {
        assert_eq!(path(&[literal("jobs:all")]), "/v1/jobs\\:all");
        assert_eq!(path(&[literal("a(b)+c!*")]), "/v1/a\\(b\\)\\+c\\!\\*");
        assert_eq!(path(&[literal("a b{é")]), "/v1/a%20b%7B%C3%A9");
    }

    #[test]
    fn odd_names_get_plain_ones() {
        assert_eq!(path(&[parameter("1st"), parameter("a-b")]), "/v1/:p0/:p1");
    }

    #[test]
    fn mixed_segments_keep_the_text_at_their_ends() {
        let file = Mixed(vec![
            literal("report-"),
            parameter("id"),
            literal("."),
            parameter("ext"),
        ]);
        assert_eq!(path(&[file]), "/v1/report-:p0");
        let cancel = Mixed(vec![parameter("id"), literal(":cancel")]);
        assert_eq!(path(&[cancel]), "/v1/:p0\\:cancel");
        let thumb = Mixed(vec![parameter("id"), literal("t")]);
        assert_eq!(path(&[thumb]), "/v1/:\"p0\"t");
    }
}
