//! `cargo xtask test`: every stage in order, each timed; a failure does not keep the stages behind it from
//! running, so that one run reports everything.

mod demo;
mod doc;
mod install;
mod node;
mod rust;
mod scaffold;
mod servers;
mod stage;

use std::process::ExitCode;

use stage::{Outcome, Stage};

/// What to run.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Rust only: no servers, no scaffolded projects, nothing installed
    #[arg(long)]
    fast: bool,
    /// Only these stages (repeatable); see the list in the summary
    #[arg(long, value_name = "NAME", value_parser = stage_name)]
    stage: Vec<String>,
}

/// Every stage, in the order in which they run.
const STAGES: &[Stage] = &[
    Stage {
        name: "install",
        fast: false,
        run: install::run,
    },
    Stage {
        name: "check",
        fast: false,
        run: crate::check::stage,
    },
    Stage {
        name: "rust",
        fast: true,
        run: rust::run,
    },
    Stage {
        name: "doc",
        fast: true,
        run: doc::run,
    },
    Stage {
        name: "goldens",
        fast: false,
        run: scaffold::goldens,
    },
    Stage {
        name: "typescript",
        fast: false,
        run: scaffold::typescript,
    },
    Stage {
        name: "schemathesis",
        fast: false,
        run: scaffold::schemathesis,
    },
    Stage {
        name: "corpus",
        fast: false,
        run: |_| crate::corpus::stage(),
    },
    Stage {
        name: "demo",
        fast: false,
        run: demo::run,
    },
];

/// What a stage may need to know about the run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Settings {
    /// Rust only, without servers.
    pub(crate) fast: bool,
}

fn stage_name(name: &str) -> Result<String, String> {
    let names: Vec<&str> = STAGES.iter().map(|stage| stage.name).collect();
    if names.contains(&name) {
        Ok(name.to_owned())
    } else {
        Err(format!("the stages are {}", names.join(", ")))
    }
}

/// Runs the stages and prints the summary.
pub(crate) fn run(args: &Args) -> ExitCode {
    let settings = Settings { fast: args.fast };
    let outcomes: Vec<Outcome> = STAGES
        .iter()
        .filter(|stage| {
            if args.stage.is_empty() {
                stage.fast || !args.fast
            } else {
                args.stage.iter().any(|name| name == stage.name)
            }
        })
        .map(|stage| stage.run(settings))
        .collect();
    stage::summary(&outcomes)
}
