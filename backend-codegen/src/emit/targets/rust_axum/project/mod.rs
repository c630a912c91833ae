//! The files of an axum project that are written into the project folder: the user's, and the generated glue between
//! them and `OUT_DIR`.
//!
//! Owns what handlers, services and repositories say. Must not know: the document's text, the disk.

mod convert;
mod crud;
mod entity;
mod handlers;
mod imports;
mod layers;
mod memory;
mod model;
mod query;
mod services;
mod sql;
mod tests;
mod texts;

pub use model::Project;

use crate::{emit::target::Emitted, plan::FilePlan};

/// Plans every file.
pub fn emit(project: &Project<'_>, plan: &mut FilePlan) -> Emitted {
    let placed = handlers::emit(project, plan);
    layers::emit(project, plan);
    if !project.settings.minimal {
        let modules: Vec<String> = project
            .api
            .operations
            .iter()
            .map(|one| placed.modules[&one.id].clone())
            .collect();
        tests::emit(project, &modules, plan);
    }
    let (errors, advice) = texts::emit(project, &placed.routes, plan);
    let operations = project.api.operations.iter().enumerate();
    let stubs = operations.filter(|(index, _)| project.is_stub(*index));
    Emitted {
        stubs: stubs.map(|(_, operation)| operation.id.clone()).collect(),
        routes: placed.routes,
        handlers: placed.modules,
        errors,
        advice,
    }
}
