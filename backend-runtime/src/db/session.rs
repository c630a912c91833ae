//! One connection, as the migration runner needs it: text in, text out.

use std::{future::Future, pin::Pin, time::Duration};

use super::{DatabaseFailure, Engine};

/// A boxed future, so that sessions of all engines are one type and services that migrate stay `Send`.
pub(crate) type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A row whose columns were all selected as text.
pub(crate) type TextRow = Vec<Option<String>>;

/// A batch that stopped.
#[derive(Debug, Clone)]
pub(crate) struct BatchFailure {
    /// How many statements of the batch had finished.
    pub(crate) finished: usize,
    /// Why the next one did not.
    pub(crate) cause: DatabaseFailure,
}

/// Somebody else has the runner lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Who, as far as the database or the lock file tells.
    pub who: String,
    /// Since when, in UTC.
    pub since: Option<String>,
    /// How to end it.
    pub how_to_end: String,
}

#[cfg(any(feature = "mysql", feature = "postgres"))]
impl Holder {
    /// Somebody had the lock a moment ago, and the server no longer knows who.
    pub(crate) fn ended() -> Self {
        Self {
            who: "a runner that has just ended".to_owned(),
            since: None,
            how_to_end: "nothing to do".to_owned(),
        }
    }
}

/// A connection of some engine. The runner lock belongs to the connection that executes, so that the statement of a
/// killed runner still holds it until the server has ended it.
pub(crate) trait Session: Send {
    /// The engine behind it.
    fn engine(&self) -> Engine;

    /// Sends statements in one round trip; results are discarded.
    fn run<'a>(&'a mut self, batch: String) -> Boxed<'a, Result<(), BatchFailure>>;

    /// Interrupts statements of [`Self::run`] that take longer; servers are told in SQL instead.
    fn limit_statements(&mut self, _limit: Option<Duration>) {}

    /// Rows of a query (the last one's, when there are several) whose columns are all text.
    fn rows<'a>(&'a mut self, query: String) -> Boxed<'a, Result<Vec<TextRow>, DatabaseFailure>>;

    /// Tries to take the runner lock, without waiting for longer than a second.
    fn try_lock<'a>(&'a mut self) -> Boxed<'a, Result<Option<Holder>, DatabaseFailure>>;

    /// Who has the runner lock now, other than us.
    fn holder<'a>(&'a mut self) -> Boxed<'a, Result<Option<Holder>, DatabaseFailure>>;

    /// Gives the runner lock back.
    fn unlock<'a>(&'a mut self) -> Boxed<'a, ()>;

    /// Ends the connection, or gives it back to its pool.
    fn close(self: Box<Self>) -> Boxed<'static, ()>;
}
