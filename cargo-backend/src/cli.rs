//! The clap tree: one variant per subcommand, whose arguments live with the command.

use clap::{Parser, Subcommand};

use crate::{commands, error::CliError};

/// From an OpenAPI document to a running, persisted, validated backend service.
#[derive(Debug, Parser)]
#[command(
    name = "cargo-backend",
    bin_name = "cargo backend",
    version,
    after_help = "Exit codes: 0 done; 1 a check or gate did not hold; 2 wrong usage; 3 bad input; 4 environment."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make, build, start and walk through a sample service in target/demo
    Demo(commands::demo::Args),
    /// Make a service from an OpenAPI document
    New(commands::new::Args),
    /// Bring a project up to date with its document
    Generate(commands::generate::Args),
    /// The document as the code has it, and what changed between two
    Openapi(commands::openapi::Args),
    /// The texts that files of yours are made from
    Templates(commands::templates::Args),
    /// Measure a server under load
    Bench(Box<commands::bench::Args>),
    /// Apply SQL migrations, take them back, and know what happened
    Migrate(Box<commands::migrate::Args>),
    /// What is installed, reachable and missing
    Doctor(commands::doctor::Args),
}

impl Cli {
    /// Runs the chosen subcommand.
    pub(crate) fn run(self) -> Result<(), CliError> {
        match self.command {
            Command::Demo(args) => commands::demo::run(&args),
            Command::New(args) => commands::new::run(args),
            Command::Generate(args) => commands::generate::run(&args),
            Command::Openapi(args) => commands::openapi::run(&args),
            Command::Templates(args) => commands::templates::run(&args),
            Command::Bench(args) => commands::bench::run(&args),
            Command::Migrate(args) => commands::migrate::run(&args),
            Command::Doctor(args) => commands::doctor::run(&args),
        }
    }
}
