//! What the first words of a statement tell about it.

use super::lexer::{self, Kind};
use crate::db::Engine;

/// The words of one statement in upper case, names without their quotes, signs as they are.
pub(crate) fn words(engine: Engine, statement: &str) -> Vec<String> {
    let tokens = lexer::tokens(engine, statement).unwrap_or_default();
    tokens
        .iter()
        .filter(|token| !matches!(token.kind, Kind::Executable | Kind::DelimiterCommand))
        .map(|token| {
            let text = token.text(statement);
            match token.kind {
                Kind::Word => text.to_ascii_uppercase(),
                Kind::Quoted
                | Kind::Sign(_)
                | Kind::Delimiter
                | Kind::DelimiterCommand
                | Kind::Executable => text.to_owned(),
            }
        })
        .collect()
}

/// How a statement opens or ends a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TransactionWord {
    Begin,
    Commit,
    Rollback,
}

/// Whether the statement opens or ends a transaction; savepoints are fine anywhere.
pub(crate) fn transaction_word(engine: Engine, statement: &str) -> Option<TransactionWord> {
    // Most statements are settled by their first letter.
    let first = statement.bytes().next()?.to_ascii_lowercase();
    if !matches!(first, b'b' | b's' | b'c' | b'e' | b'r' | b'a' | b'/') {
        return None;
    }
    let head: String = statement.chars().take(60).collect();
    let words = words(engine, &head);
    let word = |index: usize| words.get(index).map_or("", String::as_str);
    match (word(0), word(1)) {
        ("BEGIN", "NOT") => None,
        ("BEGIN", _) | ("START", "TRANSACTION") => Some(TransactionWord::Begin),
        ("COMMIT", _) | ("END", _) => Some(TransactionWord::Commit),
        ("ROLLBACK" | "ABORT", "TO") => None,
        ("ROLLBACK", "TRANSACTION" | "WORK") if word(2) == "TO" => None,
        ("ROLLBACK" | "ABORT", _) => Some(TransactionWord::Rollback),
        _ => None,
    }
}

/// Whether a statement of a file without a transaction can share a small one with its journal entry, so that both
/// happen or none. Only statements that surely can.
pub(crate) fn is_atomic_with_journal(engine: Engine, statement: &str) -> bool {
    let words = words(engine, statement);
    let word = |index: usize| words.get(index).map_or("", String::as_str);
    if matches!(word(0), "INSERT" | "UPDATE" | "DELETE" | "REPLACE") {
        return true;
    }
    if engine == Engine::Mysql || words.iter().any(|word| word == "CONCURRENTLY") {
        return false;
    }
    let is_ddl = matches!(word(0), "CREATE" | "ALTER" | "DROP");
    let is_plain = matches!(word(1), "TABLE" | "INDEX" | "UNIQUE" | "VIEW" | "TRIGGER");
    is_ddl && is_plain
}

/// Whether a statement may destroy data: what asks before it runs on a database that is not local.
pub(crate) fn is_destructive(engine: Engine, statement: &str) -> bool {
    let words = words(engine, statement);
    let has = |word: &str| words.iter().any(|other| other == word);
    match words.first().map(String::as_str) {
        Some("DROP") => words.get(1).is_some_and(|kind| {
            matches!(
                kind.as_str(),
                "TABLE" | "SCHEMA" | "DATABASE" | "COLUMN" | "MATERIALIZED" | "TYPE" | "SEQUENCE"
            )
        }),
        Some("TRUNCATE") => true,
        Some("DELETE" | "UPDATE") => !has("WHERE"),
        Some("ALTER") => has("DROP") && !has("CONSTRAINT") && !has("DEFAULT") && !has("INDEX"),
        Some(_) | None => false,
    }
}
