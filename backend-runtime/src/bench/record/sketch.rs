//! A small latency distribution for one slot of the time series.
//!
//! 64 buckets for each doubling (1.1 % wide) between 1 µs and about 18 hours, of which only the span in use is kept: a slot
//! usually costs under 2 KiB where a full histogram costs 100.

/// Buckets for each doubling, as a power of two.
const FINE: u32 = 6;

/// A latency distribution with about one percent of resolution.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sketch {
    first: u32,
    counts: Vec<u32>,
    total: u64,
}

fn bucket(nanos: u64) -> u32 {
    let micros_64ths = (nanos / 1000).clamp(1, 1 << 36) << FINE;
    let top = micros_64ths.ilog2();
    let fraction = (micros_64ths >> (top - FINE)) as u32 & ((1 << FINE) - 1);
    ((top - FINE) << FINE) + fraction
}

/// The lower bound of a bucket in milliseconds.
fn lower_ms(bucket: u32) -> f64 {
    let octave = bucket >> FINE;
    let fraction = bucket & ((1 << FINE) - 1);
    let micros = f64::from(1 << FINE | fraction) / f64::from(1 << FINE) * 2f64.powi(octave as i32);
    micros / 1000.0
}

impl Sketch {
    /// Adds one measurement in nanoseconds.
    pub fn record(&mut self, nanos: u64) {
        self.add(bucket(nanos), 1);
    }

    fn add(&mut self, bucket: u32, count: u32) {
        if self.counts.is_empty() {
            self.first = bucket;
        }
        if bucket < self.first {
            let missing = (self.first - bucket) as usize;
            self.counts.splice(0..0, std::iter::repeat_n(0, missing));
            self.first = bucket;
        }
        let index = (bucket - self.first) as usize;
        if index >= self.counts.len() {
            self.counts.resize(index + 1, 0);
        }
        self.counts[index] = self.counts[index].saturating_add(count);
        self.total += u64::from(count);
    }

    /// Adds everything of another sketch.
    pub fn merge(&mut self, other: &Self) {
        if other.counts.is_empty() {
            return;
        }
        // Makes room at both ends, so that what follows is one pass over two slices.
        self.add(other.first, 0);
        self.add(other.first + other.counts.len() as u32 - 1, 0);
        let start = (other.first - self.first) as usize;
        for (mine, theirs) in self.counts[start..].iter_mut().zip(&other.counts) {
            *mine = mine.saturating_add(*theirs);
        }
        self.total += other.total;
    }

    /// How many measurements.
    pub fn count(&self) -> u64 {
        self.total
    }

    /// The value in milliseconds below which this share (0 to 1) lies, interpolated inside its bucket.
    pub fn quantile_ms(&self, share: f64) -> f64 {
        let wanted = share * self.total as f64;
        let mut seen = 0.0;
        for (bucket, count) in self.buckets() {
            let count = f64::from(count);
            if seen + count >= wanted {
                let inside = ((wanted - seen) / count).clamp(0.0, 1.0);
                let (low, high) = (lower_ms(bucket), lower_ms(bucket + 1));
                return low + (high - low) * inside;
            }
            seen += count;
        }
        0.0
    }

    /// Its buckets that are not empty, as number and count, in rising order.
    pub fn buckets(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        let counts = self.counts.iter().enumerate();
        counts
            .filter(|&(_, &count)| count > 0)
            .map(|(index, &count)| (self.first + index as u32, count))
    }

    /// Rebuilds a sketch from its buckets; `None` when a bucket is out of range.
    pub fn from_buckets(buckets: impl IntoIterator<Item = (u32, u32)>) -> Option<Self> {
        let mut sketch = Self::default();
        for (bucket, count) in buckets {
            if bucket >= 37 << FINE {
                return None;
            }
            sketch.add(bucket, count);
        }
        Some(sketch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_within_a_bucket_of_the_truth() {
        let mut sketch = Sketch::default();
        for micros in 1..=10_000u64 {
            sketch.record(micros * 1000);
        }
        for share in [0.1, 0.5, 0.9, 0.99] {
            let truth = share * 10.0;
            let error = (sketch.quantile_ms(share) - truth).abs() / truth;
            assert!(error < 0.012, "{share}: {error}");
        }
    }

    #[test]
    fn order_of_recording_and_merging_does_not_matter() {
        let values = [5_000_000, 1_000, 900_000_000, 70_000];
        let mut forward = Sketch::default();
        values.iter().for_each(|&v| forward.record(v));
        let mut merged = Sketch::default();
        for &value in values.iter().rev() {
            let mut one = Sketch::default();
            one.record(value);
            merged.merge(&one);
        }
        assert_eq!(forward, merged);
        assert_eq!(Sketch::from_buckets(forward.buckets()), Some(forward));
    }
}
