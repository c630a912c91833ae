//! Migration files: where they come from, how they are named, and what their first lines ask for.
//!
//! Owns reading and checking files. It must not know any database: a script is text with a place.

mod directives;
mod file_name;
mod folder;
mod load;
mod migration;
mod problem;
mod script;
mod sections;

pub use folder::{EmbeddedFile, Migrations};
pub use migration::Migration;
pub use problem::{Problem, SourceError};
pub use script::Script;

pub use directives::parse_duration;

pub(crate) use directives::Directives;
pub(crate) use load::{load, read_single, single_version};
