//! Tokens, with whitespace and comments removed.

use super::SplitError;
use crate::db::Engine;

/// What a token is, as far as splitting cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A keyword, a name without quotes, or a number.
    Word,
    /// A quoted string or name.
    Quoted,
    /// Any other single character.
    Sign(u8),
    /// A delimiter set with `DELIMITER` (MySQL).
    Delimiter,
    /// The line of a `DELIMITER` command; not part of any statement (MySQL).
    DelimiterCommand,
    /// `/*!50001` or its `*/`, whose contents are executed (MySQL).
    Executable,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Token {
    pub(super) fn text<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start..self.end]
    }

    pub(super) fn is_word(&self, text: &str, word: &str) -> bool {
        self.kind == Kind::Word && self.text(text).eq_ignore_ascii_case(word)
    }
}

/// All tokens of a text.
pub(super) fn tokens(engine: Engine, text: &str) -> Result<Vec<Token>, SplitError> {
    let mut lexer = Lexer {
        engine,
        text,
        bytes: text.as_bytes(),
        at: 0,
        delimiter: None,
        in_executable: false,
    };
    let mut tokens = Vec::with_capacity(text.len() / 6);
    while let Some(token) = lexer.next()? {
        tokens.push(token);
    }
    Ok(tokens)
}

struct Lexer<'t> {
    engine: Engine,
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    delimiter: Option<&'t str>,
    in_executable: bool,
}

impl Lexer<'_> {
    fn next(&mut self) -> Result<Option<Token>, SplitError> {
        self.skip_blank()?;
        let start = self.at;
        let Some(&byte) = self.bytes.get(start) else {
            return Ok(None);
        };
        let kind = self.kind(byte)?;
        Ok(Some(Token {
            kind,
            start,
            end: self.at,
        }))
    }

    /// Consumes one token.
    fn kind(&mut self, byte: u8) -> Result<Kind, SplitError> {
        if self.at_delimiter() {
            self.at += self.delimiter.map_or(0, str::len);
            return Ok(Kind::Delimiter);
        }
        if self.engine == Engine::Mysql {
            if self.rest().starts_with("/*!") || self.rest().starts_with("/*M!") {
                self.at += if self.rest().starts_with("/*!") { 3 } else { 4 };
                self.in_executable = true;
                self.skip_while(|byte| byte.is_ascii_digit());
                return Ok(Kind::Executable);
            }
            if self.in_executable && self.rest().starts_with("*/") {
                self.at += 2;
                self.in_executable = false;
                return Ok(Kind::Executable);
            }
        }
        match byte {
            b'\'' => self.quoted(b'\'', self.engine == Engine::Mysql),
            b'"' => self.quoted(b'"', self.engine == Engine::Mysql),
            b'`' if self.engine != Engine::Postgres => self.quoted(b'`', false),
            b'[' if self.engine == Engine::Sqlite => self.quoted(b']', false),
            b'$' if self.engine == Engine::Postgres => self.dollar(),
            _ if is_word_start(byte) || byte.is_ascii_digit() => self.word(),
            _ => {
                self.at += 1;
                Ok(Kind::Sign(byte))
            }
        }
    }

    fn rest(&self) -> &str {
        // Tokens end at ASCII characters or word ends, so `at` is always a character boundary.
        &self.text[self.at..]
    }

    fn at_delimiter(&self) -> bool {
        self.delimiter
            .is_some_and(|delimiter| self.bytes[self.at..].starts_with(delimiter.as_bytes()))
    }

    fn skip_while(&mut self, condition: impl Fn(u8) -> bool) {
        while self.bytes.get(self.at).is_some_and(|&byte| condition(byte)) {
            self.at += 1;
        }
    }

    fn error(&self, offset: usize, message: &str) -> SplitError {
        SplitError {
            offset,
            message: message.to_owned(),
        }
    }

    /// Skips whitespace and comments.
    fn skip_blank(&mut self) -> Result<(), SplitError> {
        loop {
            self.skip_while(|byte| byte.is_ascii_whitespace() || byte == 0x0b);
            if self.at_delimiter() {
                return Ok(());
            }
            let rest = &self.bytes[self.at..];
            if self.is_line_comment(rest) {
                self.skip_while(|byte| byte != b'\n');
            } else if rest.starts_with(b"/*") && !self.is_executable(rest) {
                self.block_comment()?;
            } else {
                return Ok(());
            }
        }
    }

    fn is_line_comment(&self, rest: &[u8]) -> bool {
        if self.engine == Engine::Mysql {
            // `--` needs a blank or control character after it: `5--1` is six.
            let dashes = rest.starts_with(b"--") && rest.get(2).is_none_or(|&byte| byte <= b' ');
            return dashes || rest.first() == Some(&b'#');
        }
        rest.starts_with(b"--")
    }

    fn is_executable(&self, rest: &[u8]) -> bool {
        self.engine == Engine::Mysql && (rest.starts_with(b"/*!") || rest.starts_with(b"/*M!"))
    }

    fn block_comment(&mut self) -> Result<(), SplitError> {
        let start = self.at;
        let nests = self.engine == Engine::Postgres;
        let mut depth = 0_usize;
        while self.at < self.bytes.len() {
            let rest = &self.bytes[self.at..];
            if rest.starts_with(b"/*") && (nests || depth == 0) {
                depth += 1;
                self.at += 2;
            } else if rest.starts_with(b"*/") {
                depth -= 1;
                self.at += 2;
                if depth == 0 {
                    return Ok(());
                }
            } else {
                self.at += 1;
            }
        }
        if self.engine == Engine::Sqlite {
            // SQLite lets the end of the text close a comment.
            return Ok(());
        }
        Err(self.error(start, "this comment is not closed"))
    }

    /// A quoted string or name; a doubled quote stands for itself.
    fn quoted(&mut self, close: u8, has_escapes: bool) -> Result<Kind, SplitError> {
        let start = self.at;
        self.at += 1;
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            if byte == b'\\' && has_escapes {
                self.at += 1;
            } else if byte == close {
                if close != b']' && self.bytes.get(self.at) == Some(&close) {
                    self.at += 1;
                    continue;
                }
                return Ok(Kind::Quoted);
            }
        }
        self.at = self.bytes.len();
        Err(self.error(start, "this quote is not closed"))
    }

    /// `$tag$ … $tag$`, or a parameter such as `$1`.
    fn dollar(&mut self) -> Result<Kind, SplitError> {
        let start = self.at;
        let tag = self.bytes[start + 1..]
            .iter()
            .take_while(|&&byte| is_word_start(byte) || byte.is_ascii_digit())
            .count();
        let first_is_digit = self.bytes.get(start + 1).is_some_and(u8::is_ascii_digit);
        if first_is_digit || self.bytes.get(start + 1 + tag) != Some(&b'$') {
            self.at += 1;
            return Ok(Kind::Sign(b'$'));
        }
        let quote = &self.text[start..start + tag + 2];
        let body = start + quote.len();
        let Some(length) = self.text[body..].find(quote) else {
            let message = format!("this {quote} quote is not closed");
            return Err(self.error(start, &message));
        };
        self.at = body + length + quote.len();
        Ok(Kind::Quoted)
    }

    fn word(&mut self) -> Result<Kind, SplitError> {
        let start = self.at;
        let has_dollar = self.engine != Engine::Sqlite;
        while let Some(&byte) = self.bytes.get(self.at) {
            let belongs =
                is_word_start(byte) || byte.is_ascii_digit() || has_dollar && byte == b'$';
            if !belongs || self.at > start && self.at_delimiter() {
                break;
            }
            self.at += 1;
        }
        let word = &self.text[start..self.at];
        let is_escape_prefix = self.engine == Engine::Postgres && word.eq_ignore_ascii_case("e");
        if is_escape_prefix && self.bytes.get(self.at) == Some(&b'\'') {
            return self.escape_string();
        }
        if self.engine == Engine::Mysql && self.is_delimiter_command(start, word) {
            return Ok(self.delimiter_command());
        }
        Ok(Kind::Word)
    }

    /// `E'…'`; after a line break a further `'…'` continues it with the same rules.
    fn escape_string(&mut self) -> Result<Kind, SplitError> {
        loop {
            self.quoted(b'\'', true)?;
            let end = self.at;
            self.skip_while(|byte| byte.is_ascii_whitespace());
            let has_break = self.bytes[end..self.at].contains(&b'\n');
            if !has_break || self.bytes.get(self.at) != Some(&b'\'') {
                self.at = end;
                return Ok(Kind::Quoted);
            }
        }
    }

    fn is_delimiter_command(&self, start: usize, word: &str) -> bool {
        let line_start = self.text[..start].rfind('\n').map_or(0, |line| line + 1);
        word.eq_ignore_ascii_case("delimiter")
            && self.text[line_start..start].trim().is_empty()
            && matches!(self.bytes.get(self.at), Some(b' ' | b'\t'))
    }

    fn delimiter_command(&mut self) -> Kind {
        let start = self.at;
        self.skip_while(|byte| byte != b'\n');
        let text = self.text;
        self.delimiter = text[start..self.at]
            .split_whitespace()
            .next()
            .filter(|delimiter| *delimiter != ";");
        Kind::DelimiterCommand
    }
}

fn is_word_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}
