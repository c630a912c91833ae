//! `cargo backend`: runs a subcommand, prints its error, exits with the documented code.

mod bridge;
mod cli;
mod commands;
mod config;
mod diagnostics;
mod error;
mod exit;
mod fetch;
mod input;
mod progress;
mod project;
mod scaffold;
mod selection;
mod summary;

use std::process::ExitCode;

use anstream::eprintln;
use clap::Parser;

fn main() -> ExitCode {
    // Fails only when a provider is there already, and then it is this one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    match cli::Cli::parse_from(arguments()).run() {
        Ok(()) => ExitCode::from(exit::DONE),
        Err(error) => report(&error),
    }
}

/// The arguments; `cargo backend x` reaches us as `cargo-backend backend x`.
fn arguments() -> Vec<std::ffi::OsString> {
    let mut arguments: Vec<_> = std::env::args_os().collect();
    if arguments.get(1).is_some_and(|first| first == "backend") {
        arguments.remove(1);
    }
    arguments
}

#[allow(clippy::print_stderr, reason = "the one place that prints errors")]
fn report(error: &error::CliError) -> ExitCode {
    let style = anstyle::AnsiColor::Red.on_default().bold();
    if let Some(problems) = &error.problems {
        diagnostics::print(&problems.0, &problems.1);
    }
    if !error.message.is_empty() {
        eprintln!("{style}error{style:#}: {}", error.message);
    }
    if let Some(help) = &error.help {
        eprintln!("  help: {help}");
    }
    ExitCode::from(error.exit)
}
