//! Rust with axum.

pub mod out;
pub mod project;

use crate::{
    emit::{
        lang::rust::RustNames,
        sql::Dialect,
        target::{Commands, Emitted, Input, Target},
    },
    plan::FilePlan,
    settings::Database,
};

/// Rust with axum.
#[derive(Debug)]
pub struct Axum;

impl Target for Axum {
    fn id(&self) -> &'static str {
        "axum"
    }

    fn commands(&self) -> Commands {
        Commands {
            install: None,
            serve: "cargo run",
            test: "cargo test",
        }
    }

    fn dialect(&self, database: Database) -> Option<Dialect> {
        Dialect::of(database)
    }

    fn emit(&self, input: &Input<'_>, plan: &mut FilePlan) -> Emitted {
        let names = RustNames::new(input.api);
        let project = project::Project {
            api: input.api,
            names: &names,
            resources: input.resources,
            settings: input.settings,
            templates: input.templates,
            handlers: input.handlers,
            stubs: input.stubs,
            existing: input.existing,
        };
        project::emit(&project, plan)
    }
}
