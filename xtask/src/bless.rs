//! `cargo xtask bless`: rewrites accepted snapshots; the difference is then reviewed like code.

use std::process::ExitCode;

use crate::process;

/// What to rewrite.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only the snapshots of this package
    #[arg(long, short)]
    package: Option<String>,
}

/// Runs the tests with snapshots (insta) and compiler messages (trybuild) accepted as they come.
fn bless(args: &Args) -> Result<(), String> {
    let mut command = process::cargo(["test", "--all-features"]);
    match &args.package {
        Some(package) => command.args(["--package", package]),
        None => command.arg("--workspace"),
    };
    process::run(
        command
            .env("INSTA_UPDATE", "always")
            .env("TRYBUILD", "overwrite"),
    )?;
    process::run(&mut process::command("git", ["status", "--short"]))
}

/// Rewrites and shows which files changed.
pub(crate) fn run(args: &Args) -> ExitCode {
    match bless(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            println!("{message}");
            ExitCode::FAILURE
        }
    }
}
