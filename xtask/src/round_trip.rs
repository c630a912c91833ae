//! `cargo xtask round-trip DOCUMENT…`: documents through a compiled service and back.

use std::path::{Path, PathBuf};

use backend_tests::roundtrip::{line, round_trip, score};

/// Arguments of `round-trip`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The documents
    #[arg(value_name = "DOCUMENT", required = true)]
    documents: Vec<PathBuf>,
}

pub(crate) fn run(args: &Args) -> std::process::ExitCode {
    let mut equal = true;
    for document in &args.documents {
        match round_trip(&name(document), document) {
            Ok(report) => {
                for difference in &report.differences {
                    println!("{}: {}", line(difference), difference.message);
                }
                println!(
                    "{}: {:.2} % ({} of {} nodes equal, {} differences)",
                    document.display(),
                    score(&report),
                    report.equal,
                    report.nodes,
                    report.differences.len()
                );
                equal &= report.differences.is_empty();
            }
            Err(error) => {
                println!("{}: {error}", document.display());
                equal = false;
            }
        }
    }
    if equal {
        std::process::ExitCode::SUCCESS
    } else {
        std::process::ExitCode::FAILURE
    }
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
