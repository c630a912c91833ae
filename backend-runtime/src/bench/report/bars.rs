//! The bars of a latency histogram.

use crate::bench::record::Latency;

/// How many measurements fall into a range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bar {
    pub(crate) from_ms: f64,
    pub(crate) to_ms: f64,
    pub(crate) count: u64,
}

/// Ranges that double, from the smallest measurement to the largest.
pub(crate) fn doubling(latency: &Latency) -> Vec<Bar> {
    let summary = latency.summary(false);
    let mut from_ms = 2f64.powf(summary.min.max(0.001).log2().floor());
    let mut below = 0;
    let mut bars = Vec::new();
    while below < latency.count() {
        let to_ms = from_ms * 2.0;
        let up_to = if to_ms > summary.max {
            latency.count()
        } else {
            latency.count_up_to_ms(to_ms)
        };
        bars.push(Bar {
            from_ms,
            to_ms,
            count: up_to - below,
        });
        below = up_to;
        from_ms = to_ms;
    }
    bars
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_measurement_is_in_one_bar() {
        let mut latency = Latency::default();
        (0..1000u64).for_each(|k| latency.record(k * k * 10_000));
        let bars = doubling(&latency);
        assert_eq!(bars.iter().map(|bar| bar.count).sum::<u64>(), 1000);
        assert!(bars.windows(2).all(|pair| pair[0].to_ms == pair[1].from_ms));
    }
}
