//! One stage of the test run, its time and its failures.

use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

use super::Settings;

/// A named part of the test run.
pub(super) struct Stage {
    pub(super) name: &'static str,
    /// Part of `--fast`.
    pub(super) fast: bool,
    /// Does the work; returns what failed, empty when all is well.
    pub(super) run: fn(Settings) -> Vec<String>,
}

/// How a stage ended.
pub(super) struct Outcome {
    name: &'static str,
    time: Duration,
    failures: Vec<String>,
}

impl Stage {
    /// Runs the stage under a heading.
    pub(super) fn run(&self, settings: Settings) -> Outcome {
        println!("\n=== {} ===", self.name);
        let start = Instant::now();
        let failures = (self.run)(settings);
        let outcome = Outcome {
            name: self.name,
            time: start.elapsed(),
            failures,
        };
        println!(
            "=== {}: {} in {} ===",
            outcome.name,
            outcome.verdict(),
            minutes(outcome.time)
        );
        outcome
    }
}

impl Outcome {
    fn verdict(&self) -> &'static str {
        if self.failures.is_empty() {
            "ok"
        } else {
            "FAILED"
        }
    }
}

/// The table of all stages, every failure once more, and the last line that says how it went.
pub(super) fn summary(outcomes: &[Outcome]) -> ExitCode {
    println!("\n{:<14} {:>8}  result", "stage", "time");
    for outcome in outcomes {
        println!(
            "{:<14} {:>8}  {}",
            outcome.name,
            minutes(outcome.time),
            outcome.verdict()
        );
    }
    for outcome in outcomes {
        for failure in &outcome.failures {
            println!("\n{}: {failure}", outcome.name);
        }
    }
    let total = minutes(outcomes.iter().map(|outcome| outcome.time).sum());
    let failed: Vec<&str> = outcomes
        .iter()
        .filter(|outcome| !outcome.failures.is_empty())
        .map(|outcome| outcome.name)
        .collect();
    if failed.is_empty() {
        println!("\ntest result: ok, {} stages in {total}", outcomes.len());
        ExitCode::SUCCESS
    } else {
        println!("\ntest result: FAILED in {} ({total})", failed.join(", "));
        ExitCode::FAILURE
    }
}

/// `2:05`, minutes and seconds.
fn minutes(time: Duration) -> String {
    format!("{}:{:02}", time.as_secs() / 60, time.as_secs() % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_makes_the_run_fail() {
        let outcome = |failures| Outcome {
            name: "x",
            time: Duration::from_secs(125),
            failures,
        };
        assert_eq!(summary(&[outcome(Vec::new())]), ExitCode::SUCCESS);
        assert_eq!(
            summary(&[outcome(Vec::new()), outcome(vec!["broken".to_owned()])]),
            ExitCode::FAILURE
        );
    }

    #[test]
    fn shows_minutes_and_seconds() {
        assert_eq!(minutes(Duration::from_secs(125)), "2:05");
    }
}
