//! What a target framework is to the generator.

use std::collections::{BTreeMap, BTreeSet};

use super::{render::Templates, sql::Dialect};
use crate::{
    diagnostic::Diagnostic,
    ir::Api,
    plan::FilePlan,
    resources::Resources,
    settings::{Database, ProjectSettings},
    summary::Route,
};

/// Everything that a target makes a project of.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// The API.
    pub api: &'a Api,
    /// What is stored.
    pub resources: &'a Resources,
    /// The settings.
    pub settings: &'a ProjectSettings,
    /// The texts of files.
    pub templates: &'a Templates,
    /// The handlers of the last run: module by operation; `None` when there was none.
    pub handlers: Option<&'a BTreeMap<String, String>>,
    /// Operations that the last run knew to be stubs.
    pub stubs: Option<&'a BTreeSet<String>>,
    /// Whether a path exists in the project.
    pub existing: &'a dyn Fn(&str) -> bool,
}

impl std::fmt::Debug for Input<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Input")
            .field("settings", self.settings)
            .finish_non_exhaustive()
    }
}

/// What was planned.
#[derive(Debug, Default)]
pub struct Emitted {
    /// Every route with the file in which its code stands.
    pub routes: Vec<Route>,
    /// The module of each operation's function.
    pub handlers: BTreeMap<String, String>,
    /// Operations written as stubs, although they could be recognised.
    pub stubs: BTreeSet<String>,
    /// What the user has to add by hand.
    pub advice: Vec<String>,
    /// Templates that cannot be filled.
    pub errors: Vec<Diagnostic>,
}

/// A framework that services are generated for.
pub trait Target: Sync {
    /// As `--framework` and `backend.toml` spell it.
    fn id(&self) -> &'static str;

    /// The commands that serve a project and test it.
    fn commands(&self) -> Commands;

    /// The dialect of tables and migrations; without a database, a file that ends with the process has them, unless the
    /// target keeps rows in memory.
    fn dialect(&self, database: Database) -> Option<Dialect> {
        Some(Dialect::of(database).unwrap_or(Dialect::Sqlite))
    }

    /// Plans every file but settings, document and migrations.
    fn emit(&self, input: &Input<'_>, plan: &mut FilePlan) -> Emitted;
}

/// What people type in a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Commands {
    /// Once, before anything else; nothing for languages that need nothing.
    pub install: Option<&'static str>,
    /// Serves.
    pub serve: &'static str,
    /// Runs the project's tests.
    pub test: &'static str,
}
