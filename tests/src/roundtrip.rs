//! Document → compiled service → document: what the service reads back says what its source said.

mod batch;

pub use batch::{Document, list, round_trips};

use std::{path::Path, process::Command};

use backend_codegen::{
    compare::{Difference, Report, compare, make_explicit},
    disk::Disk,
    spec::{LoadOptions, load, write},
};
use serde_json::Value;

use crate::scaffold::{Project, run};

/// A document's way through a compiled service.
#[derive(Debug)]
pub struct Trip {
    /// The service's project.
    pub project: Project,
    /// What differs between the document and what the service prints.
    pub report: Report,
    /// What the service prints.
    pub document: Value,
    /// What differs between the document and what the service prints with its own errors.
    pub effective: Report,
}

/// Makes a service of a document and compares what it prints with it.
///
/// # Errors
/// What scaffolding, the compiler or the service said.
pub fn round_trip(name: &str, spec: &Path, options: &[&str]) -> Result<Trip, String> {
    let options = [&["--db", "none", "--minimal"][..], options].concat();
    let project = Project::create(name, spec, &options)?;
    let program = project.build()?;
    travel(project, &program, spec)
}

/// Asks the service for its document, and compares.
fn travel(project: Project, program: &Path, spec: &Path) -> Result<Trip, String> {
    let print = |arguments: &[&str]| -> Result<Value, String> {
        let mut command = Command::new(program);
        command.arg("openapi").args(arguments);
        let printed = run(command.current_dir(&project.folder))?;
        serde_json::from_str(&printed).map_err(|error| format!("{error}: {printed}"))
    };
    let (source, document) = (source(spec)?, print(&[])?);
    Ok(Trip {
        report: compare(&source, &document),
        effective: compare(&source, &print(&["--effective"])?),
        document,
        project,
    })
}

/// A document as one tree, in which numbers say the format that they have without one, and listed texts their type.
///
/// # Errors
/// What is wrong with it.
pub fn source(spec: &Path) -> Result<Value, String> {
    let told = |error: &dyn std::fmt::Display| format!("{}: {error}", spec.display());
    let entry = spec.to_string_lossy().into_owned();
    let mut disk = Disk::for_entry(spec, false).map_err(|error| told(&error))?;
    let (document, diagnostics) = load(&entry, &mut disk, &LoadOptions::default());
    let document = document.map_err(|sources| told(&diagnostics.render(&sources)))?;
    let mut tree = write::bundle(&document).to_json();
    make_explicit(&mut tree);
    Ok(tree)
}

/// One difference as a line: `pointer code`.
#[must_use]
pub fn line(difference: &Difference) -> String {
    format!("{} {}", difference.pointer, difference.code)
}

/// Equal nodes of all, in percent.
#[must_use]
pub fn score(report: &Report) -> f64 {
    match report.nodes {
        0 => 100.0,
        nodes => report.equal as f64 * 100.0 / nodes as f64,
    }
}
