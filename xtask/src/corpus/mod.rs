//! `cargo xtask corpus`: documents that other people published, each made into a project that is checked by the
//! compiler of its language.
//!
//! Every valid document has to load, nearly every operation to be generated, every project to compile without a
//! warning. One row of `TARGETS` in [`target`] per framework. The documents stand beside the repository and may be missing.

mod agree;
mod documents;
mod project;
mod report;
mod target;

use std::process::ExitCode;

use crate::process::{cargo, output};

/// Which documents, and how far.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only documents whose path contains one of these
    filter: Vec<String>,
    /// A few documents that hold the odd cases, by the unoptimised program: what `cargo xtask test` runs
    #[arg(long)]
    sample: bool,
    /// All documents by the unoptimised program, which is there sooner; what generating costs then means nothing
    #[arg(long)]
    unoptimised: bool,
    /// Stop before the compiler: load, generate, count
    #[arg(long)]
    no_check: bool,
    /// Ask the generated types and the `jsonschema` crate about instances of every schema, and compare
    #[arg(long, conflicts_with_all = ["no_check", "framework"])]
    agree: bool,
    /// Only this framework
    #[arg(long, value_name = "NAME", value_parser = target::name)]
    framework: Option<String>,
}

/// Runs the documents and prints the table.
pub(crate) fn run(args: &Args) -> ExitCode {
    let holds = if args.agree {
        agree::run(args)
    } else {
        corpus(args)
    };
    match holds {
        Ok(failures) if failures.is_empty() => ExitCode::SUCCESS,
        Ok(failures) => {
            for failure in failures {
                println!("\n{failure}");
            }
            ExitCode::FAILURE
        }
        Err(message) => {
            println!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// The documents for `cargo xtask round-trip`, and their names.
///
/// # Errors
/// When no document matches.
pub(crate) fn round_trip_documents(
    filter: &[String],
) -> Result<Vec<(String, backend_tests::roundtrip::Document)>, String> {
    let documents = documents::chosen(filter, false)?.unwrap_or_default();
    let document = |one: documents::Document| {
        let options: &[&str] = if one.needs_allow_ref() {
            &["--allow-ref"]
        } else {
            &[]
        };
        let document = backend_tests::roundtrip::Document {
            package: one.package(),
            path: one.path,
            options,
        };
        (one.name, document)
    };
    Ok(documents.into_iter().map(document).collect())
}

/// The stage of `cargo xtask test`.
pub(crate) fn stage() -> Vec<String> {
    let args = Args {
        filter: Vec::new(),
        sample: true,
        unoptimised: true,
        no_check: false,
        agree: false,
        framework: None,
    };
    corpus(&args).unwrap_or_else(|message| vec![message])
}

/// Runs the documents; returns what does not hold.
fn corpus(args: &Args) -> Result<Vec<String>, String> {
    let Some(documents) = documents::chosen(&args.filter, args.sample)? else {
        println!("skipped: ../shared/corpus/openapi is not there");
        return Ok(Vec::new());
    };
    let programs = programs(args.sample || args.unoptimised)?;
    let mut rows = Vec::new();
    for target in target::chosen(args.framework.as_deref()) {
        for document in &documents {
            println!("{} {}", target.framework, document.name);
            rows.push(project::run(document, target, &programs, !args.no_check)?);
        }
    }
    report::print(&rows);
    Ok(report::failures(&rows))
}

/// Builds what makes the projects. The whole run measures what generates as users have it, optimised; the sample takes
/// what the tests have built already.
fn programs(unoptimised: bool) -> Result<project::Programs, String> {
    let mut build = cargo(["build", "--quiet"]);
    match unoptimised {
        true => build.args(["--workspace", "--all-features"]),
        false => build.args(["--release", "-p", "cargo-backend", "-p", "backend-codegen"]),
    };
    build.args(["--bin", "cargo-backend", "--example", "out_dir"]);
    output(&mut build)?;
    let built = crate::root::target().join(if unoptimised { "debug" } else { "release" });
    Ok(project::Programs {
        tool: built.join("cargo-backend"),
        out_dir: built.join("examples/out_dir"),
    })
}
