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

use crate::scaffold::{Project, root, run, tool};

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

/// Compares what a TypeScript service prints, by `cargo backend openapi`, with what it was made of.
///
/// # Errors
/// What the program or the service said.
pub fn read_back(project: &Project, spec: &Path) -> Result<Report, String> {
    let mut command = Command::new(tool()?);
    command
        .args(["backend", "openapi", "--format", "json"])
        .arg(&project.folder);
    let printed = run(&mut command)?;
    let built: Value = serde_json::from_str(&printed)
        .map_err(|error| format!("{}: {error}: {printed}", project.name))?;
    Ok(compare(&source(spec)?, &built))
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

/// Holds what differs to a list of `fixtures/`, which has a line `name pointer code` for each known difference and none
/// besides.
///
/// # Panics
/// When a difference is not listed, a listed one is not found, or nothing was compared.
pub fn assert_listed(list: &str, name: &str, report: &Report) {
    let path = root().join("tests/fixtures").join(list);
    let listed = std::fs::read_to_string(&path).expect("the list is committed");
    let prefix = format!("{name} ");
    let mut known: Vec<&str> = listed
        .lines()
        .filter_map(|line| line.strip_prefix(&prefix))
        .collect();
    let mut found: Vec<String> = report.differences.iter().map(line).collect();
    known.sort_unstable();
    found.sort_unstable();
    assert!(report.nodes > 0, "nothing was compared");
    assert_eq!(known, found, "{}", told(name, report));
}

fn told(name: &str, report: &Report) -> String {
    let mut text = format!(
        "{name}: {:.1} % of {} nodes are equal\n",
        score(report),
        report.nodes
    );
    for difference in &report.differences {
        text.push_str(&format!(
            "{name} {}: {}\n",
            line(difference),
            difference.message
        ));
    }
    text
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
