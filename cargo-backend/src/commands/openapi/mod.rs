//! `cargo backend openapi`: the document as the code has it, and what changed between two documents.

mod diff;
mod node;
mod service;
mod source;
mod tell;
mod typescript;

use std::{fs, path::PathBuf};

use backend_codegen::{
    compare::{compare, make_explicit},
    spec::{LoadOptions, Memory, load, write},
};
use clap::{Subcommand, ValueEnum};
use serde_json::Value;

use crate::{error::CliError, exit, input};
use source::Source;

/// Arguments of `openapi`.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    /// The code: a folder with a Cargo.toml, that of a generated TypeScript service, or one of TypeScript sources
    /// [default: the package that the current folder lies in]
    #[arg(value_name = "SRC")]
    source: Option<PathBuf>,
    /// Write the document to FILE instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// How it is written [default: by the name of FILE, else yaml]
    #[arg(long, value_enum)]
    format: Option<Written>,
    /// Exit with 1, and tell what differs, unless FILE says the same as the code
    #[arg(long, value_name = "FILE", conflicts_with = "output")]
    check: Option<String>,
    /// With what the service answers beyond its document: its own 4XX and 5XX
    #[arg(long)]
    effective: bool,
    /// Which package of a workspace
    #[arg(long, value_name = "NAME")]
    package: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Tell breaking, compatible and documentation changes between two documents
    Diff(diff::Args),
}

/// How a document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Written {
    /// YAML
    Yaml,
    /// JSON
    Json,
}

pub(crate) fn run(args: &Args) -> Result<(), CliError> {
    if let Some(Command::Diff(args)) = &args.command {
        return diff::run(args);
    }
    let document = match source::find(args.source.as_deref(), args.package.as_deref())? {
        Source::Cargo(package) => service::document(&package, args.effective)?,
        Source::Node(folder) => node::document(&folder, args.effective)?,
        Source::TypeScript(path) => typescript::document(&path)?,
    };
    match (&args.check, &args.output) {
        (Some(file), _) => check(file, &document, args.format == Some(Written::Json)),
        (None, output) => {
            let format = args.format.unwrap_or_else(|| by_name(output.as_ref()));
            let text = written(&document, format)?;
            let Some(output) = output else {
                tell::document(&text);
                return Ok(());
            };
            fs::write(output, text)
                .map_err(|error| CliError::environment(format!("{}: {error}", output.display())))
        }
    }
}

fn by_name(output: Option<&PathBuf>) -> Written {
    let is_json = output.is_some_and(|path| path.extension().is_some_and(|name| name == "json"));
    if is_json {
        Written::Json
    } else {
        Written::Yaml
    }
}

fn written(document: &Value, format: Written) -> Result<String, CliError> {
    let text = format!("{document:#}\n");
    if format == Written::Json {
        return Ok(text);
    }
    let mut memory = Memory::one("openapi.json", text);
    match load("openapi.json", &mut memory, &LoadOptions::default()) {
        (Ok(document), _) => Ok(write::to_yaml(document.root())),
        (Err(sources), diagnostics) => {
            Err(CliError::input("the service's document cannot be read")
                .diagnostics(diagnostics, sources))
        }
    }
}

fn check(file: &str, document: &Value, json: bool) -> Result<(), CliError> {
    let committed = input::read(file, false)?;
    let mut committed = write::bundle(&committed.document).to_json();
    // A document may leave to its reader what the code always says.
    make_explicit(&mut committed);
    let report = compare(&committed, document);
    if json {
        tell::json(&report);
    } else {
        tell::text(&report);
    }
    if report.differences.is_empty() {
        return Ok(());
    }
    let count = report.differences.len();
    let message = match count {
        1 => format!("{file} differs from the code in one place"),
        count => format!("{file} differs from the code in {count} places"),
    };
    Err(CliError::new(exit::CHECK_FAILED, message).help(format!(
        "bring the code in line, or take its document: `cargo backend openapi --output {file}`"
    )))
}
