//! SQL: tables of resources, the statements that make and undo them, and what to do when the document changes.
//!
//! Owns every line of DDL. Must not know: languages, frameworks, connections.

mod ddl;
mod dialect;
mod diff;
mod migration;
mod snapshot;
mod table;

pub use dialect::{Dialect, MYSQL_DECIMAL};
pub use diff::{Change, changes, remembered};
pub use migration::{Migration, migrations};
pub use snapshot::Snapshot;
pub use table::{ForeignKey, Index, Table, TableColumn, tables};
