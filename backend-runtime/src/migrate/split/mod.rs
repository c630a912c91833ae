//! Splitting SQL into statements, exactly as the client of each database does.
//!
//! Owns the lexical rules of three dialects: quotes, comments, `DELIMITER`, compound statements. It knows nothing of
//! what a statement means beyond where it ends and which words it starts with.

mod lexer;
mod mysql;
mod postgres;
mod sqlite;
mod words;

pub(crate) use words::{
    TransactionWord, is_atomic_with_journal, is_destructive, transaction_word, words,
};

use crate::db::Engine;
use lexer::Token;

/// Where a statement stands in its text: from its first token to its last, without the delimiter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Statement {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// A text that cannot be split: something is open at its end, or is not SQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SplitError {
    /// Byte offset of what is wrong.
    pub(crate) offset: usize,
    pub(crate) message: String,
}

/// The statements of a text, in order; comments alone are not a statement.
pub(crate) fn split(engine: Engine, text: &str) -> Result<Vec<Statement>, SplitError> {
    let tokens = lexer::tokens(engine, text)?;
    match engine {
        Engine::Postgres => postgres::split(text, &tokens),
        Engine::Mysql => Ok(mysql::split(text, &tokens)),
        Engine::Sqlite => Ok(sqlite::split(text, &tokens)),
    }
}

/// Collects statements from the tokens between delimiters.
#[derive(Default)]
struct Collector {
    open: Option<Statement>,
    done: Vec<Statement>,
}

impl Collector {
    fn add(&mut self, token: &Token) {
        match &mut self.open {
            Some(statement) => statement.end = token.end,
            None => {
                self.open = Some(Statement {
                    start: token.start,
                    end: token.end,
                });
            }
        }
    }

    fn end_statement(&mut self) {
        self.done.extend(self.open.take());
    }

    fn finish(mut self) -> Vec<Statement> {
        self.end_statement();
        self.done
    }
}

#[cfg(test)]
mod tests;
