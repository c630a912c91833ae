//! Seeded randomness: the same seed sends the same requests.

/// A small generator (SplitMix64); good enough to vary requests, and reproducible everywhere.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A generator for the `stream`-th user of this seed.
    pub(crate) fn stream(seed: u64, stream: u64) -> Self {
        let mut random = Self(seed ^ stream.wrapping_mul(0xA24B_AED4_963E_E407));
        random.next();
        random
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`, which is above zero.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        // The bias of this reduction is bound/2^64: nothing anybody could measure.
        ((u128::from(self.next()) * u128::from(bound)) >> 64) as u64
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = high.wrapping_sub(low) as u64;
        match span.checked_add(1) {
            Some(count) => low.wrapping_add(self.below(count) as i64),
            None => self.next() as i64,
        }
    }

    /// A number from 0 (included) to 1 (excluded).
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// The position of a draw by weight; the last one when all weights are zero.
    pub(crate) fn weighted(
        &mut self,
        weights: impl ExactSizeIterator<Item = u32> + Clone,
    ) -> usize {
        let last = weights.len().saturating_sub(1);
        let total: u64 = weights.clone().map(u64::from).sum();
        if total == 0 {
            return last;
        }
        let mut draw = self.below(total);
        for (index, weight) in weights.enumerate() {
            match draw.checked_sub(u64::from(weight)) {
                Some(rest) => draw = rest,
                None => return index,
            }
        }
        last
    }

    /// A version 4 UUID.
    pub(crate) fn uuid(&mut self) -> String {
        let bytes = u128::from(self.next()) << 64 | u128::from(self.next());
        uuid::Builder::from_random_bytes(bytes.to_be_bytes())
            .into_uuid()
            .to_string()
    }
}
