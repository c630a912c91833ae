//! A JSON parser (RFC 8259) that keeps what serde would lose. It runs after a failure only.

use super::{Raw, RawObject};
use std::borrow::Cow;

/// What is wrong with the text and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SyntaxError {
    /// The text is no JSON.
    #[error("{message} at line {line} column {column}")]
    Syntax {
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
        /// What was found and expected.
        message: String,
    },
    /// Arrays and objects are nested deeper than the limit.
    #[error("nested deeper than {limit} levels at line {line} column {column}")]
    TooDeep {
        /// The limit.
        limit: usize,
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
    },
    /// The text is not UTF-8.
    #[error("not UTF-8 at byte {offset}")]
    Utf8 {
        /// Where the first wrong byte stands.
        offset: usize,
    },
}

/// Reads a whole text as one value.
///
/// # Errors
/// The first thing that is no JSON, with its place.
pub fn parse(bytes: &[u8], max_depth: usize) -> Result<Raw<'_>, SyntaxError> {
    let text = std::str::from_utf8(bytes).map_err(|error| SyntaxError::Utf8 {
        offset: error.valid_up_to(),
    })?;
    let mut parser = Parser {
        text,
        bytes,
        at: 0,
        left: max_depth,
        max_depth,
    };
    parser.space();
    let value = parser.value()?;
    parser.space();
    match parser.peek() {
        None => Ok(value),
        Some(_) => Err(parser.expected("the end of the text")),
    }
}

struct Parser<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    left: usize,
    max_depth: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    fn position(&self, offset: usize) -> (usize, usize) {
        let before = &self.bytes[..offset.min(self.bytes.len())];
        let start = before
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |index| index + 1);
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        // Continuation bytes of UTF-8 are no characters of their own.
        let column = before[start..]
            .iter()
            .filter(|byte| **byte & 0xc0 != 0x80)
            .count()
            + 1;
        (line, column)
    }

    fn error(&self, offset: usize, message: impl Into<String>) -> SyntaxError {
        let (line, column) = self.position(offset);
        SyntaxError::Syntax {
            line,
            column,
            message: message.into(),
        }
    }

    fn expected(&self, what: &str) -> SyntaxError {
        let found = match self
            .text
            .get(self.at..)
            .and_then(|rest| rest.chars().next())
        {
            None => "the text ends".to_owned(),
            Some(character) if character.is_control() => {
                format!("found `{}`", character.escape_default())
            }
            Some(character) => format!("found `{character}`"),
        };
        self.error(self.at, format!("{found}, expected {what}"))
    }

    fn value(&mut self) -> Result<Raw<'a>, SyntaxError> {
        match self.peek() {
            Some(b'{') => self.nested(Self::object),
            Some(b'[') => self.nested(Self::array),
            Some(b'"') => self.string().map(Raw::String),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", Raw::Bool(true)),
            Some(b'f') => self.word("false", Raw::Bool(false)),
            Some(b'n') => self.word("null", Raw::Null),
            _ => Err(self.expected("a value")),
        }
    }

    fn word(&mut self, word: &str, value: Raw<'a>) -> Result<Raw<'a>, SyntaxError> {
        if !self.bytes[self.at..].starts_with(word.as_bytes()) {
            return Err(self.expected("a value"));
        }
        self.at += word.len();
        Ok(value)
    }

    fn nested(
        &mut self,
        read: fn(&mut Self) -> Result<Raw<'a>, SyntaxError>,
    ) -> Result<Raw<'a>, SyntaxError> {
        if self.left == 0 {
            let (line, column) = self.position(self.at);
            return Err(SyntaxError::TooDeep {
                limit: self.max_depth,
                line,
                column,
            });
        }
        self.left -= 1;
        self.at += 1;
        self.space();
        let value = read(self)?;
        self.left += 1;
        Ok(value)
    }

    /// After an item: true when another follows.
    fn separator(&mut self, close: u8, what: &str) -> Result<bool, SyntaxError> {
        self.space();
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                self.space();
                Ok(true)
            }
            Some(byte) if byte == close => {
                self.at += 1;
                Ok(false)
            }
            _ => Err(self.expected(what)),
        }
    }

    fn array(&mut self) -> Result<Raw<'a>, SyntaxError> {
        let mut items = Vec::new();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Raw::Array(items));
        }
        loop {
            items.push(self.value()?);
            if !self.separator(b']', "`,` or `]`")? {
                return Ok(Raw::Array(items));
            }
        }
    }

    fn object(&mut self) -> Result<Raw<'a>, SyntaxError> {
        let mut members = Vec::new();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Raw::Object(RawObject(members)));
        }
        loop {
            if self.peek() != Some(b'"') {
                return Err(self.expected("a member name in double quotes"));
            }
            let name = self.string()?;
            self.space();
            if self.peek() != Some(b':') {
                return Err(self.expected("`:`"));
            }
            self.at += 1;
            self.space();
            let value = self.value()?;
            members.push((name, value));
            if !self.separator(b'}', "`,` or `}`")? {
                return Ok(Raw::Object(RawObject(members)));
            }
        }
    }

    fn digits(&mut self) -> Result<(), SyntaxError> {
        if !self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            return Err(self.expected("a digit"));
        }
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        Ok(())
    }

    fn number(&mut self) -> Result<Raw<'a>, SyntaxError> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
            if self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
                return Err(self.error(start, "a number must not start with 0"));
            }
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(Raw::Number(Cow::Borrowed(&self.text[start..self.at])))
    }

    fn string(&mut self) -> Result<Cow<'a, str>, SyntaxError> {
        let open = self.at;
        self.at += 1;
        let mut start = self.at;
        let mut owned: Option<String> = None;
        loop {
            match self.peek() {
                None => return Err(self.error(open, "the string that starts here does not end")),
                Some(b'"') => {
                    let rest = &self.text[start..self.at];
                    self.at += 1;
                    return Ok(match owned {
                        None => Cow::Borrowed(rest),
                        Some(mut text) => {
                            text.push_str(rest);
                            Cow::Owned(text)
                        }
                    });
                }
                Some(b'\\') => {
                    let text = owned.get_or_insert_default();
                    text.push_str(&self.text[start..self.at]);
                    let character = self.escape()?;
                    owned.get_or_insert_default().push(character);
                    start = self.at;
                }
                Some(0..=0x1f) => {
                    return Err(
                        self.error(self.at, "a control character must be escaped in a string")
                    );
                }
                Some(_) => self.at += 1,
            }
        }
    }

    fn escape(&mut self) -> Result<char, SyntaxError> {
        let start = self.at;
        self.at += 1;
        let character = match self.peek() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(start),
            _ => return Err(self.error(start, "unknown escape in a string")),
        };
        self.at += 1;
        Ok(character)
    }

    fn unicode(&mut self, start: usize) -> Result<char, SyntaxError> {
        let first = self.hex4(start)?;
        let code = match first {
            0xd800..=0xdbff if self.bytes[self.at..].starts_with(b"\\u") => {
                self.at += 1;
                let second = self.hex4(start)?;
                if !(0xdc00..=0xdfff).contains(&second) {
                    return Err(self.error(start, "half of a surrogate pair in a string"));
                }
                0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)
            }
            other => other,
        };
        char::from_u32(code)
            .ok_or_else(|| self.error(start, "half of a surrogate pair in a string"))
    }

    /// Stands on the `u`.
    fn hex4(&mut self, start: usize) -> Result<u32, SyntaxError> {
        let digits = self.bytes.get(self.at + 1..self.at + 5).unwrap_or_default();
        let code = digits.iter().try_fold(0, |code, byte| {
            Some(code << 4 | char::from(*byte).to_digit(16)?)
        });
        self.at += 5;
        code.filter(|_| digits.len() == 4)
            .ok_or_else(|| self.error(start, "`\\u` needs four hexadecimal digits"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> String {
        parse(text.as_bytes(), 8).expect_err("no JSON").to_string()
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        assert_eq!(
            message("{\"a\": 1,\n \"é\" 2}"),
            "found `2`, expected `:` at line 2 column 6"
        );
        assert_eq!(
            message(""),
            "the text ends, expected a value at line 1 column 1"
        );
        assert_eq!(
            message("[1,]"),
            "found `]`, expected a value at line 1 column 4"
        );
        assert_eq!(
            message("{'a':1}"),
            "found `'`, expected a member name in double quotes at line 1 column 2"
        );
        assert_eq!(
            message("01"),
            "a number must not start with 0 at line 1 column 1"
        );
        assert_eq!(
            message("\"abc"),
            "the string that starts here does not end at line 1 column 1"
        );
        assert_eq!(
            message("\"\\ud800\""),
            "half of a surrogate pair in a string at line 1 column 2"
        );
        assert_eq!(
            message("\"\\u12\""),
            "`\\u` needs four hexadecimal digits at line 1 column 2"
        );
        assert_eq!(
            message("[1] 2"),
            "found `2`, expected the end of the text at line 1 column 5"
        );
        assert_eq!(
            message("[[[[[[[[[]]]]]]]]]"),
            "nested deeper than 8 levels at line 1 column 9"
        );
        assert_eq!(
            message("\"\t\""),
            "a control character must be escaped in a string at line 1 column 2"
        );
        assert!(matches!(
            parse(b"\"\xff\"", 8),
            Err(SyntaxError::Utf8 { offset: 1 })
        ));
    }

    #[test]
    fn keeps_what_serde_loses() {
        let Ok(Raw::Object(object)) = parse(b"{\"a\":1.0,\"a\":\"\\ud83d\\ude00x\"}", 8) else {
            panic!("an object")
        };
        assert_eq!(object.0[0], (Cow::Borrowed("a"), Raw::Number("1.0".into())));
        assert_eq!(object.0[1].1, Raw::String("😀x".into()));
    }
}
