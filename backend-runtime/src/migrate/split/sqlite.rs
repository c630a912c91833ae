//! SQLite: a semicolon ends a statement, except in `CREATE TRIGGER`, which ends with `; END ;`
//! (the rule of `sqlite3_complete`).

use super::{
    Collector, Statement,
    lexer::{Kind, Token},
};

pub(super) fn split(text: &str, tokens: &[Token]) -> Vec<Statement> {
    let mut collector = Collector::default();
    let mut first_words: Vec<&str> = Vec::new();
    let mut after_semicolon = false;
    let mut after_end = false;
    for token in tokens {
        let in_trigger = is_trigger(&first_words);
        if token.kind == Kind::Sign(b';') && (!in_trigger || after_end) {
            collector.end_statement();
            first_words.clear();
            (after_semicolon, after_end) = (false, false);
            continue;
        }
        collector.add(token);
        after_end = after_semicolon && token.is_word(text, "end");
        after_semicolon = token.kind == Kind::Sign(b';');
        if token.kind == Kind::Word && first_words.len() < 4 {
            first_words.push(token.text(text));
        }
    }
    collector.finish()
}

fn is_trigger(first_words: &[&str]) -> bool {
    let mut words = first_words.iter().copied().peekable();
    let is = |word: Option<&&str>, other: &str| {
        word.is_some_and(|word| word.eq_ignore_ascii_case(other))
    };
    if is(words.peek(), "explain") {
        words.next();
    }
    if !is(words.next().as_ref(), "create") {
        return false;
    }
    if is(words.peek(), "temp") || is(words.peek(), "temporary") {
        words.next();
    }
    is(words.next().as_ref(), "trigger")
}
