//! `cargo backend bench`: measures a server, and says what the measurement is worth.

mod args;
mod output;
mod plan;
mod progress;

use std::sync::Arc;

use backend_runtime::bench::{
    self, BenchError, Control, ErrorKind, Plan, judge::Slo, report::Report,
};

pub(crate) use args::Args;

use crate::{error::CliError, exit};

/// Runs the subcommand.
pub(crate) fn run(args: &Args) -> Result<(), CliError> {
    let slos = slos(args)?;
    let sinks = output::sinks(args)?;
    let plan = plan::build(args)?;
    bench::check_reachable(&plan)?;
    let result = measure(&plan, args)?;
    let failed_altogether = result.failed_altogether();
    let report = Report::new(result, &slos);
    output::deliver(&report, &sinks)?;
    if failed_altogether || !report.held() {
        return Err(CliError::silent(exit::CHECK_FAILED));
    }
    Ok(())
}

/// The gates that were asked for.
fn slos(args: &Args) -> Result<Vec<Slo>, CliError> {
    let parsed = args.judgement.slo.iter().map(|text| Slo::parse(text));
    Ok(parsed.collect::<Result<_, _>>()?)
}

/// Runs a plan while showing how it goes; Ctrl-C ends it, and the report is made of what there is.
fn measure(plan: &Plan, args: &Args) -> Result<bench::RunResult, CliError> {
    let control = Arc::new(Control::default());
    let watcher = progress::watch(plan, &control, args.output.quiet);
    let result = bench::run(plan, &control);
    watcher.finish();
    Ok(result?)
}

impl From<BenchError> for CliError {
    fn from(error: BenchError) -> Self {
        let BenchError {
            kind,
            message,
            help,
        } = error;
        match kind {
            ErrorKind::Usage => Self::usage(message),
            ErrorKind::Input => Self::input(message),
            ErrorKind::Environment => Self::environment(message),
        }
        .help(help)
    }
}
