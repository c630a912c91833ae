//! The time series: at most 600 slots; when they are full, neighbours merge and every slot covers twice the time.

use super::Sketch;

/// The most slots a series has.
const SLOTS: usize = 600;
/// The width of a slot at first; doubling from here passes through one second.
const FIRST_WIDTH: u64 = 125_000_000;

/// What happened over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    width: u64,
    slots: Vec<Slot>,
}

/// What happened in one stretch of time, by the moment requests ended.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Slot {
    /// Requests that ended.
    pub requests: u64,
    /// Those among them that failed.
    pub failed: u64,
    /// Bytes received.
    pub bytes: u64,
    /// Requests sent.
    pub sent: u64,
    /// Response times.
    pub latency: Sketch,
}

impl Default for Series {
    fn default() -> Self {
        Self {
            width: FIRST_WIDTH,
            slots: Vec::new(),
        }
    }
}

impl Series {
    /// A series as it was saved; `None` when the width is not one of ours.
    pub fn from_parts(width_nanos: u64, slots: Vec<Slot>) -> Option<Self> {
        let doublings = width_nanos / FIRST_WIDTH;
        let ours = doublings.is_power_of_two() && doublings * FIRST_WIDTH == width_nanos;
        (ours && slots.len() <= SLOTS).then_some(Self {
            width: width_nanos,
            slots,
        })
    }

    /// The slot that covers a time in nanoseconds from the start of counting.
    pub fn slot(&mut self, nanos: u64) -> &mut Slot {
        let mut index = (nanos / self.width) as usize;
        while index >= SLOTS {
            self.widen();
            index = (nanos / self.width) as usize;
        }
        if index >= self.slots.len() {
            self.slots.resize_with(index + 1, Slot::default);
        }
        &mut self.slots[index]
    }

    /// The width of a slot in seconds.
    pub fn width_s(&self) -> f64 {
        self.width as f64 / 1e9
    }

    /// The width of a slot in nanoseconds.
    pub fn width_nanos(&self) -> u64 {
        self.width
    }

    /// The slots in order.
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// Adds another series slot by slot.
    pub fn merge(&mut self, other: &Self) {
        while self.width < other.width {
            self.widen();
        }
        // Widths are doublings of one another, so a narrower slot lies inside one of these.
        for (index, slot) in other.slots.iter().enumerate() {
            self.slot(index as u64 * other.width).merge(slot);
        }
    }

    /// The same series with slots at least this wide, for reports by the second.
    pub fn at_least(&self, width_nanos: u64) -> Self {
        let mut wider = self.clone();
        while wider.width < width_nanos {
            wider.widen();
        }
        wider
    }

    fn widen(&mut self) {
        let pairs = self.slots.chunks(2).map(|pair| {
            let mut merged = pair[0].clone();
            pair.iter().skip(1).for_each(|slot| merged.merge(slot));
            merged
        });
        self.slots = pairs.collect();
        self.width *= 2;
    }
}

impl Slot {
    /// Adds another slot.
    pub fn merge(&mut self, other: &Self) {
        self.requests += other.requests;
        self.failed += other.failed;
        self.bytes += other.bytes;
        self.sent += other.sent;
        self.latency.merge(&other.latency);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_has_more_than_600_slots_and_loses_nothing() {
        let mut series = Series::default();
        for second in 0..36_000u64 {
            let slot = series.slot(second * 1_000_000_000);
            slot.requests += 1;
            slot.latency.record(second * 1000);
        }
        assert!(series.slots().len() <= 600);
        assert_eq!(series.width_s(), 64.0);
        assert_eq!(
            series.slots().iter().map(|slot| slot.requests).sum::<u64>(),
            36_000
        );
        assert_eq!(
            series
                .slots()
                .iter()
                .map(|slot| slot.latency.count())
                .sum::<u64>(),
            36_000
        );
    }

    #[test]
    fn merges_series_of_different_width() {
        let (mut short, mut long) = (Series::default(), Series::default());
        short.slot(1_000_000_000).requests = 3;
        long.slot(300_000_000_000).requests = 4;
        short.merge(&long);
        assert_eq!(short.width_s(), long.width_s());
        assert_eq!(
            short.slots().iter().map(|slot| slot.requests).sum::<u64>(),
            7
        );
    }
}
