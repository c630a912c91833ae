//! `cargo xtask check`: what can be known without running a test.

mod dependencies;
mod features;
mod licence;
mod package;

use std::process::ExitCode;

use crate::{
    process::{cargo, run as run_command},
    test::Settings,
};

/// No options: every check always runs.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

/// Succeeds, or says what is wrong.
type Check = fn() -> Result<(), String>;

/// The checks in the order in which they run, cheapest first.
const CHECKS: &[(&str, Check)] = &[
    ("format", format),
    ("dependencies", dependencies::check),
    ("clippy", clippy),
    ("features", features::check),
    ("docs", docs),
    ("package", package::check),
];

/// Runs every check.
pub(crate) fn run(_: &Args) -> ExitCode {
    let failures = all();
    for failure in &failures {
        println!("{failure}");
    }
    if failures.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// The checks as a stage of the test run.
pub(crate) fn stage(_: Settings) -> Vec<String> {
    all()
}

fn all() -> Vec<String> {
    CHECKS
        .iter()
        .filter_map(|(name, check)| {
            let start = std::time::Instant::now();
            let failure = check().err();
            println!(
                "{name}: {} in {:.1} s",
                if failure.is_none() { "ok" } else { "FAILED" },
                start.elapsed().as_secs_f64()
            );
            failure
        })
        .collect()
}

fn format() -> Result<(), String> {
    run_command(&mut cargo(["fmt", "--all", "--check"]))
}

fn clippy() -> Result<(), String> {
    let args = [
        "clippy",
        "--quiet",
        "--workspace",
        "--all-features",
        "--all-targets",
        "--",
        "--deny",
        "warnings",
    ];
    run_command(&mut cargo(args))
}

/// Warnings of rustdoc are broken links and missing examples; private items are left to their readers.
fn docs() -> Result<(), String> {
    let args = [
        "doc",
        "--quiet",
        "--workspace",
        "--all-features",
        "--no-deps",
    ];
    run_command(cargo(args).env("RUSTDOCFLAGS", "--deny warnings"))
}
