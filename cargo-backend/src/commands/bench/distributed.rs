//! `bench merge` and `bench k8s`: load from more machines than one.

mod k8s;

use std::path::PathBuf;

use backend_runtime::bench::{
    BenchError,
    judge::{Slo, check_endpoints},
    merge_runs,
    report::Report,
};

use super::{args::Output, modes::saved, output};
use crate::{error::CliError, exit};

/// What `bench` can do beside measuring.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Add the saved runs of all shards, then judge
    Merge(Merge),
    /// Print a Kubernetes manifest that runs a plan in shards
    K8s(k8s::K8s),
}

/// Arguments of `bench merge`.
#[derive(Debug, clap::Args)]
pub(crate) struct Merge {
    /// Runs saved with `--save part.json`
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// A gate for the merged run
    #[arg(long, value_name = "GATE")]
    slo: Vec<String>,
    #[command(flatten)]
    output: Output,
}

/// Runs the subcommand.
pub(crate) fn run(command: &Command) -> Result<(), CliError> {
    match command {
        Command::Merge(merge) => run_merge(merge),
        Command::K8s(k8s) => k8s::run(k8s),
    }
}

fn run_merge(args: &Merge) -> Result<(), CliError> {
    let slos = args
        .slo
        .iter()
        .map(|text| Slo::parse(text))
        .collect::<Result<Vec<_>, _>>()?;
    let sinks = output::sinks(&args.output)?;
    let runs = args
        .files
        .iter()
        .map(|file| saved(file))
        .collect::<Result<Vec<_>, BenchError>>()?;
    let merged = merge_runs(&runs)?;
    let names: Vec<String> = merged
        .endpoints
        .iter()
        .map(|(name, _)| name.clone())
        .collect();
    check_endpoints(&slos, &names)?;
    let report = Report::new(merged, &slos);
    output::deliver(&report, &sinks)?;
    if report.held() {
        Ok(())
    } else {
        Err(CliError::silent(exit::CHECK_FAILED))
    }
}
