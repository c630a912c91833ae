//! Adding the results of the parts of a plan: histograms and counters exactly, gates afterwards.

use crate::bench::{BenchError, RunResult};

/// Adds runs of the same targets, such as the shards of one plan.
///
/// # Errors
///
/// Input, when there is nothing to add or the runs have different targets.
pub fn merge_runs(runs: &[RunResult]) -> Result<RunResult, BenchError> {
    let Some((first, rest)) = runs.split_first() else {
        return Err(BenchError::input(
            "there is no run to merge",
            "name the saved runs, such as `bench merge part-*.json`",
        ));
    };
    let mut merged = first.clone();
    for run in rest {
        add(&mut merged, run)?;
    }
    if !rest.is_empty() {
        merged.description.model = format!(
            "{} (merged from {} runs)",
            first.description.model,
            runs.len()
        );
    }
    Ok(merged)
}

fn add(merged: &mut RunResult, run: &RunResult) -> Result<(), BenchError> {
    let names = |run: &RunResult| {
        run.endpoints
            .iter()
            .map(|(name, _)| name.clone())
            .collect::<Vec<_>>()
    };
    if names(merged) != names(run) {
        return Err(BenchError::input(
            format!(
                "the runs have different targets: {} and {}",
                names(merged).join(", "),
                names(run).join(", ")
            ),
            "merge only the parts of one plan",
        ));
    }
    for ((_, mine), (_, theirs)) in merged.endpoints.iter_mut().zip(&run.endpoints) {
        mine.merge(theirs);
    }
    merged.series.merge(&run.series);
    merged.lag.merge(&run.lag);
    merged.connects.merge(&run.connects);
    merged.scheduled = match (merged.scheduled, run.scheduled) {
        (Some(mine), Some(theirs)) => Some(mine + theirs),
        (mine, theirs) => mine.or(theirs),
    };
    merged.sent += run.sent;
    merged.not_sent += run.not_sent;
    // The parts ran side by side.
    merged.elapsed = merged.elapsed.max(run.elapsed);
    merged.sending = merged.sending.max(run.sending);
    merged.warmup_requests += run.warmup_requests;
    merged.threads.extend(&run.threads);
    merged.interrupted |= run.interrupted;
    if !run.description.open {
        merged.description.connections += run.description.connections;
    }
    Ok(())
}
