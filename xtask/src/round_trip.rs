//! `cargo xtask round-trip`: documents through a compiled service and back.
//!
//! With files, those; without, every document of the corpus that is generated, against the committed list of what differs.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use backend_tests::roundtrip::{Document, Trip, line, list, round_trips, score};

use crate::corpus;

/// Arguments of `round-trip`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The documents; those of the corpus when none is named
    #[arg(value_name = "DOCUMENT")]
    documents: Vec<PathBuf>,
    /// Of the corpus only documents whose path contains one of these
    #[arg(long, value_name = "PART", conflicts_with = "documents")]
    filter: Vec<String>,
    /// Write what differs in the corpus to the committed list
    #[arg(long, conflicts_with = "documents")]
    bless: bool,
}

pub(crate) fn run(args: &Args) -> ExitCode {
    let outcome = if args.documents.is_empty() {
        corpus(args)
    } else {
        files(&args.documents)
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            println!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// Whether all files come back as they were.
fn files(documents: &[PathBuf]) -> Result<bool, String> {
    let documents: Vec<Document> = documents
        .iter()
        .map(|path| Document {
            package: name(path),
            path: path.clone(),
            options: &[],
        })
        .collect();
    let mut equal = true;
    round_trips(&documents, |document, trip| {
        let found = tell(&document.path.display().to_string(), &trip);
        equal &= trip.is_ok() && found.is_empty();
    })?;
    Ok(equal)
}

/// Whether the documents of the corpus differ only where the list says so.
fn corpus(args: &Args) -> Result<bool, String> {
    let documents = corpus::round_trip_documents(&args.filter)?;
    if documents.is_empty() {
        println!("skipped: ../shared/corpus/openapi is not there");
        return Ok(true);
    }
    let name_of = |document: &Document| {
        let found = documents
            .iter()
            .find(|(_, one)| one.package == document.package);
        found.map(|(name, _)| name.clone()).unwrap_or_default()
    };
    let all: Vec<Document> = documents.iter().map(|(_, one)| one.clone()).collect();
    let (mut found, mut total) = (BTreeSet::new(), (0, 0));
    round_trips(&all, |document, trip| {
        let name = name_of(document);
        if let Ok(trip) = &trip {
            total = (total.0 + trip.report.equal, total.1 + trip.report.nodes);
        }
        found.extend(tell(&name, &trip));
    })?;
    println!(
        "{} documents: {} of {} nodes equal",
        all.len(),
        total.0,
        total.1
    );
    if args.bless {
        let text: String = found.iter().map(|line| format!("{line}\n")).collect();
        fs::write(list(), text).map_err(|error| format!("{}: {error}", list().display()))?;
        return Ok(true);
    }
    let known = fs::read_to_string(list()).unwrap_or_default();
    let ours = |line: &&str| {
        documents
            .iter()
            .any(|(name, _)| line.split(' ').next() == Some(name.as_str()))
    };
    let known: BTreeSet<String> = known.lines().filter(ours).map(str::to_owned).collect();
    for line in found.difference(&known) {
        println!("not listed: {line}");
    }
    for line in known.difference(&found) {
        println!("listed, but gone: {line}");
    }
    Ok(found == known)
}

/// Prints one document's outcome; the lines of what differs.
fn tell(name: &str, trip: &Result<Trip, String>) -> Vec<String> {
    let report = match trip {
        Ok(trip) => &trip.report,
        Err(error) => {
            println!("{name}: {error}");
            return vec![format!("{name} is not generated")];
        }
    };
    for difference in &report.differences {
        println!("{name} {}: {}", line(difference), difference.message);
    }
    println!(
        "{name}: {:.2} % ({} of {} nodes equal, {} differences)",
        score(report),
        report.equal,
        report.nodes,
        report.differences.len()
    );
    let lines = report.differences.iter();
    lines.map(|one| format!("{name} {}", line(one))).collect()
}

/// A package name for a document.
fn name(document: &Path) -> String {
    let stem = document.file_stem().unwrap_or_default().to_string_lossy();
    let letters: String = stem
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .collect();
    let words: Vec<&str> = letters.split('-').filter(|word| !word.is_empty()).collect();
    format!("back-{}", words.join("-"))
}
