//! From a refused batch to the statement, file, line and column.

use super::Prepared;
use crate::{
    db::{DatabaseFailure, Engine},
    migrate::{
        error::{Outcome, StatementFailure},
        split,
    },
};

/// Where in a prepared script a batch stopped.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stop {
    /// How many of the script's statements had finished.
    pub(crate) finished: usize,
    /// The place the server named, as a byte offset in the script's text.
    pub(crate) offset: Option<usize>,
}

/// What ends a statement in a message of several; a line of its own, since a statement may end in a comment.
pub(super) const SEPARATOR: &str = "\n;\n";

/// MySQL quotes what follows the place of a syntax error, which may go on into the journal entry behind the statement.
pub(super) fn without_our_text(mut cause: DatabaseFailure) -> DatabaseFailure {
    let Some((before, quoted)) = cause.message.split_once("near '") else {
        return cause;
    };
    let Some((quoted, after)) = quoted.rsplit_once("' at line ") else {
        return cause;
    };
    let theirs = match quoted.strip_prefix(SEPARATOR.trim_start()) {
        Some(_) => "",
        None => quoted.split(SEPARATOR).next().unwrap_or_default(),
    };
    if theirs.len() < quoted.len() {
        cause.message = format!("{before}near '{theirs}' at line {after}");
    }
    cause
}

/// Builds the failure for people.
pub(crate) fn statement_failure(
    engine: Engine,
    prepared: &Prepared<'_>,
    stop: Stop,
    cause: DatabaseFailure,
    outcome: Outcome,
) -> StatementFailure {
    let total = prepared.statements.len();
    let at_commit = stop.finished >= total;
    let index = match stop.offset {
        Some(offset) => prepared
            .statements
            .iter()
            .position(|statement| offset < statement.end)
            .unwrap_or(total - 1),
        None => stop.finished.min(total - 1),
    };
    let offset = stop.offset.unwrap_or(prepared.statements[index].start);
    let (line, column) = prepared.script.locate(offset);
    let source_line = prepared
        .script
        .sql()
        .split('\n')
        .nth(line_in_script(prepared, offset))
        .unwrap_or_default()
        .trim_end()
        .to_owned();
    let outcome = if cause.is_lost {
        Outcome::Unknown
    } else {
        outcome
    };
    let mut help = advice(engine, prepared.statement(index), &cause);
    if at_commit && !cause.is_lost {
        help.push("every statement ran, but the transaction could not be committed".to_owned());
    }
    if let Outcome::Stopped { .. } = outcome {
        let version = &prepared.migration.version;
        let next = if prepared.is_down {
            "mend the rest of the file and run `cargo backend migrate rollback` again"
        } else {
            "mend the rest of the file and run `cargo backend migrate up --resume`, or take it back with `cargo backend migrate rollback`"
        };
        help.push(format!(
            "{next}; `cargo backend migrate repair {version}` sets the state by hand"
        ));
    }
    StatementFailure {
        title: prepared.migration.title(),
        version: prepared.migration.version.to_string(),
        statement: index + 1,
        total,
        file: prepared.script.file().to_owned(),
        line,
        column,
        source_line,
        cause,
        outcome,
        help,
    }
}

fn line_in_script(prepared: &Prepared<'_>, offset: usize) -> usize {
    prepared.sql[..offset.min(prepared.sql.len())]
        .matches('\n')
        .count()
}

/// What we know beyond the server's hint.
fn advice(engine: Engine, statement: &str, cause: &DatabaseFailure) -> Vec<String> {
    let mut help = Vec::new();
    match (engine, cause.code.as_deref()) {
        (Engine::Postgres, Some("25001")) => help.push(
            "this statement cannot run in a transaction: put `-- no-transaction` on the first line of the file".to_owned(),
        ),
        (Engine::Postgres, Some("55P03")) => help.push(
            "other sessions keep the table locked; end them, or allow more with `-- lock-timeout: 30s` on the first line"
                .to_owned(),
        ),
        (Engine::Postgres, Some("42501")) => {
            help.push("use an account that owns the table or may create in this schema".to_owned());
        }
        (Engine::Mysql, Some("1142" | "1044" | "1227" | "1370")) => {
            help.push("use an account with the rights that this statement needs".to_owned());
        }
        (Engine::Sqlite, Some("13")) => help.push("the disk is full: make room and run again".to_owned()),
        (Engine::Sqlite, Some("8" | "1032" | "776")) => {
            help.push("the database file or its folder is read-only".to_owned());
        }
        (Engine::Sqlite, _) if cause.message.contains("within a transaction") => help.push(
            "this statement cannot run in a transaction: put `-- no-transaction` on the first line of the file".to_owned(),
        ),
        _ => {}
    }
    if engine == Engine::Postgres && is_concurrent_index(statement) {
        help.push(
            "an index that failed half way stays INVALID; see `cargo backend migrate status`, which names it and how to drop it"
                .to_owned(),
        );
    }
    help
}

fn is_concurrent_index(statement: &str) -> bool {
    let words = split::words(Engine::Postgres, statement);
    words.iter().any(|word| word == "CONCURRENTLY") && words.iter().any(|word| word == "INDEX")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(message: &str) -> String {
        let cause = DatabaseFailure {
            message: message.to_owned(),
            ..DatabaseFailure::default()
        };
        without_our_text(cause).message
    }

    #[test]
    fn a_syntax_error_does_not_quote_the_journal() {
        let ours = "UPDATE `app`.`_backend_migrations` SET statements_done = 3, state...";
        assert_eq!(
            shown(&format!("syntax to use near ';\n{ours}' at line 2")),
            "syntax to use near '' at line 2"
        );
        assert_eq!(
            shown(&format!("syntax to use near 'it's\n;\n{ours}' at line 2")),
            "syntax to use near 'it's' at line 2"
        );
    }

    #[test]
    fn what_the_file_says_stays_quoted() {
        for message in ["syntax to use near 'oops' at line 1", "no such table"] {
            assert_eq!(shown(message), message);
        }
    }
}
