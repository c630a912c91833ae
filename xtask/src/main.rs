//! The chores of this workspace: `cargo xtask test`, `check`, `bless`, `bench`, `corpus`, `round-trip` and `fuzz` (`cargo x` for short).
//!
//! Owns the order of the test stages, the repository's own checks and the measurements. It knows the
//! products only from outside, as commands to run.

#![expect(
    clippy::print_stdout,
    reason = "a terminal program: its output is its result"
)]

mod bench;
mod bless;
mod check;
mod corpus;
mod fuzz;
mod metadata;
mod process;
mod root;
mod round_trip;
mod test;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The chores of this workspace.
#[derive(Debug, Parser)]
#[command(name = "xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs every test stage, installing what the machine lacks
    Test(test::Args),
    /// Runs the checks that need no test run: format, lints, docs, features, dependencies, packages
    Check(check::Args),
    /// Rewrites the accepted snapshots with what the code produces today
    Bless(bless::Args),
    /// Measures one thing against its peer
    Bench(bench::Args),
    /// Makes projects of the documents in ../shared/corpus/openapi and compiles them
    Corpus(corpus::Args),
    /// Takes documents through a compiled service and back, and tells what differs
    RoundTrip(round_trip::Args),
    /// Feeds random documents to the reader and the generator for a bounded time
    Fuzz(fuzz::Args),
}

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Test(args) => test::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Bless(args) => bless::run(&args),
        Command::Bench(args) => bench::run(&args),
        Command::Corpus(args) => corpus::run(&args),
        Command::RoundTrip(args) => round_trip::run(&args),
        Command::Fuzz(args) => fuzz::run(&args),
    }
}
