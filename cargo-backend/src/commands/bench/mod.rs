//! `cargo backend bench`: measures a server, and says what the measurement is worth.

mod args;
mod distributed;
mod live;
mod modes;
mod output;
mod plan;
mod progress;

use std::{path::Path, sync::Arc};

use backend_runtime::bench::{
    self, BenchError, Control, ErrorKind, Plan, RunResult, judge::Slo, report::Report,
};

pub(crate) use args::Args;
use modes::Outcome;

use crate::{error::CliError, exit};

/// Runs the subcommand.
pub(crate) fn run(args: &Args) -> Result<(), CliError> {
    if let Some(command) = &args.command {
        return distributed::run(command);
    }
    let slos = slos(args)?;
    let sinks = output::sinks(&args.output)?;
    modes::min_effect(args)?;
    modes::identity(args)?;
    let baseline = baseline(args)?;
    let plan = plan::build(args)?;
    bench::judge::check_endpoints(&slos, &plan.endpoint_names())?;
    bench::check_reachable(&plan)?;
    let outcome = match (&args.judgement.compare, baseline) {
        (Some(_), Some(baseline)) => {
            modes::compare_with(measure(&plan, args)?, baseline, args, &slos)?
        }
        (Some(_), None) => modes::compare_urls(&plan, args, &slos)?,
        (None, _) if args.load.find_capacity => modes::capacity(&plan, args, &slos)?,
        (None, _) if args.judgement.expect_rate_limit => modes::rate_limit(&plan, args, &slos)?,
        (None, _) => Outcome {
            report: Report::new(measure(&plan, args)?, &slos),
            failed: false,
        },
    };
    output::deliver(&outcome.report, &sinks)?;
    let nothing_worked = outcome.report.result.failed_altogether();
    if nothing_worked || outcome.failed || !outcome.report.held() {
        return Err(CliError::silent(exit::CHECK_FAILED));
    }
    Ok(())
}

/// The saved run to compare with, read before anything is sent.
fn baseline(args: &Args) -> Result<Option<RunResult>, CliError> {
    let file = args
        .judgement
        .compare
        .as_deref()
        .filter(|value| !value.is_empty() && !value.contains("://"));
    Ok(file.map(|file| modes::saved(Path::new(file))).transpose()?)
}

/// The gates that were asked for.
fn slos(args: &Args) -> Result<Vec<Slo>, CliError> {
    let parsed = args.judgement.slo.iter().map(|text| Slo::parse(text));
    Ok(parsed.collect::<Result<_, _>>()?)
}

/// Runs a plan while showing how it goes; Ctrl-C ends it, and the report is made of what there is.
fn measure(plan: &Plan, args: &Args) -> Result<RunResult, CliError> {
    let control = Arc::new(Control::default());
    let watcher = progress::watch(plan, &control, &args.output);
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
