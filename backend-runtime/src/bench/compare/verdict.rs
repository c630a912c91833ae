//! The verdict of a comparison, in figures and in words.

use super::{
    Block, Compared, Metric,
    resample::{self, Bounds, Quad},
};
use serde_json::json;

use crate::bench::{BenchError, RunResult, report::Section};

/// Fewer blocks than this say nothing about how much they vary.
const FEWEST_BLOCKS: usize = 8;
/// Fewer quads than this neither: with 8 of them chance makes the most extreme outcome once in 128 times.
pub(crate) const FEWEST_QUADS: usize = 8;
/// A change that chance makes more often is not shown. Five figures are looked at, so together they err in 5 %.
const MOST_CHANCE: f64 = 0.01;

/// What comparing found.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// One finding for each metric.
    pub findings: Vec<Finding>,
    /// The smallest change that was to count.
    pub min_effect: f64,
    /// Whether the sides took turns on the same machine at the same time.
    pub interleaved: bool,
}

/// What was found about one metric.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// What was compared.
    pub metric: Metric,
    /// The figures.
    pub compared: Compared,
    /// The confidence interval of the change (99 %).
    pub interval: (f64, f64),
    /// The largest change between A and A that this run shows (99 %): smaller ones cannot be resolved.
    pub resolution: f64,
    /// How often chance alone makes a change this large.
    pub chance: f64,
    /// Whether the difference is shown.
    pub different: bool,
}

impl Finding {
    fn new(metric: Metric, compared: Compared, bounds: Bounds, min_effect: f64) -> Self {
        let outside_zero = bounds.low > 0.0 || bounds.high < 0.0;
        let large = compared.change.abs() >= metric.min_effect(min_effect);
        let resolved = compared.change.abs() > bounds.resolution;
        Self {
            metric,
            compared,
            interval: (bounds.low, bounds.high),
            resolution: bounds.resolution,
            chance: bounds.chance,
            different: outside_zero && large && resolved && bounds.chance <= MOST_CHANCE,
        }
    }

    /// Whether B is shown to be worse.
    pub fn is_regression(&self) -> bool {
        self.different && (self.compared.change < 0.0) == self.metric.more_is_better()
    }
}

impl Comparison {
    /// Whether any metric of B is shown to be worse.
    pub fn is_regression(&self) -> bool {
        self.findings.iter().any(Finding::is_regression)
    }

    /// The findings as a part of a report.
    pub fn section(&self) -> Section {
        let findings = self.findings.iter().map(|finding| {
            json!({
                "metric": finding.metric.name(),
                "a": finding.compared.a,
                "b": finding.compared.b,
                "change": finding.compared.change,
                "interval": finding.interval,
                "resolution": finding.resolution,
                "chance": finding.chance,
                "different": finding.different,
                "regression": finding.is_regression(),
            })
        });
        Section {
            title: "Comparison",
            lines: self.lines(),
            data: json!({
                "interleaved": self.interleaved,
                "min_effect": self.min_effect,
                "regression": self.is_regression(),
                "findings": findings.collect::<Vec<_>>(),
            }),
        }
    }

    /// The findings, one line each, and the verdict.
    pub fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.findings.iter().map(line).collect();
        let improved = self
            .findings
            .iter()
            .any(|finding| finding.different && !finding.is_regression());
        lines.push(match (self.is_regression(), improved) {
            (true, _) => "Verdict: B is worse".to_owned(),
            (false, true) => "Verdict: B is better".to_owned(),
            (false, false) => "Verdict: no difference shown".to_owned(),
        });
        if !self.interleaved {
            lines.push("The runs were made apart: a change of the machine between them looks like a change of the server. Two URLs with `--compare` take turns instead.".to_owned());
        }
        lines
    }
}

fn line(finding: &Finding) -> String {
    let Compared { a, b, change } = finding.compared;
    let (show, unit): (fn(f64) -> String, _) = match finding.metric {
        Metric::ErrorRate => (|share| format!("{:+.2} points", share * 100.0), ""),
        _ => (|share| format!("{:+.1}%", share * 100.0), ""),
    };
    let figure = |value: f64| match finding.metric {
        Metric::P50 | Metric::P95 | Metric::P99 => format!("{value:.3} ms"),
        Metric::Throughput => format!("{value:.1}/s"),
        Metric::ErrorRate => format!("{:.3}%", value * 100.0),
    };
    let verdict = match (finding.different, finding.is_regression()) {
        (true, true) => "worse",
        (true, false) => "better",
        (false, _) => "no difference shown",
    };
    format!(
        "{:<11} A {}, B {}: {}{unit} (99% interval {} to {}; A against A up to {}): {verdict}",
        finding.metric.name(),
        figure(a),
        figure(b),
        show(change),
        show(finding.interval.0),
        show(finding.interval.1),
        show(finding.resolution).trim_start_matches('+'),
    )
}

/// Compares two sides that took turns as A B B A.
///
/// # Errors
///
/// Input, when there are fewer than eight turns.
pub fn compare_interleaved(
    quads: &[[Block; 4]],
    min_effect: f64,
    seed: u64,
) -> Result<Comparison, BenchError> {
    if quads.len() < FEWEST_QUADS {
        return Err(BenchError::input(
            format!(
                "{} turns are too few to tell a difference from noise",
                quads.len()
            ),
            "run longer, such as `--duration 20s`",
        ));
    }
    let (mut a, mut b) = (Block::default(), Block::default());
    for [first, second, third, fourth] in quads as &[Quad] {
        [first, fourth].iter().for_each(|block| a.merge(block));
        [second, third].iter().for_each(|block| b.merge(block));
    }
    Ok(judge(
        &a,
        &b,
        resample::of_quads(quads, seed),
        min_effect,
        true,
    ))
}

/// Compares two runs that were made apart.
///
/// # Errors
///
/// Input, when one of them is too short.
pub fn compare_runs(
    a: &RunResult,
    b: &RunResult,
    min_effect: f64,
    seed: u64,
) -> Result<Comparison, BenchError> {
    let (left, right) = (super::blocks_of_run(a), super::blocks_of_run(b));
    for (blocks, name) in [(&left, "the baseline"), (&right, "this run")] {
        if blocks.len() < FEWEST_BLOCKS {
            return Err(BenchError::input(
                format!(
                    "{name} is too short to be compared: {} blocks of time",
                    blocks.len()
                ),
                "run both for at least a few seconds, better 10 s or more",
            ));
        }
    }
    Ok(compare_apart(&left, &right, min_effect, seed))
}

fn compare_apart(left: &[Block], right: &[Block], min_effect: f64, seed: u64) -> Comparison {
    let whole = |blocks: &[Block]| {
        let mut all = Block::default();
        blocks.iter().for_each(|block| all.merge(block));
        all
    };
    judge(
        &whole(left),
        &whole(right),
        resample::of_runs(left, right, seed),
        min_effect,
        false,
    )
}

fn judge(
    a: &Block,
    b: &Block,
    bounds: [Bounds; Metric::ALL.len()],
    min_effect: f64,
    interleaved: bool,
) -> Comparison {
    let findings = Metric::ALL.into_iter().zip(bounds);
    Comparison {
        findings: findings
            .map(|(metric, bounds)| Finding::new(metric, metric.compare(a, b), bounds, min_effect))
            .collect(),
        min_effect,
        interleaved,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::request::Random;

    /// A block of a machine that drifts: neighbours share a level, single requests vary a lot.
    fn block(random: &mut Random, level: f64) -> Block {
        let mut block = Block {
            seconds: 0.25,
            requests: 500,
            ..Block::default()
        };
        for _ in 0..200 {
            let tail = -random.unit().max(1e-9).ln();
            block.latency.record((level * (1e6 + 1e6 * tail)) as u64);
        }
        block
    }

    fn quads(seed: u64, factor: f64) -> Vec<[Block; 4]> {
        let mut random = Random::new(seed);
        let mut level = 1.0;
        let quad = |_| {
            let mut next = |factor: f64| {
                level *= 1.0 + 0.1 * (random.unit() - 0.5);
                block(&mut random, level * factor)
            };
            [next(1.0), next(factor), next(factor), next(1.0)]
        };
        (0..10).map(quad).collect()
    }

    #[test]
    fn identical_sides_are_called_different_at_most_once_in_twenty() {
        let wrong = (0..60).filter(|&seed| {
            let comparison = compare_interleaved(&quads(seed * 7 + 1, 1.0), 0.05, seed).unwrap();
            comparison.findings.iter().any(|finding| finding.different)
        });
        let wrong = wrong.count();
        assert!(
            wrong <= 3,
            "{wrong} of 60 identical pairs were called different"
        );
    }

    #[test]
    fn identical_runs_made_apart_are_called_different_at_most_once_in_twenty() {
        // A machine whose level wanders around the same middle in both runs.
        let run = |seed| {
            let mut random = Random::new(seed);
            let mut level = 1.0;
            let blocks = (0..20).map(|_| {
                level = 1.0 + 0.5 * (level - 1.0) + 0.1 * (random.unit() - 0.5);
                block(&mut random, level)
            });
            blocks.collect::<Vec<_>>()
        };
        let wrong = (0..60).filter(|&seed| {
            let (a, b) = (run(seed * 13 + 1), run(seed * 13 + 2));
            let comparison = compare_apart(&a, &b, 0.05, seed);
            comparison.findings.iter().any(|finding| finding.different)
        });
        let wrong = wrong.count();
        assert!(
            wrong <= 3,
            "{wrong} of 60 identical pairs were called different"
        );
    }

    #[test]
    fn a_slowdown_of_a_third_is_found() {
        let found = (0..5).filter(|&seed| {
            compare_interleaved(&quads(seed * 11 + 5, 1.33), 0.05, seed)
                .unwrap()
                .is_regression()
        });
        assert!(found.count() >= 5);
    }

    #[test]
    fn a_speedup_is_no_regression() {
        let comparison = compare_interleaved(&quads(3, 0.6), 0.05, 3).unwrap();
        assert!(!comparison.is_regression());
        assert!(comparison.lines().last().unwrap().contains("better"));
    }

    #[test]
    fn new_errors_are_a_regression() {
        let mut quads = quads(9, 1.0);
        for quad in &mut quads {
            quad[1].failed = 25;
            quad[2].failed = 25;
        }
        assert!(
            compare_interleaved(&quads, 0.05, 1)
                .unwrap()
                .is_regression()
        );
    }

    #[test]
    fn too_few_turns_are_refused() {
        assert!(compare_interleaved(&quads(1, 1.0)[..3], 0.05, 1).is_err());
    }
}
