//! Ways of running that need more than one run: comparing, finding the capacity, finding the rate limit.

use std::{fs, path::Path, sync::Arc, time::Duration};

use backend_runtime::bench::{
    BenchError, Control, Plan, RunResult, Source,
    capacity::find_capacity,
    compare::{compare_interleaved, compare_runs, take_turns},
    judge::{REFERENCES, Slo},
    rate_limit::{RateLimit, RateLog},
    report::{Report, read_json},
    request::Template,
    run,
    settings::{Model, Schedule, parse_duration},
};

use super::{args::Args, progress};

/// A finished run of any kind.
pub(crate) struct Outcome {
    pub(crate) report: Report,
    /// A gate beside the SLOs did not hold: a regression, or no rate limit where one was expected.
    pub(crate) failed: bool,
}

/// Compares two URLs that take turns.
pub(crate) fn compare_urls(plan: &Plan, args: &Args, slos: &[Slo]) -> Result<Outcome, BenchError> {
    let Source::Mix(targets) = &plan.source else {
        return Err(BenchError::usage(
            "`--compare` compares two URLs",
            "leave `--scenario` and `--spec` away, or compare saved runs",
        ));
    };
    let [a, b] = targets.as_slice() else {
        return Err(BenchError::usage(
            format!(
                "`--compare` without a saved run compares two URLs, not {}",
                targets.len()
            ),
            "give two URLs, or name a saved run, such as `--compare baseline.json`",
        ));
    };
    let side = |target: &backend_runtime::bench::Target| {
        let mut side = plan.clone();
        side.source = Source::Mix(vec![backend_runtime::bench::Target {
            origin: 0,
            ..target.clone()
        }]);
        side.origins = vec![plan.origins[target.origin].clone()];
        side
    };
    let time = match &plan.settings.model {
        Model::Closed { users, .. } => users.length(),
        Model::Open { arrivals, .. } => arrivals.length(),
    };
    let control = Arc::new(Control::default());
    let watcher = progress::interruptible(&control);
    let turns = take_turns(
        &side(a),
        &side(b),
        time.unwrap_or(Duration::from_secs(10)),
        &control,
    );
    watcher.finish();
    let turns = turns?;
    let comparison = compare_interleaved(&turns.quads, min_effect(args)?, plan.settings.seed)?;
    let mut report = Report::of_sides(turns.a, turns.b, slos);
    report.result.description.target = format!("{} (B) against {} (A)", b.name, a.name);
    report.sections.push(comparison.section());
    Ok(Outcome {
        report,
        failed: comparison.is_regression(),
    })
}

/// Compares a run with a saved one.
pub(crate) fn compare_with(
    result: RunResult,
    baseline: RunResult,
    args: &Args,
    slos: &[Slo],
) -> Result<Outcome, BenchError> {
    let comparison = compare_runs(&baseline, &result, min_effect(args)?, args.load.seed)?;
    let mut report = Report::new(result, slos);
    report.sections.push(comparison.section());
    report.baseline = Some(baseline);
    Ok(Outcome {
        report,
        failed: comparison.is_regression(),
    })
}

/// Reads a run that was saved with `--save run.json`.
pub(crate) fn saved(file: &Path) -> Result<RunResult, BenchError> {
    let text = fs::read_to_string(file).map_err(|error| {
        BenchError::usage(
            format!("{}: {error}", file.display()),
            "name a run saved with `--save run.json`",
        )
    })?;
    read_json(&file.display().to_string(), &text)
}

/// `5%` or `0.05`.
pub(crate) fn min_effect(args: &Args) -> Result<f64, BenchError> {
    let text = args.judgement.min_effect.trim();
    let share = match text.strip_suffix('%') {
        Some(percent) => percent
            .trim()
            .parse::<f64>()
            .ok()
            .map(|percent| percent / 100.0),
        None => text.parse().ok(),
    };
    share
        .filter(|share| (0.0..10.0).contains(share))
        .ok_or_else(|| {
            BenchError::usage(
                format!("`--min-effect {text}` is not a share"),
                "write a percentage, such as `--min-effect 5%`",
            )
        })
}

/// Raises the load until a gate breaks.
pub(crate) fn capacity(plan: &Plan, args: &Args, slos: &[Slo]) -> Result<Outcome, BenchError> {
    let step = match &args.load.duration {
        Some(text) => parse_duration("--duration", text)?,
        None => Duration::from_secs(5),
    };
    // Throughput is what is searched for, so the reference for it is no gate here.
    let references = REFERENCES
        .iter()
        .filter(|reference| !reference.slo.starts_with("rps"));
    let defaults: Result<Vec<_>, _> = references
        .map(|reference| Slo::parse(reference.slo))
        .collect();
    let gates = if slos.is_empty() {
        defaults?
    } else {
        slos.to_vec()
    };
    let control = Arc::new(Control::default());
    let watcher = progress::interruptible(&control);
    let found = find_capacity(plan, &gates, step, &control);
    watcher.finish();
    let found = found?;
    let mut report = Report::new(found.best.clone(), slos);
    report.sections.push(found.section());
    Ok(Outcome {
        report,
        failed: found.highest.is_none(),
    })
}

/// Looks for a rate limit, then whether a second client is limited apart.
pub(crate) fn rate_limit(plan: &Plan, args: &Args, slos: &[Slo]) -> Result<Outcome, BenchError> {
    let log = Arc::new(RateLog::default());
    let mut plan = plan.clone();
    plan.rate_log = Some(log.clone());
    let control = Arc::new(Control::default());
    let watcher = progress::watch(&plan, &control, &args.output);
    let result = run(&plan, &control);
    watcher.finish();
    let result = result?;
    let seen = log.seen();
    let apart = if seen.limited > 0 {
        second_identity(&plan, args)?
    } else {
        None
    };
    let limit = RateLimit::infer(seen, apart);
    let mut report = Report::new(result, slos);
    report.sections.push(limit.section());
    Ok(Outcome {
        report,
        failed: !limit.is_found(),
    })
}

/// The header that makes another client of us.
pub(crate) fn identity(args: &Args) -> Result<(String, String), BenchError> {
    super::plan::header("--second-identity", &args.judgement.second_identity)
}

/// Whether a few requests under another identity pass while the first one is limited.
fn second_identity(plan: &Plan, args: &Args) -> Result<Option<bool>, BenchError> {
    let Source::Mix(targets) = &plan.source else {
        return Ok(None);
    };
    let (name, value) = identity(args)?;
    let mut other = plan.clone();
    let log = Arc::new(RateLog::default());
    other.rate_log = Some(log.clone());
    let mut targets = targets.clone();
    for target in &mut targets {
        target
            .request
            .headers
            .retain(|(known, _)| !known.eq_ignore_ascii_case(&name));
        target
            .request
            .headers
            .push((name.clone(), Template::fixed(value.clone())));
    }
    other.source = Source::Mix(targets);
    other.settings.threads = 1;
    other.settings.warmup = Duration::ZERO;
    other.settings.model = Model::Closed {
        users: Schedule::constant(1.0, Some(Duration::from_secs(5))),
        requests: Some(3),
    };
    // First the known identity once more: when its window has just ended, passing proves nothing.
    let again = Arc::new(RateLog::default());
    let mut first = plan.clone();
    first.rate_log = Some(again.clone());
    first.settings.threads = 1;
    first.settings.warmup = Duration::ZERO;
    first.settings.model = Model::Closed {
        users: Schedule::constant(1.0, Some(Duration::from_secs(5))),
        requests: Some(1),
    };
    let control = Arc::new(Control::default());
    run(&first, &control)?;
    if again.seen().limited == 0 {
        return Ok(None);
    }
    run(&other, &Arc::new(Control::default()))?;
    Ok(Some(log.seen().limited == 0))
}
