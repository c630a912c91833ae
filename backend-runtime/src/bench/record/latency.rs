//! A latency distribution in microseconds with three significant digits.

use base64::Engine as _;
use hdrhistogram::{
    Histogram,
    serialization::{Deserializer, Serializer, V2Serializer},
};
use serde::Serialize;

/// Twelve days; bounds the memory a histogram can grow to.
const LONGEST_MICROS: u64 = 1 << 40;

/// A latency distribution; merging two of them loses nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Latency {
    micros: Histogram<u64>,
}

/// The figures of a distribution in milliseconds; `None` where nothing was measured.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LatencySummary {
    /// The smallest.
    pub min: f64,
    /// The average.
    pub mean: f64,
    /// The standard deviation.
    pub stdev: f64,
    /// The median.
    pub p50: Option<f64>,
    /// Three quarters are below.
    pub p75: Option<f64>,
    /// Nine in ten are below.
    pub p90: Option<f64>,
    /// 95 in 100 are below.
    pub p95: Option<f64>,
    /// 99 in 100 are below.
    pub p99: Option<f64>,
    /// 999 in 1,000 are below.
    pub p999: Option<f64>,
    /// The largest.
    pub max: f64,
}

impl Default for Latency {
    fn default() -> Self {
        Self {
            // Grows with the largest value seen, so that a table of many endpoints stays small.
            micros: Histogram::new(3).expect("three digits are allowed"),
        }
    }
}

impl Latency {
    /// Adds one measurement in nanoseconds.
    pub fn record(&mut self, nanos: u64) {
        self.record_many(nanos, 1);
    }

    /// Adds the same measurement several times.
    pub fn record_many(&mut self, nanos: u64, count: u64) {
        // Rounded, not truncated: at 30 µs half a microsecond of bias would show.
        let micros = (nanos.saturating_add(500) / 1000).min(LONGEST_MICROS);
        // Not the saturating variant: it cuts values off at the present size in place of growing.
        self.micros
            .record_n(micros, count)
            .expect("the histogram grows up to this value");
    }

    /// Adds everything of another distribution.
    pub fn merge(&mut self, other: &Self) {
        self.micros
            .add(&other.micros)
            .expect("histograms that grow can always be added");
    }

    /// How many measurements.
    pub fn count(&self) -> u64 {
        self.micros.len()
    }

    /// The value in milliseconds below which this share (0 to 1) lies.
    pub fn quantile_ms(&self, share: f64) -> f64 {
        // The histogram reports the top of a bucket, which may lie above the largest value.
        self.micros.value_at_quantile(share).min(self.micros.max()) as f64 / 1000.0
    }

    /// The average in milliseconds.
    pub fn mean_ms(&self) -> f64 {
        self.micros.mean() / 1000.0
    }

    /// The largest value in milliseconds.
    pub fn max_ms(&self) -> f64 {
        self.micros.max() as f64 / 1000.0
    }

    /// How many measurements lie at or below a value.
    pub fn count_up_to_ms(&self, ms: f64) -> u64 {
        self.micros.count_between(0, (ms * 1000.0) as u64)
    }

    /// The figures that reports print; without percentiles where they cannot be stood behind.
    pub fn summary(&self, with_percentiles: bool) -> LatencySummary {
        let empty = self.count() == 0;
        let at = |share| (with_percentiles && !empty).then(|| self.quantile_ms(share));
        LatencySummary {
            min: if empty {
                0.0
            } else {
                self.micros.min() as f64 / 1000.0
            },
            mean: self.mean_ms(),
            stdev: self.micros.stdev() / 1000.0,
            p50: at(0.5),
            p75: at(0.75),
            p90: at(0.9),
            p95: at(0.95),
            p99: at(0.99),
            p999: at(0.999),
            max: self.max_ms(),
        }
    }

    /// The HdrHistogram V2 encoding in base64, as other HdrHistogram tools read it.
    pub fn to_base64(&self) -> String {
        let mut bytes = Vec::new();
        V2Serializer::new()
            .serialize(&self.micros, &mut bytes)
            .expect("writing to memory does not fail");
        base64::engine::general_purpose::STANDARD.encode(bytes)
    }

    /// Reads what [`Latency::to_base64`] wrote; `None` when it is something else.
    pub fn from_base64(text: &str) -> Option<Self> {
        let bytes = base64::engine::general_purpose::STANDARD
            .decode(text)
            .ok()?;
        let mut micros = Deserializer::new()
            .deserialize(&mut bytes.as_slice())
            .ok()?;
        let _: &Histogram<u64> = &micros;
        micros.auto(true);
        Some(Self { micros })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn survives_the_round_trip_through_text() {
        let mut latency = Latency::default();
        for nanos in (0..5_000_000_000).step_by(7_777_777) {
            latency.record(nanos);
        }
        let again = Latency::from_base64(&latency.to_base64()).unwrap();
        assert_eq!(again.count(), latency.count());
        assert_eq!(again.summary(true), latency.summary(true));
    }

    #[test]
    fn merging_equals_recording_everything_in_one() {
        let (mut whole, mut left, mut right) =
            (Latency::default(), Latency::default(), Latency::default());
        for k in 1..10_000u64 {
            let nanos = k * k * 31;
            whole.record(nanos);
            if k % 3 == 0 {
                left.record(nanos)
            } else {
                right.record(nanos)
            }
        }
        left.merge(&right);
        assert_eq!(left.summary(true), whole.summary(true));
    }

    #[test]
    fn keeps_values_while_it_grows() {
        let mut latency = Latency::default();
        (60..2_060).for_each(|micros| latency.record(micros * 1000));
        let summary = latency.summary(true);
        assert_eq!((summary.min, summary.max), (0.06, 2.059));
        assert_eq!(summary.p50, Some(1.059));
    }

    #[test]
    fn no_percentile_exceeds_the_maximum() {
        let mut latency = Latency::default();
        latency.record(1_234_567_000);
        let summary = latency.summary(true);
        assert_eq!(summary.p99, Some(summary.max));
    }
}
