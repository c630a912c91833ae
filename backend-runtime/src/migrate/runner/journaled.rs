//! Running scripts that cannot share a transaction with their row: statement by statement, each entered in a journal.

use std::time::{Duration, Instant};

use super::{
    Prepared, Runner,
    failure::{SEPARATOR, Stop, statement_failure, without_our_text},
    is_lock_timeout,
    retry::Backoff,
    timeouts::{self, Scope},
};
use crate::{
    db::{DatabaseFailure, Engine},
    migrate::{
        Event, MigrateError,
        error::Outcome,
        history::Journal,
        split::{self, is_atomic_with_journal, transaction_word},
    },
};

/// How much text goes into one round trip (MySQL refuses more than `max_allowed_packet`, 16 MB and up).
const MESSAGE_LIMIT: usize = 512 * 1024;

/// Which way a journaled script goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum JournaledWay {
    /// Forward, to this place in the order of application; a row of an earlier run is replaced.
    Up { position: u64, replaces: bool },
    /// Back.
    Down,
}

/// Statements that are entered in the journal together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Unit {
    first: usize,
    end: usize,
    /// Its statement and its journal entry can share a transaction.
    is_atomic: bool,
}

impl Runner {
    /// Runs a script from the statement after `done` on.
    pub(super) async fn run_with_journal(
        &mut self,
        prepared: &Prepared<'_>,
        way: JournaledWay,
        done: usize,
    ) -> Result<Duration, MigrateError> {
        let started = Instant::now();
        let units: Vec<Unit> = units(self.engine(), prepared)
            .into_iter()
            .filter(|unit| unit.end > done)
            .collect();
        let open = self.open_journal(prepared, way, done);
        if units.is_empty() {
            // The runner before us died between the last statement and its entry.
            let entry = self.last_entry(prepared, way, Some(0));
            let doing = "cannot enter that the migration is complete";
            self.run(doing, format!("{open};\n{entry}")).await?;
            return Ok(started.elapsed());
        }
        let result = match self.engine() {
            Engine::Mysql => self.run_messages(prepared, way, open, &units).await,
            Engine::Postgres | Engine::Sqlite => {
                self.run_one_by_one(prepared, way, open, &units, started)
                    .await
            }
        };
        match result {
            Ok(()) => Ok(started.elapsed()),
            Err(cause) => Err(self.stopped(prepared, cause).await),
        }
    }

    fn open_journal(&self, prepared: &Prepared<'_>, way: JournaledWay, done: usize) -> String {
        let fingerprints = prepared.fingerprints();
        let begin = if self.engine() == Engine::Mysql {
            "START TRANSACTION"
        } else {
            "BEGIN"
        };
        match way {
            JournaledWay::Down => self
                .table
                .start_down(prepared.migration, &fingerprints, done),
            JournaledWay::Up { position, replaces } => {
                let journal = Journal {
                    version: prepared.migration.version.as_str(),
                    name: &prepared.migration.name,
                    checksum: &prepared.checksum,
                    total: prepared.statements.len(),
                    position,
                };
                let insert = self.table.insert_partial(journal, &fingerprints, done);
                if !replaces {
                    return insert;
                }
                let delete = self.table.delete(prepared.migration);
                format!("{begin};{delete};{insert};COMMIT")
            }
        }
    }

    /// The journal entry after a unit.
    fn entry(
        &self,
        prepared: &Prepared<'_>,
        way: JournaledWay,
        unit: Unit,
        next_end: Option<usize>,
        measured_us: Option<u128>,
    ) -> String {
        match next_end {
            Some(next_end) => self.table.advance(prepared.migration, unit.end, next_end),
            None => self.last_entry(prepared, way, measured_us),
        }
    }

    /// The journal entry after everything.
    fn last_entry(
        &self,
        prepared: &Prepared<'_>,
        way: JournaledWay,
        measured_us: Option<u128>,
    ) -> String {
        let (migration, total) = (prepared.migration, prepared.statements.len());
        match way {
            JournaledWay::Up { .. } => self.table.finish_up(migration, total, measured_us),
            JournaledWay::Down => self.table.finish_down(migration),
        }
    }

    /// MySQL: statements and entries alternate in one message, which the server works through even when we die.
    async fn run_messages(
        &mut self,
        prepared: &Prepared<'_>,
        way: JournaledWay,
        open: String,
        units: &[Unit],
    ) -> Result<(), DatabaseFailure> {
        let mut message = open;
        for setting in timeouts::before(Engine::Mysql, prepared.directives, Scope::Session) {
            message.push_str(";\n");
            message.push_str(&setting);
        }
        for (index, unit) in units.iter().enumerate() {
            let next_end = units.get(index + 1).map(|next| next.end);
            let entry = self.entry(prepared, way, *unit, next_end, None);
            message.push_str(";\n");
            if unit.is_atomic {
                message.push_str("START TRANSACTION;\n");
            }
            for statement in unit.first..unit.end {
                message.push_str(prepared.statement(statement));
                message.push_str(SEPARATOR);
            }
            message.push_str(&entry);
            if unit.is_atomic {
                message.push_str(";COMMIT");
            }
            if next_end.is_none() {
                let lock_timeout = self.settings.lock_timeout;
                for setting in timeouts::after(Engine::Mysql, prepared.directives, lock_timeout) {
                    message.push_str(";\n");
                    message.push_str(&setting);
                }
            }
            if message.len() > MESSAGE_LIMIT || next_end.is_none() {
                let text = std::mem::take(&mut message);
                self.session
                    .run(text)
                    .await
                    .map_err(|failure| without_our_text(failure.cause))?;
            }
        }
        Ok(())
    }

    /// PostgreSQL and SQLite: what must stand alone in a message (`CREATE INDEX CONCURRENTLY`) does.
    async fn run_one_by_one(
        &mut self,
        prepared: &Prepared<'_>,
        way: JournaledWay,
        open: String,
        units: &[Unit],
        started: Instant,
    ) -> Result<(), DatabaseFailure> {
        self.send(open).await?;
        if self.engine() == Engine::Postgres {
            let timeout = self.lock_timeout(prepared).as_millis();
            self.send(format!("SET lock_timeout = {timeout}")).await?;
        }
        for setting in timeouts::before(self.engine(), prepared.directives, Scope::Session) {
            self.send(setting).await?;
        }
        self.session
            .limit_statements(prepared.directives.statement_timeout);
        for (index, unit) in units.iter().enumerate() {
            let next_end = units.get(index + 1).map(|next| next.end);
            let measured = Some(started.elapsed().as_micros());
            let entry = self.entry(prepared, way, *unit, next_end, measured);
            let statement = prepared.statement(unit.first);
            if unit.is_atomic {
                self.send_patiently(prepared, format!("BEGIN;{statement}\n;{entry};COMMIT"))
                    .await?;
                continue;
            }
            let is_concurrent = self.engine() == Engine::Postgres && is_concurrent(statement);
            if is_concurrent {
                // It waits for old transactions without making anybody wait, and giving up leaves an INVALID index.
                self.send("SET lock_timeout = 0".to_owned()).await?;
            }
            self.send_patiently(prepared, statement.to_owned()).await?;
            let mut after = entry;
            if is_concurrent {
                let timeout = self.lock_timeout(prepared).as_millis();
                after = format!("{after};SET lock_timeout = {timeout}");
            }
            self.send(after).await?;
        }
        self.session.limit_statements(None);
        let lock_timeout = self.settings.lock_timeout;
        for setting in timeouts::after(self.engine(), prepared.directives, lock_timeout) {
            self.send(setting).await?;
        }
        if self.engine() == Engine::Postgres {
            self.send(self.fresh_session().join(";")).await?;
        }
        Ok(())
    }

    fn lock_timeout(&self, prepared: &Prepared<'_>) -> Duration {
        prepared
            .directives
            .lock_timeout
            .unwrap_or(self.settings.lock_timeout)
    }

    async fn send(&mut self, text: String) -> Result<(), DatabaseFailure> {
        self.session
            .run(text)
            .await
            .map_err(|failure| failure.cause)
    }

    /// Tries again while a table is locked.
    async fn send_patiently(
        &mut self,
        prepared: &Prepared<'_>,
        text: String,
    ) -> Result<(), DatabaseFailure> {
        let mut backoff = Backoff::new(self.settings.lock_wait);
        loop {
            let Err(cause) = self.send(text.clone()).await else {
                return Ok(());
            };
            if !is_lock_timeout(self.engine(), &cause) {
                return Err(cause);
            }
            let Some((attempt, pause)) = backoff.next() else {
                return Err(cause);
            };
            self.roll_back().await;
            self.tell(&Event::Retrying {
                title: prepared.migration.title(),
                attempt,
                after: pause,
            });
            tokio::time::sleep(pause).await;
        }
    }

    /// Enters the failure, and reads from the journal how far the script has come.
    async fn stopped(&mut self, prepared: &Prepared<'_>, cause: DatabaseFailure) -> MigrateError {
        let mut finished = 0;
        if !cause.is_lost {
            // A transaction of the file's own takes its journal entries back with it.
            self.roll_back().await;
            let stop = self.table.stop(prepared.migration, &cause.to_string());
            let _ = self.session.run(stop).await;
            if let Ok(history) = self.history().await
                && let Some(record) = history.find(&prepared.migration.version)
            {
                finished = record.statements_done;
            }
        }
        let stop = Stop {
            finished,
            offset: None,
        };
        let outcome = Outcome::Stopped { done: finished };
        let failure = statement_failure(self.engine(), prepared, stop, cause, outcome);
        MigrateError::Statement(Box::new(failure))
    }
}

fn is_concurrent(statement: &str) -> bool {
    split::words(Engine::Postgres, statement)
        .iter()
        .any(|word| word == "CONCURRENTLY")
}

/// Whether a statement shares a transaction with its journal entry: without the entry it surely did not run.
pub(super) fn shares_its_entry(engine: Engine, prepared: &Prepared<'_>, statement: usize) -> bool {
    units(engine, prepared)
        .iter()
        .any(|unit| unit.first == statement && unit.is_atomic)
}

/// One unit per statement, except between LOCK TABLES and UNLOCK TABLES, where MySQL allows no other table.
fn units(engine: Engine, prepared: &Prepared<'_>) -> Vec<Unit> {
    let count = prepared.statements.len();
    let has_own_transaction = (0..count).any(|index| {
        let statement = prepared.statement(index);
        transaction_word(engine, statement).is_some() || is_session_state(engine, statement)
    });
    let mut units = Vec::with_capacity(count);
    let mut index = 0;
    while index < count {
        let statement = prepared.statement(index);
        let mut end = index + 1;
        if engine == Engine::Mysql && starts_with(statement, "LOCK") {
            while end < count && !starts_with(prepared.statement(end - 1), "UNLOCK") {
                end += 1;
            }
        }
        units.push(Unit {
            first: index,
            end,
            is_atomic: end == index + 1
                && !has_own_transaction
                && is_atomic_with_journal(engine, statement),
        });
        index = end;
    }
    units
}

fn starts_with(statement: &str, word: &str) -> bool {
    statement
        .get(..word.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// `SET autocommit`, `LOCK TABLES` and PRAGMAs that a transaction of ours would change the meaning of.
fn is_session_state(engine: Engine, statement: &str) -> bool {
    match engine {
        Engine::Mysql => {
            starts_with(statement, "LOCK")
                || starts_with(statement, "SET")
                    && statement.to_ascii_lowercase().contains("autocommit")
        }
        Engine::Postgres | Engine::Sqlite => false,
    }
}
