//! Running scripts in one transaction with their rows: all of it stays, or nothing.

use std::time::{Duration, Instant};

use super::{
    Prepared, Runner,
    failure::{Stop, statement_failure},
    is_lock_timeout,
    retry::Backoff,
    timeouts::{self, Scope},
};
use crate::{
    db::{Engine, session::BatchFailure},
    migrate::{Event, MigrateError, error::Outcome, history::Journal},
};

/// How much text goes into one round trip when several migrations share a transaction.
const MESSAGE_LIMIT: usize = 256 * 1024;

/// Which way a script goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Forward, to this place in the order of application; a row of an earlier run is replaced.
    Up { position: u64, replaces: bool },
    /// Back.
    Down,
}

impl Runner {
    /// The timeouts that a script asks for, when it shares a transaction with others.
    pub(crate) fn settings_before(&mut self, prepared: &Prepared<'_>) -> Vec<String> {
        let directives = prepared.directives;
        self.session.limit_statements(directives.statement_timeout);
        timeouts::before(self.engine(), directives, Scope::Transaction)
    }

    /// What makes the session as it was before such a script.
    pub(crate) fn settings_after(&mut self, prepared: &Prepared<'_>) -> Vec<String> {
        self.session.limit_statements(None);
        let lock_timeout = self.settings.lock_timeout;
        let mut settings = timeouts::after(self.engine(), prepared.directives, lock_timeout);
        if self.engine() == Engine::Postgres && changes_settings(&prepared.sql) {
            settings.extend(self.fresh_session().map(str::to_owned));
        }
        settings
    }

    /// Runs one script in a transaction of its own.
    pub(super) async fn run_in_transaction(
        &mut self,
        prepared: &Prepared<'_>,
        way: Way,
    ) -> Result<Duration, MigrateError> {
        let mut backoff = Backoff::new(self.settings.lock_wait);
        loop {
            let started = Instant::now();
            let Err(failure) = self.attempt(prepared, way).await else {
                return Ok(started.elapsed());
            };
            self.roll_back().await;
            let (stop, cause) = failure;
            if is_lock_timeout(self.engine(), &cause)
                && let Some((attempt, pause)) = backoff.next()
            {
                self.tell(&Event::Retrying {
                    title: prepared.migration.title(),
                    attempt,
                    after: pause,
                });
                tokio::time::sleep(pause).await;
                continue;
            }
            let failure =
                statement_failure(self.engine(), prepared, stop, cause, Outcome::RolledBack);
            return Err(MigrateError::Statement(Box::new(failure)));
        }
    }

    async fn attempt(
        &mut self,
        prepared: &Prepared<'_>,
        way: Way,
    ) -> Result<(), (Stop, crate::db::DatabaseFailure)> {
        let mut batch = Batch::default();
        let (directives, lock_timeout) = (prepared.directives, self.settings.lock_timeout);
        if self.engine() == Engine::Sqlite {
            // SQLite works in this process: the time it takes is measured here, and two calls cost next to nothing.
            let started = Instant::now();
            for setting in timeouts::before(Engine::Sqlite, directives, Scope::Session) {
                batch.own(&setting);
            }
            batch.own("BEGIN IMMEDIATE");
            batch.script(prepared, 0);
            self.session.limit_statements(directives.statement_timeout);
            self.send_batch(&batch, &[prepared]).await?;
            let mut rest = Batch::default();
            for statement in self.records(prepared, way, Some(started.elapsed().as_micros())) {
                rest.own(&statement);
            }
            rest.own("COMMIT");
            for setting in timeouts::after(Engine::Sqlite, directives, lock_timeout) {
                rest.own(&setting);
            }
            self.session.limit_statements(None);
            let sent = self.send_batch(&rest, &[prepared]).await;
            return sent.map_err(|(_, cause)| (at_end(prepared), cause));
        }
        batch.own("BEGIN");
        for setting in timeouts::before(self.engine(), directives, Scope::Transaction) {
            batch.own(&setting);
        }
        batch.script(prepared, 0);
        for statement in self.records(prepared, way, None) {
            batch.own(&statement);
        }
        batch.own("COMMIT");
        if changes_settings(&prepared.sql) {
            batch.own(&self.fresh_session().join(";\n"));
        }
        self.send_batch(&batch, &[prepared]).await
    }

    fn records(&self, prepared: &Prepared<'_>, way: Way, measured_us: Option<u128>) -> Vec<String> {
        match way {
            Way::Down => vec![self.table.finish_down(prepared.migration)],
            Way::Up { position, replaces } => {
                let journal = Journal {
                    version: prepared.migration.version.as_str(),
                    name: &prepared.migration.name,
                    checksum: &prepared.checksum,
                    total: prepared.statements.len(),
                    position,
                };
                let mut statements = Vec::with_capacity(2);
                if replaces {
                    statements.push(self.table.delete(prepared.migration));
                }
                statements.push(self.table.insert_applied(journal, measured_us));
                statements
            }
        }
    }

    async fn send_batch(
        &mut self,
        batch: &Batch,
        scripts: &[&Prepared<'_>],
    ) -> Result<(), (Stop, crate::db::DatabaseFailure)> {
        self.session
            .run(batch.text.clone())
            .await
            .map_err(|failure| {
                let (script, stop) = batch.locate(&failure, scripts);
                debug_assert!(script < scripts.len());
                (stop, failure.cause)
            })
    }

    /// Runs many scripts in one transaction, with as few round trips as their size allows.
    pub(super) async fn run_all_in_one(
        &mut self,
        scripts: &[&Prepared<'_>],
        first_position: u64,
        replaced: &[bool],
    ) -> Result<Duration, MigrateError> {
        let started = Instant::now();
        let begin = match self.engine() {
            Engine::Sqlite => "BEGIN IMMEDIATE",
            Engine::Postgres | Engine::Mysql => "BEGIN",
        };
        let mut batch = Batch::default();
        batch.own(begin);
        let mut message_start = first_position;
        // A limit is a property of the session there, so scripts that have one cannot share a message with others.
        let one_by_one = self.engine() == Engine::Sqlite
            && scripts
                .iter()
                .any(|prepared| prepared.directives.statement_timeout.is_some());
        for (index, prepared) in scripts.iter().enumerate() {
            self.tell(&Event::Starting {
                title: prepared.migration.title(),
                number: index + 1,
                of: scripts.len(),
            });
            for setting in self.settings_before(prepared) {
                batch.own(&setting);
            }
            batch.script(prepared, index);
            let position = first_position + index as u64;
            let replaces = replaced[index];
            // SQLite's share is known only for all of them together.
            let measured = (self.engine() == Engine::Sqlite).then_some(0);
            for statement in self.records(prepared, Way::Up { position, replaces }, measured) {
                batch.own(&statement);
            }
            for setting in self.settings_after(prepared) {
                batch.own(&setting);
            }
            let is_last = index + 1 == scripts.len();
            if batch.text.len() < MESSAGE_LIMIT && !is_last && !one_by_one {
                continue;
            }
            self.session
                .limit_statements(prepared.directives.statement_timeout);
            if self.engine() == Engine::Postgres {
                batch.own(&self.table.separate_times(message_start));
            }
            if is_last {
                batch.own("COMMIT");
            }
            message_start = position + 1;
            self.send_shared(&batch, scripts).await?;
            batch = Batch::default();
        }
        self.session.limit_statements(None);
        Ok(started.elapsed())
    }

    async fn send_shared(
        &mut self,
        batch: &Batch,
        scripts: &[&Prepared<'_>],
    ) -> Result<(), MigrateError> {
        let Err(failure) = self.session.run(batch.text.clone()).await else {
            return Ok(());
        };
        self.roll_back().await;
        let (script, stop) = batch.locate(&failure, scripts);
        let failure = statement_failure(
            self.engine(),
            scripts[script],
            stop,
            failure.cause,
            Outcome::RolledBack,
        );
        Err(MigrateError::Statement(Box::new(failure)))
    }
}

fn at_end(prepared: &Prepared<'_>) -> Stop {
    Stop {
        finished: prepared.statements.len(),
        offset: None,
    }
}

/// Whether a script may change the session for those that follow (`SET`, `set_config`).
fn changes_settings(sql: &str) -> bool {
    let bytes = sql.as_bytes();
    let is_word =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    bytes.windows(3).enumerate().any(|(index, word)| {
        word.eq_ignore_ascii_case(b"set")
            && !is_word(index.checked_sub(1).and_then(|before| bytes.get(before)))
            && (!is_word(bytes.get(index + 3))
                || bytes[index..].len() >= 10
                    && bytes[index..index + 10].eq_ignore_ascii_case(b"set_config"))
    })
}

/// Text for one round trip that remembers whose statements are where.
#[derive(Debug, Default)]
struct Batch {
    text: String,
    parts: Vec<Part>,
}

#[derive(Debug)]
struct Part {
    /// Which script, or none for a statement of ours.
    script: Option<usize>,
    statements: usize,
    /// Where it starts in the batch, and in the script's text.
    at: usize,
    offset: usize,
}

impl Batch {
    fn own(&mut self, statement: &str) {
        self.parts.push(Part {
            script: None,
            statements: 1,
            at: self.text.len(),
            offset: 0,
        });
        self.text.push_str(statement);
        self.text.push_str(";\n");
    }

    fn script(&mut self, prepared: &Prepared<'_>, index: usize) {
        let body = prepared.body();
        self.parts.push(Part {
            script: Some(index),
            statements: prepared.statements.len(),
            at: self.text.len(),
            offset: body.start,
        });
        self.text.push_str(&prepared.sql[body]);
        self.text.push_str(";\n");
    }

    /// Which script a failure belongs to, and where in it.
    fn locate(&self, failure: &BatchFailure, scripts: &[&Prepared<'_>]) -> (usize, Stop) {
        let position = failure
            .cause
            .position
            .map(|position| byte_offset(&self.text, position));
        let mut before = 0;
        let mut latest = None;
        for part in &self.parts {
            if let Some(script) = part.script {
                latest = Some(script);
            }
            if failure.finished >= before + part.statements {
                before += part.statements;
                continue;
            }
            let Some(script) = part.script else {
                break;
            };
            let end = part.at + scripts[script].body().len();
            let offset = position
                .filter(|position| (part.at..end).contains(position))
                .map(|position| position - part.at + part.offset);
            let finished = failure.finished - before;
            return (script, Stop { finished, offset });
        }
        // PostgreSQL parses a whole message first: a syntax error has finished nothing but has a position.
        if let Some(position) = position {
            for part in &self.parts {
                let Some(script) = part.script else { continue };
                let end = part.at + scripts[script].body().len();
                if (part.at..=end).contains(&position) {
                    let offset = Some(position - part.at + part.offset);
                    return (
                        script,
                        Stop {
                            finished: 0,
                            offset,
                        },
                    );
                }
            }
        }
        let script = latest.unwrap_or(0);
        (script, at_end(scripts[script]))
    }
}

/// The byte offset of a position in characters from 1.
fn byte_offset(text: &str, position: usize) -> usize {
    text.char_indices()
        .nth(position.saturating_sub(1))
        .map_or(text.len(), |(offset, _)| offset)
}
