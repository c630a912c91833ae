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
            Command::Bench(args) => commands::bench::run(&args),
            Command::Migrate(args) => commands::migrate::run(&args),
            Command::Doctor(args) => commands::doctor::run(&args),
        }
    }
}
