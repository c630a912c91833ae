//! A script made ready to run: split, checked, before anything runs.

use std::ops::Range;

use crate::{
    db::Engine,
    migrate::{
        Migration, Problem, Script, checksum,
        source::Directives,
        split::{self, Statement, TransactionWord, transaction_word},
    },
};

/// How a script can run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// In one transaction with its row.
    Transaction,
    /// Statement by statement, with a journal.
    Journal,
}

/// A script that can run.
#[derive(Debug, Clone)]
pub(crate) struct Prepared<'a> {
    pub(crate) migration: &'a Migration,
    pub(crate) script: Script,
    pub(crate) sql: String,
    pub(crate) statements: Vec<Statement>,
    pub(crate) directives: Directives,
    pub(crate) checksum: String,
    pub(crate) mode: Mode,
    /// Whether it is the way back.
    pub(crate) is_down: bool,
}

/// Splits and checks a script.
pub(crate) fn prepare<'a>(
    engine: Engine,
    migration: &'a Migration,
    script: Script,
) -> Result<Prepared<'a>, Problem> {
    let sql = script.sql().into_owned();
    let directives = script.directives()?;
    let mut statements = split::split(engine, &sql).map_err(|error| {
        let (line, _) = script.locate(error.offset);
        Problem {
            file: script.file().to_owned(),
            line,
            message: error.message,
            help: "mend the text at this place".to_owned(),
        }
    })?;
    if statements.is_empty() {
        return Err(Problem {
            file: script.file().to_owned(),
            line: script.locate(0).0,
            message: "there is no statement in this file".to_owned(),
            help: "write one, or remove the file".to_owned(),
        });
    }
    let mode = if engine == Engine::Mysql || directives.no_transaction {
        Mode::Journal
    } else {
        Mode::Transaction
    };
    if mode == Mode::Transaction {
        statements = within_our_transaction(engine, &script, &sql, statements)?;
    }
    Ok(Prepared {
        migration,
        checksum: migration.up.checksum(),
        script,
        sql,
        statements,
        directives,
        mode,
        is_down: false,
    })
}

/// A file that is one transaction by itself becomes part of ours; any other mix would make its row lie.
fn within_our_transaction(
    engine: Engine,
    script: &Script,
    sql: &str,
    statements: Vec<Statement>,
) -> Result<Vec<Statement>, Problem> {
    let text = |statement: &Statement| &sql[statement.start..statement.end];
    let found: Vec<(usize, TransactionWord)> = statements
        .iter()
        .enumerate()
        .filter_map(|(index, statement)| Some((index, transaction_word(engine, text(statement))?)))
        .collect();
    let last = statements.len() - 1;
    match found.as_slice() {
        [] => Ok(statements),
        [(0, TransactionWord::Begin), (end, TransactionWord::Commit)]
            if *end == last && last > 1 =>
        {
            Ok(statements[1..last].to_vec())
        }
        [(first, _), ..] => Err(Problem {
            file: script.file().to_owned(),
            line: script.locate(statements[*first].start).0,
            message: format!(
                "`{}` stands in a migration that runs in a transaction of its own",
                text(&statements[*first])
            ),
            help: "take it out, or put `-- no-transaction` on the first line of the file"
                .to_owned(),
        }),
    }
}

/// The same for the way back.
pub(crate) fn prepare_down<'a>(
    engine: Engine,
    migration: &'a Migration,
    script: Script,
) -> Result<Prepared<'a>, Problem> {
    let mut prepared = prepare(engine, migration, script)?;
    prepared.is_down = true;
    Ok(prepared)
}

impl Prepared<'_> {
    pub(crate) fn statement(&self, index: usize) -> &str {
        let statement = self.statements[index];
        &self.sql[statement.start..statement.end]
    }

    /// From the first statement to the last.
    pub(crate) fn body(&self) -> Range<usize> {
        let start = self
            .statements
            .first()
            .map_or(0, |statement| statement.start);
        let end = self.statements.last().map_or(0, |statement| statement.end);
        start..end
    }

    /// One per statement, to see later whether a finished one was changed.
    pub(crate) fn fingerprints(&self) -> Vec<String> {
        (0..self.statements.len())
            .map(|index| checksum::fingerprint(self.statement(index)))
            .collect()
    }
}
