//! The migration runner: SQL files applied once each, with a history that is true after any crash.
//!
//! Owns the files, the plan, the lock, the history table and the journal. It must not know who calls it: the command
//! line and a service at its start make the same calls.
//!
//! - `source`: files → migrations; `split`: text → statements; both without a database.
//! - `plan`: files against history; pure.
//! - `runner`: connection and lock, then each migration in one transaction with its row, or, where the database cannot
//!   do that, statement by statement with a journal.

mod adopt;
mod checksum;
mod create;
mod dry_run;
mod dump;
mod error;
mod event;
mod evidence;
mod history;
mod migrator;
mod plan;
mod roundtrip;
mod runner;
mod source;
mod split;
mod version;

pub use backend_macros::embed_migrations as embed;
pub use create::{CreateError, create};
pub use dry_run::{DryRun, DryRunMethod, DryRunMigration, DryRunStatement};
pub use error::{Drift, MigrateError, Outcome, PartialMigration, StatementFailure};
pub use event::Event;
pub use history::{Record, State};
pub use migrator::{Adopt, Applied, Migrator, Report, Settings, Target, UpOptions};
pub use plan::Order;
pub use roundtrip::{RoundTrip, RoundTripOutcome};
pub use runner::{Back, InvalidIndex, Repair, Standing, Status, StatusEntry};
pub use source::{
    EmbeddedFile, Migration, Migrations, Problem, Script, SourceError, parse_duration,
};
pub use version::Version;

pub use crate::db::session::Holder;
