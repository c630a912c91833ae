//! The history table `_backend_migrations`: its rows, its shape and its statements on each database.

mod record;
mod table;

pub use record::{Record, State};

pub(crate) use table::{HistoryTable, Identity, Journal, literal};
