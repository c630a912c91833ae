//! A level that changes linearly over time: requests per second, or users.
//!
//! The k-th arrival of a rate is computed from k, never accumulated, so a schedule keeps its time over hours and
//! several threads or machines can each take every n-th arrival without talking to each other.

use std::time::Duration;

use super::parse_duration;
use crate::bench::BenchError;

/// A piecewise linear level over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    stages: Vec<Stage>,
    /// `None` for a constant level without an end.
    length: Option<f64>,
}

#[derive(Debug, Clone, PartialEq)]
struct Stage {
    start: f64,
    seconds: f64,
    from: f64,
    to: f64,
    /// Arrivals before this stage, when the level is a rate.
    before: f64,
}

impl Schedule {
    /// One level all the time.
    pub fn constant(level: f64, length: Option<Duration>) -> Self {
        let stage = Stage {
            start: 0.0,
            seconds: length.map_or(f64::INFINITY, |length| length.as_secs_f64()),
            from: level,
            to: level,
            before: 0.0,
        };
        Self {
            stages: vec![stage],
            length: length.map(|length| length.as_secs_f64()),
        }
    }

    /// Straight lines from level to level, the first one from `start`.
    pub fn ramps(start: f64, stages: &[(Duration, f64)]) -> Self {
        let (mut at, mut level, mut before) = (0.0, start, 0.0);
        let mut out = Vec::with_capacity(stages.len());
        for &(length, to) in stages {
            let seconds = length.as_secs_f64();
            out.push(Stage {
                start: at,
                seconds,
                from: level,
                to,
                before,
            });
            before += (level + to) / 2.0 * seconds;
            at += seconds;
            level = to;
        }
        Self {
            stages: out,
            length: Some(at),
        }
    }

    /// How long the schedule lasts.
    pub fn length(&self) -> Option<Duration> {
        self.length.map(Duration::from_secs_f64)
    }

    /// The same schedule preceded by a stretch at its first level, for the warm-up.
    pub fn preceded_by(&self, warmup: Duration) -> Self {
        let warmup = warmup.as_secs_f64();
        if warmup <= 0.0 {
            return self.clone();
        }
        let first = self.stages[0].from.max(self.stages[0].to.min(1.0));
        let lead = Stage {
            start: 0.0,
            seconds: warmup,
            from: first,
            to: first,
            before: 0.0,
        };
        let shifted = self.stages.iter().map(|stage| Stage {
            start: stage.start + warmup,
            before: stage.before + first * warmup,
            ..stage.clone()
        });
        Self {
            stages: std::iter::once(lead).chain(shifted).collect(),
            length: self.length.map(|length| length + warmup),
        }
    }

    /// The level at a time.
    pub fn level(&self, seconds: f64) -> f64 {
        let stage = self.stage_at(|stage| seconds < stage.start + stage.seconds);
        let share = ((seconds - stage.start) / stage.seconds).clamp(0.0, 1.0);
        stage.from + (stage.to - stage.from) * share
    }

    /// The highest level.
    pub fn peak(&self) -> f64 {
        let levels = self.stages.iter().flat_map(|stage| [stage.from, stage.to]);
        levels.fold(0.0, f64::max)
    }

    /// How many arrivals fall before a time, when the level is a rate.
    pub fn arrivals_until(&self, seconds: f64) -> u64 {
        let stage = self.stage_at(|stage| seconds <= stage.start + stage.seconds);
        let t = (seconds - stage.start).clamp(0.0, stage.seconds);
        let slope = if stage.seconds.is_finite() {
            (stage.to - stage.from) / stage.seconds
        } else {
            0.0
        };
        let count = stage.before + stage.from * t + slope / 2.0 * t * t;
        // Arrival k is due at the instant the count reaches k, so exactly `count` of them lie strictly before it.
        (count - 1e-9).ceil().max(0.0) as u64
    }

    /// All arrivals; `None` without an end.
    pub fn arrivals(&self) -> Option<u64> {
        self.length.map(|length| self.arrivals_until(length))
    }

    /// When arrival `k` (from 0) is due, in seconds from the start.
    pub fn due(&self, k: u64) -> f64 {
        let k = k as f64;
        let after = self.stages.partition_point(|stage| stage.before <= k);
        // Of stages without arrivals of their own the last one with this count is found; any of them has the right time.
        let stage = &self.stages[after.max(1) - 1];
        let wanted = k - stage.before;
        if wanted <= 0.0 && stage.from > 0.0 {
            return stage.start;
        }
        let slope = if stage.seconds.is_finite() {
            (stage.to - stage.from) / stage.seconds
        } else {
            0.0
        };
        // wanted = from·t + slope/2·t²; this form of the root neither cancels nor divides by a slope of zero.
        let root = (stage.from * stage.from + 2.0 * slope * wanted)
            .max(0.0)
            .sqrt();
        let t = if stage.from + root > 0.0 {
            2.0 * wanted / (stage.from + root)
        } else {
            0.0
        };
        stage.start + t.min(stage.seconds)
    }

    fn stage_at(&self, ends_after: impl Fn(&Stage) -> bool) -> &Stage {
        let last = self.stages.last().expect("a schedule has a stage");
        self.stages
            .iter()
            .find(|stage| ends_after(stage))
            .unwrap_or(last)
    }
}

/// Reads `10s:100,30s:500,10s:0`: reach each level by a straight line over its duration, starting from zero.
///
/// # Errors
///
/// Usage, when a stage is not `DURATION:LEVEL`, or no stage is above zero.
pub fn parse_stages(flag: &str, text: &str) -> Result<Vec<(Duration, f64)>, BenchError> {
    let mut stages = Vec::new();
    for part in text.split(',').map(str::trim) {
        let level = part.split_once(':').and_then(|(length, level)| {
            let level: f64 = level.trim().parse().ok()?;
            (level.is_finite() && level >= 0.0).then_some((length, level))
        });
        let Some((length, level)) = level else {
            return Err(BenchError::usage(
                format!("`{flag}`: `{part}` is not a stage"),
                "write stages as DURATION:LEVEL separated by commas, such as `10s:100,30s:500,10s:0`",
            ));
        };
        stages.push((parse_duration(flag, length)?, level));
    }
    if stages.iter().all(|&(_, level)| level == 0.0) {
        return Err(BenchError::usage(
            format!("`{flag} {text}` never rises above zero"),
            "give at least one stage a level above zero, such as `10s:100`",
        ));
    }
    Ok(stages)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ramp() -> Schedule {
        let stages = parse_stages("--stages", "10s:100,30s:500,10s:0").unwrap();
        Schedule::ramps(0.0, &stages)
    }

    #[test]
    fn counts_arrivals_as_the_area_under_the_level() {
        assert_eq!(ramp().arrivals(), Some(500 + 9000 + 2500));
        assert_eq!(
            Schedule::constant(1000.0, Some(Duration::from_secs(20))).arrivals(),
            Some(20_000)
        );
    }

    #[test]
    fn arrival_times_rise_and_agree_with_the_count() {
        let ramp = ramp();
        let mut last = -1.0;
        for k in 0..12_000 {
            let due = ramp.due(k);
            assert!(due >= last, "arrival {k} at {due} before {last}");
            assert!(
                ramp.arrivals_until(due) <= k + 1 && ramp.arrivals_until(due + 1e-6) >= k,
                "arrival {k}"
            );
            last = due;
        }
        assert!(last < 50.0);
    }

    #[test]
    fn a_constant_rate_keeps_time_after_hours() {
        let rate = Schedule::constant(3.0, None);
        assert!((rate.due(3 * 3600 * 24) - 86_400.0).abs() < 1e-6);
    }

    #[test]
    fn a_stage_at_zero_sends_nothing() {
        let pause = Schedule::ramps(
            10.0,
            &[
                (Duration::from_secs(1), 10.0),
                (Duration::from_secs(1), 0.0),
                (Duration::from_secs(5), 0.0),
                (Duration::from_secs(2), 10.0),
            ],
        );
        let in_pause = (0..pause.arrivals().unwrap())
            .map(|k| pause.due(k))
            .filter(|due| (2.001..6.999).contains(due));
        assert_eq!(in_pause.count(), 0);
    }

    #[test]
    fn levels_are_straight_lines() {
        let ramp = ramp();
        assert!((ramp.level(5.0) - 50.0).abs() < 1e-9);
        assert!((ramp.level(25.0) - 300.0).abs() < 1e-9);
        assert_eq!(ramp.peak(), 500.0);
    }

    #[test]
    fn refuses_what_is_no_stage() {
        for text in ["", "10s", "10s:", "10s:-1", "0s:5", "10s:0", "10s:1;20s:2"] {
            assert!(parse_stages("--stages", text).is_err(), "{text}");
        }
    }
}
