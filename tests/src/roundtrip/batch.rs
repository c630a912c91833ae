//! Many documents at once: their services are members of one workspace, so that one build makes them all.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use super::{Trip, travel};
use crate::scaffold::{Project, project_cargo, root, share_lock, target};

/// How many services are on the disk at a time.
const SIZE: usize = 16;

/// One document.
#[derive(Debug, Clone)]
pub struct Document {
    /// A name that a package may have.
    pub package: String,
    /// Where it is.
    pub path: PathBuf,
    /// Further options of `cargo backend new`.
    pub options: &'static [&'static str],
}

/// Makes services of all documents and compares what each prints with its document; `told` hears of each.
///
/// # Errors
/// When this machine fails. What a document or its service gets wrong is told.
pub fn round_trips(
    documents: &[Document],
    mut told: impl FnMut(&Document, Result<Trip, String>),
) -> Result<(), String> {
    for batch in documents.chunks(SIZE) {
        let folder = target().join("scaffold/round-trip");
        let _ = fs::remove_dir_all(&folder);
        let mut projects = BTreeMap::new();
        for document in batch {
            projects.insert(&document.package, member(document));
        }
        let said = build(&folder, &projects)?;
        for document in batch {
            let trip = match projects.remove(&document.package) {
                Some(Ok(project)) => finish(document, project, &said),
                Some(Err(error)) => Err(error),
                None => Err("it was there twice".to_owned()),
            };
            told(document, trip);
        }
        forget(batch);
    }
    Ok(())
}

/// A project that is no workspace of its own.
fn member(document: &Document) -> Result<Project, String> {
    let options = [&["--db", "none", "--minimal"][..], document.options].concat();
    let name = format!("round-trip/{}", document.package);
    let mut project = Project::create(&name, &document.path, &options)?;
    project.name.clone_from(&document.package);
    let manifest = project.folder.join("Cargo.toml");
    let told = |error: std::io::Error| format!("{}: {error}", manifest.display());
    let text = fs::read_to_string(&manifest).map_err(told)?;
    fs::write(&manifest, text.replace("\n[workspace]\n", "\n")).map_err(told)?;
    Ok(project)
}

/// Builds what can be built; what cargo said.
fn build(
    folder: &Path,
    projects: &BTreeMap<&String, Result<Project, String>>,
) -> Result<String, String> {
    let members: Vec<&String> = projects
        .iter()
        .filter_map(|(package, project)| project.is_ok().then_some(*package))
        .collect();
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n");
    fs::write(folder.join("Cargo.toml"), manifest)
        .map_err(|error| format!("{}: {error}", folder.display()))?;
    share_lock(folder)?;
    let output = project_cargo(folder, &["build", "--quiet", "--keep-going", "--bins"])
        .output()
        .map_err(|error| format!("cargo: {error}"))?;
    Ok(String::from_utf8_lossy(&output.stderr).into_owned())
}

fn finish(document: &Document, project: Project, said: &str) -> Result<Trip, String> {
    let program = built(&document.package);
    if !program.exists() {
        return Err(format!(
            "it does not compile:\n{}",
            about(said, &document.package)
        ));
    }
    travel(project, &program, &document.path)
}

fn built(package: &str) -> PathBuf {
    target().join("scaffold-target/debug").join(package)
}

/// The complaints of the compiler that name a package's folder.
fn about(said: &str, package: &str) -> String {
    let ours: Vec<&str> = said
        .split("\n\n")
        .filter(|part| part.contains(package))
        .take(5)
        .collect();
    ours.join("\n\n")
}

/// Removes what was built of a batch: there are many.
fn forget(batch: &[Document]) {
    let debug = target().join("scaffold-target/debug");
    for document in batch {
        let _ = fs::remove_file(built(&document.package));
        let name = document.package.replace('-', "_");
        for folder in ["deps", "build", ".fingerprint"] {
            for entry in fs::read_dir(debug.join(folder))
                .into_iter()
                .flatten()
                .flatten()
            {
                let file = entry.file_name().to_string_lossy().replace('-', "_");
                let file = file.strip_prefix("lib").unwrap_or(&file);
                if file
                    .strip_prefix(&name)
                    .is_some_and(|rest| rest.starts_with('_'))
                {
                    let _ =
                        fs::remove_dir_all(entry.path()).or_else(|_| fs::remove_file(entry.path()));
                }
            }
        }
    }
}

/// The list of what differs in the corpus.
#[must_use]
pub fn list() -> PathBuf {
    root().join("tests/fixtures/roundtrip-corpus.txt")
}
