//! The runner: a connection, the lock, and the ways to run a script on it.

mod back;
mod by_hand;
mod connect;
mod failure;
mod forward;
mod journaled;
mod prepare;
mod resume;
mod retry;
mod scratch;
mod status;
mod timeouts;
mod transactional;

pub use back::Back;
pub use by_hand::Repair;
pub use status::{InvalidIndex, Standing, Status, StatusEntry};

pub(crate) use back::{prepare_back, redo, rollback, targets};
pub(crate) use by_hand::{baseline, repair};
pub(crate) use failure::{Stop, statement_failure};
pub(crate) use forward::{apply_fresh, history_to_be, pending, revert_fresh, up};
pub(crate) use prepare::{Mode, Prepared, prepare};
pub(crate) use resume::{partial_error, resume_point};
pub(crate) use scratch::Scratch;
pub(crate) use status::status;

use std::time::{Duration, Instant};

use super::{Event, MigrateError, Record, Settings, event::Listener, history::HistoryTable};
use crate::db::{
    DatabaseFailure, Engine,
    session::{Session, TextRow},
};

/// A connected runner.
pub(crate) struct Runner {
    pub(crate) session: Box<dyn Session>,
    pub(crate) table: HistoryTable,
    pub(crate) settings: Settings,
    pub(crate) listener: Listener,
    /// What the session was prepared with, to be said again after a script that changes settings.
    setup: String,
    has_lock: bool,
}

/// The history as it is now.
#[derive(Debug, Clone, Default)]
pub(crate) struct History {
    /// Whether the table is there at all.
    pub(crate) has_table: bool,
    /// Its rows, in the order of application.
    pub(crate) records: Vec<Record>,
}

impl History {
    /// The place of the next migration in the order of application.
    pub(crate) fn next_position(&self) -> u64 {
        self.records.last().map_or(1, |record| record.position + 1)
    }

    pub(crate) fn find(&self, version: &super::Version) -> Option<&Record> {
        self.records
            .iter()
            .find(|record| record.version == *version)
    }
}

impl Runner {
    pub(crate) fn engine(&self) -> Engine {
        self.session.engine()
    }

    pub(crate) fn tell(&self, event: &Event) {
        self.listener.tell(event);
    }

    /// Runs statements of our own; `doing` is for the error.
    pub(crate) async fn run(&mut self, doing: &str, batch: String) -> Result<(), MigrateError> {
        self.session
            .run(batch)
            .await
            .map_err(|failure| MigrateError::database(doing)(failure.cause))
    }

    /// Rows of a query of our own.
    pub(crate) async fn rows(
        &mut self,
        doing: &str,
        query: String,
    ) -> Result<Vec<TextRow>, MigrateError> {
        self.session
            .rows(query)
            .await
            .map_err(MigrateError::database(doing))
    }

    /// The history as it is now.
    pub(crate) async fn history(&mut self) -> Result<History, MigrateError> {
        // Reading at once saves a round trip; only a failure makes us ask whether the table exists.
        if let Ok(rows) = self.session.rows(self.table.select()).await {
            return self.history_of(rows);
        }
        let query = self.table.own_exists_query();
        let found = self
            .rows("cannot look for the history table", query)
            .await?;
        if found.is_empty() {
            return Ok(History::default());
        }
        // Another runner may have made it between our two questions.
        let rows = self
            .rows("cannot read the history table", self.table.select())
            .await?;
        self.history_of(rows)
    }

    fn history_of(&self, rows: Vec<TextRow>) -> Result<History, MigrateError> {
        let records = self.table.records(rows);
        Ok(History {
            has_table: true,
            records: records.map_err(MigrateError::database("cannot read the history table"))?,
        })
    }

    /// Waits for the runner lock, telling who holds it.
    pub(crate) async fn lock(&mut self) -> Result<(), MigrateError> {
        if self.has_lock {
            return Ok(());
        }
        let started = Instant::now();
        let mut told: Option<crate::db::session::Holder> = None;
        let mut pause = Duration::from_millis(25);
        loop {
            let attempt = self.session.try_lock().await;
            let Some(holder) =
                attempt.map_err(MigrateError::database("cannot take the migration lock"))?
            else {
                self.has_lock = true;
                return Ok(());
            };
            let waited = started.elapsed();
            if waited >= self.settings.lock_wait {
                return Err(MigrateError::Locked { holder, waited });
            }
            // Two runners starting together is no news; a second of waiting is.
            let is_news = told.as_ref().is_none_or(|told| told.who != holder.who);
            if is_news && waited > Duration::from_secs(1) {
                self.tell(&Event::Waiting {
                    holder: holder.clone(),
                    limit: self.settings.lock_wait,
                });
                told = Some(holder);
            }
            tokio::time::sleep(pause.min(self.settings.lock_wait - waited)).await;
            pause = (pause * 2).min(Duration::from_millis(500));
        }
    }

    /// Makes the history table if it is not there; under the lock.
    pub(crate) async fn create_table(&mut self) -> Result<(), MigrateError> {
        let create = self.table.create();
        self.run("cannot create the history table", create).await
    }

    /// Undoes what a script has set in the session (PostgreSQL).
    fn fresh_session(&self) -> [&str; 3] {
        ["RESET SESSION AUTHORIZATION", "RESET ALL", &self.setup]
    }

    /// Ends a transaction that failed; there is nothing to do when that fails too.
    pub(crate) async fn roll_back(&mut self) {
        let _ = self.session.run("ROLLBACK".to_owned()).await;
    }

    pub(crate) async fn close(mut self) {
        if self.has_lock {
            self.session.unlock().await;
        }
        self.session.close().await;
    }
}

/// Whether a lock on a table or on the database was not to be had in time.
fn is_lock_timeout(engine: Engine, cause: &DatabaseFailure) -> bool {
    let code = cause.code.as_deref();
    match engine {
        Engine::Postgres => code == Some("55P03"),
        // SQLITE_BUSY and its extended codes.
        Engine::Sqlite => matches!(code, Some("5" | "261" | "517" | "773")),
        // Lock wait timeout exceeded.
        Engine::Mysql => code == Some("1205"),
    }
}
