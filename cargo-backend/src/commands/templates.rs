//! `cargo backend templates export`: the built-in templates, to change and to give back with `--templates DIR`.

use std::path::{Path, PathBuf};

use anstream::println;
use backend_codegen::plan::{FilePlan, Folder, Manifest, reconcile};
use clap::Subcommand;

use crate::error::CliError;

/// Arguments of `templates`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write the built-in templates into a new or empty folder
    Export {
        /// The folder
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
}

pub(crate) fn run(args: &Args) -> Result<(), CliError> {
    match &args.command {
        Command::Export { folder } => export(folder),
    }
}

#[allow(clippy::print_stdout, reason = "the result of the command")]
fn export(target: &Path) -> Result<(), CliError> {
    super::new::refuse_unless_empty(target, "export into a new folder, or delete this one first")?;
    let mut plan = FilePlan::default();
    for (name, text) in backend_templates::templates() {
        plan.yours(name, text);
    }
    let folder = Folder::new(target)?;
    let none = Manifest::default();
    folder.write_files(&reconcile(&plan, &none, "", None, |path| folder.read(path)))?;
    for file in &plan.files {
        println!("{}", file.path);
    }
    println!("\n{} templates in {}", plan.files.len(), target.display());
    println!(
        "delete what you do not change, then: cargo backend new PATH --templates {}",
        target.display()
    );
    Ok(())
}
