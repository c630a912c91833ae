//! Taking turns: A B B A, so that a drift of the machine falls on both sides alike.

use std::{sync::Arc, time::Duration};

use super::{Block, verdict::FEWEST_QUADS};
use crate::bench::{
    BenchError, Control, Plan, RunResult, merge_runs, run,
    settings::{Model, Schedule},
};

/// The runs of both sides, and their blocks in turns.
#[derive(Debug)]
pub struct Turns {
    /// Everything of side A.
    pub a: RunResult,
    /// Everything of side B.
    pub b: RunResult,
    /// The blocks as they were run.
    pub quads: Vec<[Block; 4]>,
}

/// Turns that a run is divided into, when it is long enough.
const TURNS: u32 = 10;
/// A shorter block would be mostly beginnings.
const SHORTEST: Duration = Duration::from_millis(250);

/// Runs both plans in turns for `time` altogether. The plans differ only in what they measure.
///
/// # Errors
///
/// Those of [`run`]; usage, when a plan is limited by anything but time.
pub fn take_turns(
    a: &Plan,
    b: &Plan,
    time: Duration,
    control: &Arc<Control>,
) -> Result<Turns, BenchError> {
    let length = (time / (TURNS * 4)).max(SHORTEST);
    let count =
        ((time.as_secs_f64() / (length.as_secs_f64() * 4.0)).round() as usize).max(FEWEST_QUADS);
    let (a, b) = (for_one_block(a, length)?, for_one_block(b, length)?);
    let (mut runs_a, mut runs_b, mut quads) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..count {
        let mut quad = Vec::with_capacity(4);
        for (plan, runs) in [(&a, 0), (&b, 1), (&b, 1), (&a, 0)] {
            if control.is_stopped() {
                break;
            }
            let result = run(plan, control)?;
            quad.push(Block::of_run(&result));
            if runs == 0 {
                runs_a.push(result)
            } else {
                runs_b.push(result)
            }
        }
        match <[Block; 4]>::try_from(quad) {
            Ok(quad) => quads.push(quad),
            Err(_) => break,
        }
    }
    Ok(Turns {
        a: in_sequence(&runs_a)?,
        b: in_sequence(&runs_b)?,
        quads,
    })
}

/// The plan of one block: its beginning, with the connections being made, is not counted.
fn for_one_block(plan: &Plan, length: Duration) -> Result<Plan, BenchError> {
    let mut plan = plan.clone();
    let level = |schedule: &Schedule| Schedule::constant(schedule.peak(), Some(length));
    plan.settings.warmup = Duration::from_millis(100);
    plan.settings.model = match plan.settings.model {
        Model::Closed {
            requests: Some(_), ..
        } => {
            return Err(BenchError::usage(
                "`--compare` with two URLs takes turns by time, not by `--requests`",
                "use `--duration` instead",
            ));
        }
        Model::Closed {
            users,
            requests: None,
        } => Model::Closed {
            users: level(&users),
            requests: None,
        },
        Model::Open {
            arrivals,
            connections,
            max_connections,
        } => Model::Open {
            arrivals: level(&arrivals),
            connections,
            max_connections,
        },
    };
    Ok(plan)
}

/// Blocks one after another as one run.
fn in_sequence(runs: &[RunResult]) -> Result<RunResult, BenchError> {
    let mut whole = merge_runs(runs)?;
    whole.elapsed = runs.iter().map(|run| run.elapsed).sum();
    whole.sending = runs.iter().map(|run| run.sending).sum();
    whole.description.connections = runs[0].description.connections;
    whole.description.model = format!("{}, {} turns", runs[0].description.model, runs.len());
    whole.series = crate::bench::record::Series::default();
    let mut at = 0;
    for run in runs {
        let width = run.series.width_nanos();
        for (index, slot) in run.series.slots().iter().enumerate() {
            whole.series.slot(at + index as u64 * width).merge(slot);
        }
        at += width * run.series.slots().len() as u64;
    }
    Ok(whole)
}
