//! Finding the highest load that a server carries within its gates.

use std::{sync::Arc, time::Duration};

use serde_json::json;

use crate::bench::{
    BenchError, Control, Plan, RunResult,
    judge::{Slo, bottleneck, evaluate},
    report::Section,
    run,
    settings::{Model, Schedule},
};

/// Steps between the highest load that held and the lowest that did not.
const REFINEMENTS: usize = 5;
/// A load beyond this is not looked for.
const HIGHEST: f64 = 10_000_000.0;

/// One load that was tried.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Requests per second, or users in a closed model.
    pub load: f64,
    /// Completed requests per second.
    pub rps: f64,
    /// The median response time in milliseconds.
    pub p50_ms: f64,
    /// The 99th percentile of the response time in milliseconds.
    pub p99_ms: f64,
    /// Failed requests over all requests.
    pub error_rate: f64,
    /// Whether every gate held.
    pub held: bool,
    /// Why not.
    pub why: String,
}

/// The curve, and the highest load that held.
#[derive(Debug, Clone)]
pub struct Capacity {
    /// Every load tried, in rising order.
    pub curve: Vec<Step>,
    /// The highest load that held.
    pub highest: Option<f64>,
    /// What the load counts.
    pub unit: &'static str,
    /// The client was the limit before the server was.
    pub generator_limited: bool,
    /// The run at the highest load that held, or the first run when none did.
    pub best: RunResult,
}

/// Doubles the load until a gate breaks, then closes in on the highest that holds.
///
/// # Errors
///
/// Those of [`run`].
pub fn find_capacity(
    plan: &Plan,
    slos: &[Slo],
    step: Duration,
    control: &Arc<Control>,
) -> Result<Capacity, BenchError> {
    let unit = match plan.settings.model {
        Model::Closed { .. } => "users",
        Model::Open { .. } => "requests/s",
    };
    let mut search = Search {
        plan,
        slos,
        step,
        control,
        curve: Vec::new(),
        best: None,
        generator_limited: false,
    };
    let start = match &plan.settings.model {
        Model::Closed { .. } => 1.0,
        Model::Open { arrivals, .. } => arrivals.peak(),
    };
    let (mut held, mut broke) = search.double_from(start, unit == "users")?;
    for _ in 0..REFINEMENTS {
        let Some(top) = broke else { break };
        let middle = f64::midpoint(held, top);
        let middle = if unit == "users" {
            middle.floor()
        } else {
            middle
        };
        if middle <= held || (top - held) / top < 0.02 || control.is_stopped() {
            break;
        }
        if search.holds(middle)? {
            held = middle
        } else {
            broke = Some(middle)
        }
    }
    let Search {
        mut curve,
        best,
        generator_limited,
        ..
    } = search;
    curve.sort_by(|left, right| left.load.total_cmp(&right.load));
    let (_, best) = best.expect("at least one load was tried");
    Ok(Capacity {
        curve,
        highest: (held > 0.0).then_some(held),
        unit,
        generator_limited,
        best,
    })
}

struct Search<'a> {
    plan: &'a Plan,
    slos: &'a [Slo],
    step: Duration,
    control: &'a Arc<Control>,
    curve: Vec<Step>,
    /// The load of a run and the run.
    best: Option<(f64, RunResult)>,
    generator_limited: bool,
}

impl Search<'_> {
    /// The highest load that held, and the one that broke, if any did.
    fn double_from(&mut self, start: f64, whole: bool) -> Result<(f64, Option<f64>), BenchError> {
        let (mut load, mut held) = (start, 0.0);
        while load <= HIGHEST && !self.control.is_stopped() {
            if self.holds(load)? {
                held = load;
                load *= 2.0;
            } else if held == 0.0 && load > 1.0 {
                // Even the first load was too much: go down instead.
                load = if whole {
                    (load / 2.0).floor()
                } else {
                    load / 2.0
                };
            } else {
                return Ok((held, Some(load)));
            }
            if self.curve.len() > 1 && held > 0.0 && self.curve.iter().any(|step| step.load == load)
            {
                return Ok((held, Some(load)));
            }
        }
        Ok((held, None))
    }

    fn holds(&mut self, load: f64) -> Result<bool, BenchError> {
        let result = run(&self.at(load), self.control)?;
        let bottleneck = bottleneck(&result);
        let verdicts = evaluate(self.slos, &result, bottleneck.as_ref());
        let missed = verdicts.iter().find(|verdict| !verdict.held);
        let total = result.total();
        self.generator_limited |= bottleneck.is_some();
        let held = missed.is_none() && bottleneck.is_none();
        self.curve.push(Step {
            load,
            rps: result.rate(),
            p50_ms: total.response.quantile_ms(0.5),
            p99_ms: total.response.quantile_ms(0.99),
            error_rate: total.error_rate(),
            held,
            why: match (&bottleneck, missed) {
                (Some(bottleneck), _) => bottleneck.to_string(),
                (None, Some(missed)) => format!(
                    "{}: {}",
                    missed.slo.text,
                    missed
                        .value
                        .map(|value| missed.slo.show(value))
                        .unwrap_or_default()
                ),
                (None, None) => String::new(),
            },
        });
        if self
            .best
            .as_ref()
            .is_none_or(|(best, _)| held && load > *best)
        {
            self.best = Some((if held { load } else { 0.0 }, result));
        }
        Ok(held)
    }

    fn at(&self, load: f64) -> Plan {
        let mut plan = self.plan.clone();
        let level = Schedule::constant(load, Some(self.step));
        plan.settings.model = match &self.plan.settings.model {
            Model::Closed { .. } => Model::Closed {
                users: level,
                requests: None,
            },
            Model::Open {
                connections,
                max_connections,
                ..
            } => Model::Open {
                arrivals: level,
                connections: *connections,
                max_connections: *max_connections,
            },
        };
        plan
    }
}

impl Capacity {
    /// The curve as a part of a report.
    pub fn section(&self) -> Section {
        let curve = self.curve.iter().map(|step| {
            json!({
                "load": step.load,
                "rps": step.rps,
                "p50_ms": step.p50_ms,
                "p99_ms": step.p99_ms,
                "error_rate": step.error_rate,
                "held": step.held,
                "why": step.why,
            })
        });
        Section {
            title: "Capacity",
            lines: self.lines(),
            data: json!({
                "unit": self.unit,
                "highest": self.highest,
                "generator_limited": self.generator_limited,
                "curve": curve.collect::<Vec<_>>(),
            }),
        }
    }

    /// The curve and the finding, one line each.
    pub fn lines(&self) -> Vec<String> {
        let head = format!(
            "{:>12} {:>12} {:>10} {:>10} {:>8}",
            self.unit, "completed/s", "p50 ms", "p99 ms", "failed"
        );
        let steps = self.curve.iter().map(|step| {
            let mark = if step.held {
                "held".to_owned()
            } else {
                format!("broke {}", step.why)
            };
            format!(
                "{:>12.1} {:>12.1} {:>10.2} {:>10.2} {:>7.2}%  {mark}",
                step.load,
                step.rps,
                step.p50_ms,
                step.p99_ms,
                step.error_rate * 100.0
            )
        });
        let mut lines: Vec<String> = std::iter::once(head).chain(steps).collect();
        lines.push(match (self.highest, self.generator_limited) {
            (Some(highest), false) => {
                format!("Capacity: {highest:.1} {} held every gate", self.unit)
            }
            (Some(highest), true) => format!(
                "Capacity: at least {highest:.1} {}; above that the generator was the bottleneck",
                self.unit
            ),
            (None, _) => "Capacity: no load held every gate".to_owned(),
        });
        lines
    }
}
