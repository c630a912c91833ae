//! MySQL and MariaDB: the delimiter ends a statement. While it is `;`, compound statements (`BEGIN … END`, `IF … END
//! IF`, loops) are followed to their end, because files made for other runners carry them without `DELIMITER`.

use super::{
    Collector, Statement,
    lexer::{Kind, Token},
};

pub(super) fn split(text: &str, tokens: &[Token]) -> Vec<Statement> {
    let mut collector = Collector::default();
    let mut has_own_delimiter = false;
    let mut first = 0;
    let mut depth = 0_usize;
    for (index, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::DelimiterCommand => {
                collector.end_statement();
                has_own_delimiter = !token.text(text).trim_end().ends_with(';')
                    || token.text(text).trim_end().ends_with(";;");
                (first, depth) = (index + 1, 0);
            }
            Kind::Delimiter => {
                collector.end_statement();
                (first, depth) = (index + 1, 0);
            }
            Kind::Sign(b';') if !has_own_delimiter && depth == 0 => {
                collector.end_statement();
                first = index + 1;
            }
            Kind::Word if !has_own_delimiter && may_be_compound(text, tokens, first) => {
                collector.add(token);
                depth = nesting(text, tokens, first, index, depth);
            }
            Kind::Word | Kind::Quoted | Kind::Sign(_) | Kind::Executable => collector.add(token),
        }
    }
    collector.finish()
}

/// Whether the statement that starts at token `first` can hold statements of its own.
fn may_be_compound(text: &str, tokens: &[Token], first: usize) -> bool {
    let mut words = tokens[first..]
        .iter()
        .filter(|token| token.kind != Kind::Executable);
    let Some(start) = words.next() else {
        return false;
    };
    let is_any = |token: &Token, list: &[&str]| list.iter().any(|word| token.is_word(text, word));
    if is_any(start, &["create", "alter"]) {
        // CREATE OR REPLACE DEFINER = `a`@`b` AGGREGATE FUNCTION: the kind comes within a few tokens.
        return words
            .take(14)
            .take_while(|token| token.kind != Kind::Sign(b'('))
            .find(|token| {
                is_any(
                    token,
                    &["table", "view", "index", "database", "schema", "user"],
                ) || is_any(token, ROUTINES)
            })
            .is_some_and(|token| is_any(token, ROUTINES));
    }
    // MariaDB also takes compound statements by themselves; a plain BEGIN opens a transaction.
    is_any(start, &["if", "case", "loop", "while", "repeat", "for"])
        || start.is_word(text, "begin")
            && words.next().is_some_and(|next| next.is_word(text, "not"))
}

const ROUTINES: &[&str] = &["procedure", "function", "trigger", "event", "package"];

/// The nesting after the word at `index`.
fn nesting(text: &str, tokens: &[Token], first: usize, index: usize, depth: usize) -> usize {
    let token = &tokens[index];
    let is = |word: &str| token.is_word(text, word);
    let previous = (index > first).then(|| &tokens[index - 1]);
    let after_end = previous.is_some_and(|previous| previous.is_word(text, "end"));
    if is("end") {
        return depth.saturating_sub(1);
    }
    let opens = if after_end {
        // END IF, END LOOP, …: the END has counted already.
        false
    } else if is("begin") || is("case") || is("loop") || is("while") {
        true
    } else if is("if") {
        starts_statement(text, previous) && is_followed_by_then(text, &tokens[index + 1..])
    } else if is("repeat") || is("for") {
        let next = tokens.get(index + 1);
        starts_statement(text, previous)
            && next.is_none_or(|next| {
                next.kind != Kind::Sign(b'(')
                    && !next.is_word(text, "each")
                    && !next.is_word(text, "update")
            })
    } else {
        false
    };
    depth + usize::from(opens)
}

/// Whether a statement can start after `previous`; functions such as `IF(a, b, c)` stand elsewhere.
fn starts_statement(text: &str, previous: Option<&Token>) -> bool {
    let Some(previous) = previous else {
        return true;
    };
    match previous.kind {
        Kind::Sign(sign) => matches!(sign, b';' | b':' | b')'),
        Kind::Executable => true,
        Kind::Word => [
            "row",
            "then",
            "else",
            "begin",
            "do",
            "loop",
            "repeat",
            "deterministic",
            "data",
            "sql",
            "invoker",
            "definer",
            "atomic",
        ]
        .iter()
        .any(|word| previous.is_word(text, word)),
        Kind::Quoted => true,
        Kind::Delimiter | Kind::DelimiterCommand => true,
    }
}

/// Whether THEN comes before this statement or expression ends: the mark of IF as a statement.
fn is_followed_by_then(text: &str, rest: &[Token]) -> bool {
    let mut parentheses = 0_usize;
    for token in rest {
        match token.kind {
            Kind::Sign(b'(') => parentheses += 1,
            Kind::Sign(b')') if parentheses == 0 => return false,
            Kind::Sign(b')') => parentheses -= 1,
            Kind::Sign(b';') => return false,
            Kind::Word if parentheses == 0 => {
                if token.is_word(text, "then") {
                    return true;
                }
                if token.is_word(text, "else") || token.is_word(text, "end") {
                    return false;
                }
            }
            Kind::Word
            | Kind::Quoted
            | Kind::Sign(_)
            | Kind::Delimiter
            | Kind::DelimiterCommand
            | Kind::Executable => {}
        }
    }
    false
}
