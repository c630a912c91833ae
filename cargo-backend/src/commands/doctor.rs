//! `cargo backend doctor`: what is installed, reachable and missing.

use std::process::Command;

use anstream::println;

use crate::error::CliError;

/// Arguments of `doctor`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

/// A program that some command makes use of.
struct Tool {
    program: &'static str,
    needed_for: &'static str,
}

const TOOLS: [Tool; 5] = [
    Tool {
        program: "cargo",
        needed_for: "building Rust services",
    },
    Tool {
        program: "rustfmt",
        needed_for: "formatting Rust services",
    },
    Tool {
        program: "node",
        needed_for: "TypeScript services",
    },
    Tool {
        program: "psql",
        needed_for: "looking into PostgreSQL",
    },
    Tool {
        program: "docker",
        needed_for: "container images",
    },
];

/// Prints one line per tool.
#[allow(clippy::print_stdout, reason = "the result of the command")]
pub(crate) fn run(_: &Args) -> Result<(), CliError> {
    for tool in TOOLS {
        let version = Command::new(tool.program).arg("--version").output();
        match version {
            Ok(output) if output.status.success() => {
                let text = String::from_utf8_lossy(&output.stdout);
                println!(
                    "ok       {:<8} {}",
                    tool.program,
                    text.lines().next().unwrap_or_default()
                );
            }
            Ok(_) | Err(_) => println!(
                "missing  {:<8} needed for {}",
                tool.program, tool.needed_for
            ),
        }
    }
    Ok(())
}
