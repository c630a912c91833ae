//! JSON (RFC 8259) to a tree with positions.
//!
//! A parser of our own, because no JSON crate keeps positions of keys and values, number text and repeated keys.

use super::build::{Builder, Frame};
use super::limits::Limits;
use super::node::{Node, Value};
use super::number::Number;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Span;

/// Reads one JSON text. Repeated keys are warnings; anything else that RFC 8259 does not allow is an error.
pub(super) fn parse(
    text: &str,
    source: u32,
    limits: &Limits,
    nodes: &mut usize,
    diagnostics: &mut Diagnostics,
) -> Result<Node, Diagnostic> {
    let build = Builder::new(source, limits, nodes, diagnostics);
    Parser {
        text,
        bytes: text.as_bytes(),
        at: 0,
        build,
    }
    .document()
}

struct Parser<'t, 'a> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    build: Builder<'a>,
}

impl Parser<'_, '_> {
    fn document(mut self) -> Result<Node, Diagnostic> {
        self.skip_space();
        if self.at == self.bytes.len() {
            return Err(self
                .error_here("the file is empty")
                .help("an OpenAPI document starts with `openapi: 3.1.0`"));
        }
        loop {
            if self.value()? && !self.after_value()? {
                break;
            }
        }
        self.skip_space();
        if self.at < self.bytes.len() {
            return Err(self
                .error_here("text after the end of the document")
                .help("remove it"));
        }
        let end = self.build.span(self.at, self.at);
        self.build
            .into_root()
            .ok_or_else(|| Diagnostic::error("spec-syntax", "the file is empty").at(end))
    }

    /// Reads a value or opens one. Whether a value was finished.
    fn value(&mut self) -> Result<bool, Diagnostic> {
        self.skip_space();
        let start = self.at;
        let value = match self.peek() {
            Some(b'{') => {
                self.at += 1;
                self.build.open_object(self.build.span(start, self.at))?;
                self.skip_space();
                if self.peek() == Some(b'}') {
                    self.at += 1;
                    self.build.close(self.at)?;
                    return Ok(true);
                }
                self.key()?;
                return Ok(false);
            }
            Some(b'[') => {
                self.at += 1;
                self.build.open_array(self.build.span(start, self.at))?;
                self.skip_space();
                if self.peek() == Some(b']') {
                    self.at += 1;
                    self.build.close(self.at)?;
                    return Ok(true);
                }
                return Ok(false);
            }
            Some(b'"') => Value::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => Value::Number(self.number()?),
            Some(b't') => self.word("true", Value::Bool(true))?,
            Some(b'f') => self.word("false", Value::Bool(false))?,
            Some(b'n') => self.word("null", Value::Null)?,
            _ => return Err(self.unexpected("a value")),
        };
        let span = self.build.span(start, self.at);
        self.build.value(Node::new(span, value))?;
        Ok(true)
    }

    /// Reads what follows a value: commas and closing brackets. Whether another value follows.
    fn after_value(&mut self) -> Result<bool, Diagnostic> {
        loop {
            self.skip_space();
            let in_object = match self.build.top() {
                None => return Ok(false),
                Some(Frame::Object { .. }) => true,
                Some(Frame::Array { .. }) => false,
            };
            match (self.peek(), in_object) {
                (Some(b','), _) => {
                    let comma = self.at;
                    self.at += 1;
                    self.skip_space();
                    if matches!(self.peek(), Some(b'}' | b']')) {
                        let at = self.build.span(comma, comma + 1);
                        return Err(syntax("comma before a closing bracket", at)
                            .help("remove the comma; JSON does not allow it"));
                    }
                    if in_object {
                        self.key()?;
                    }
                    return Ok(true);
                }
                (Some(b'}'), true) | (Some(b']'), false) => {
                    self.at += 1;
                    self.build.close(self.at)?;
                }
                (_, true) => return Err(self.unexpected("`,` or `}`")),
                (_, false) => return Err(self.unexpected("`,` or `]`")),
            }
        }
    }

    fn key(&mut self) -> Result<(), Diagnostic> {
        let start = self.at;
        if self.peek() != Some(b'"') {
            return Err(self.unexpected("a key in double quotes"));
        }
        let text = self.string()?;
        let span = self.build.span(start, self.at);
        self.skip_space();
        if self.peek() != Some(b':') {
            return Err(self.unexpected("`:` after the key"));
        }
        self.at += 1;
        if let Some(Frame::Object { key, .. }) = self.build.top() {
            *key = Some((text, span));
        }
        Ok(())
    }

    fn string(&mut self) -> Result<String, Diagnostic> {
        let open = self.at;
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = &self.bytes[self.at..];
            let Some(length) = memchr::memchr2(b'"', b'\\', rest) else {
                let at = self.build.span(open, open + 1);
                return Err(syntax("this string is never closed", at).help("add the closing `\"`"));
            };
            if let Some(control) = rest[..length].iter().position(|b| *b < 0x20) {
                self.at += control;
                let message = format!(
                    "control character U+{:04X} in a string",
                    self.bytes[self.at]
                );
                return Err(self
                    .error_here(&message)
                    .help("write it as an escape, such as `\\n` or `\\u0000`"));
            }
            let chunk = &self.text[self.at..self.at + length];
            self.at += length;
            if self.bytes[self.at] == b'"' {
                self.at += 1;
                if out.is_empty() {
                    return Ok(chunk.to_owned());
                }
                out.push_str(chunk);
                return Ok(out);
            }
            out.push_str(chunk);
            out.push(self.escape()?);
        }
    }

    fn escape(&mut self) -> Result<char, Diagnostic> {
        let start = self.at;
        self.at += 2;
        Ok(match self.bytes.get(start + 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(start),
            _ => {
                self.at = start;
                return Err(self
                    .error_here("unknown escape in a string")
                    .help("write a backslash as `\\\\`"));
            }
        })
    }

    fn unicode_escape(&mut self, start: usize) -> Result<char, Diagnostic> {
        let first = self.four_hex(start)?;
        let code = match first {
            0xd800..=0xdbff if self.bytes[self.at..].starts_with(b"\\u") => {
                self.at += 2;
                match self.four_hex(start)? {
                    second @ 0xdc00..=0xdfff => {
                        0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)
                    }
                    _ => first,
                }
            }
            code => code,
        };
        char::from_u32(code).ok_or_else(|| {
            let at = self.build.span(start, self.at);
            syntax("half of a surrogate pair", at)
                .help("write both halves, or the character itself")
        })
    }

    fn four_hex(&mut self, start: usize) -> Result<u32, Diagnostic> {
        let digits = self
            .text
            .get(self.at..self.at + 4)
            .filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
        let code = digits.and_then(|hex| u32::from_str_radix(hex, 16).ok());
        let code = code.ok_or_else(|| {
            let at = self.build.span(start, start + 2);
            syntax("`\\u` must be followed by four hexadecimal digits", at)
                .help("write a backslash as `\\\\`")
        })?;
        self.at += 4;
        Ok(code)
    }

    fn number(&mut self) -> Result<Number, Diagnostic> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        let digits = self.digits()?;
        if digits > 1 && self.bytes[self.at - digits] == b'0' {
            let at = self.build.span(start, self.at);
            return Err(syntax("a number must not start with 0", at)
                .help("remove the zero, or put it in quotes"));
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(Number::from_json_text(&self.text[start..self.at]))
    }

    fn digits(&mut self) -> Result<usize, Diagnostic> {
        let length = self.bytes[self.at..]
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count();
        if length == 0 {
            return Err(self.unexpected("a digit"));
        }
        self.at += length;
        Ok(length)
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, Diagnostic> {
        if !self.bytes[self.at..].starts_with(word.as_bytes()) {
            return Err(self.unexpected("a value"));
        }
        self.at += word.len();
        Ok(value)
    }

    fn skip_space(&mut self) {
        let rest = &self.bytes[self.at..];
        self.at += rest
            .iter()
            .take_while(|b| matches!(b, b' ' | b'\n' | b'\r' | b'\t'))
            .count();
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn unexpected(&self, wanted: &str) -> Diagnostic {
        let found = match self.text[self.at..].chars().next() {
            None => "the end of the file".to_owned(),
            Some(c) => format!("`{c}`"),
        };
        self.error_here(&format!("expected {wanted}, found {found}"))
            .help("JSON has double quotes around keys and texts, commas between members, and no comments")
    }

    fn error_here(&self, message: &str) -> Diagnostic {
        let length = self.text[self.at..]
            .chars()
            .next()
            .map_or(0, char::len_utf8);
        syntax(message, self.build.span(self.at, self.at + length))
    }
}

fn syntax(message: &str, at: Span) -> Diagnostic {
    Diagnostic::error("spec-syntax", message).at(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Node, Diagnostic> {
        parse(text, 0, &Limits::default(), &mut 0, &mut Diagnostics::new())
    }

    #[test]
    fn reads_what_serde_json_reads() {
        let text = r#" {"a": [1, -2.5e+3, true, false, null, {}, []], "b\u00e9\ud83d\ude00\n": "x\"\\\/\b\f\r\t" } "#;
        let node = read(text).unwrap();
        assert_eq!(
            node.to_json(),
            serde_json::from_str::<serde_json::Value>(text).unwrap()
        );
        assert_eq!((node.span.start, node.span.end), (1, text.len() as u32 - 1));
    }

    #[test]
    fn refuses_what_rfc_8259_does_not_allow() {
        for text in [
            "",
            " ",
            "{",
            "[",
            "[1",
            "[1,",
            "[1,]",
            "{\"a\":1,}",
            "{\"a\"}",
            "{\"a\":}",
            "{a:1}",
            "01",
            "-",
            "1.",
            ".5",
            "1e",
            "+1",
            "tru",
            "nul",
            "\"",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\\ud800\"",
            "\"\\ud800\\u0041\"",
            "\"\t\"",
            "[1 2]",
            "1 2",
            "]",
            "{]",
            "[}",
            "'a'",
            "// c\n1",
            "NaN",
            "\u{feff}1",
            "[1}",
            "{\"a\":1]",
        ] {
            let error = read(text).expect_err(text);
            assert_eq!(error.code, "spec-syntax", "{text}");
            assert!(error.span.is_some(), "{text}");
            assert!(
                serde_json::from_str::<serde_json::Value>(text).is_err(),
                "{text}"
            );
        }
    }

    #[test]
    fn deep_nesting_is_an_error_not_an_overflow() {
        let error = read(&"[".repeat(1_000_000)).expect_err("too deep");
        assert_eq!(error.code, "spec-limit");
    }

    #[test]
    fn repeated_keys_name_both_places() {
        let mut diagnostics = Diagnostics::new();
        let node = parse(
            "{\"a\":1,\"a\":2}",
            0,
            &Limits::default(),
            &mut 0,
            &mut diagnostics,
        )
        .unwrap();
        assert_eq!(node.get("a").and_then(Node::as_u64), Some(2));
        let warning = diagnostics.iter().next().unwrap();
        assert_eq!(
            (warning.span.unwrap().start, warning.labels[0].span.start),
            (7, 1)
        );
    }
}
