//! What a run remembers for the next one.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::table::Table;

/// The schema of the database and the places of the handlers, as of one run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The number of the last migration.
    #[serde(default)]
    pub version: u64,
    /// The tables that all migrations together make.
    #[serde(default)]
    pub tables: Vec<Table>,
    /// The module below `src/handlers` in which each operation's function was written.
    #[serde(default)]
    pub handlers: BTreeMap<String, String>,
    /// Operations that came later and whose function was written as a stub, although they could be recognised: their
    /// service and repository were the user's by then.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub stubs: BTreeSet<String>,
}
