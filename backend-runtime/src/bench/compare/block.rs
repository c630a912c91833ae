//! Blocks of time: the unit of resampling.

use crate::bench::{RunResult, record::Sketch};

/// What happened in one block of time.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Block {
    /// Requests that got an answer.
    pub requests: u64,
    /// Requests that failed.
    pub failed: u64,
    /// The length of the block.
    pub seconds: f64,
    /// Response times.
    pub latency: Sketch,
}

/// The most blocks made of a saved run: more would be so short that neighbours resemble each other.
const MOST: usize = 40;

impl Block {
    /// A whole run as one block.
    pub fn of_run(result: &RunResult) -> Self {
        let slots = result.series.slots().iter();
        let mut block = Self {
            seconds: result.elapsed.as_secs_f64(),
            ..Self::default()
        };
        for slot in slots {
            block.requests += slot.requests;
            block.failed += slot.failed;
            block.latency.merge(&slot.latency);
        }
        block
    }

    /// Adds another block.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.requests += other.requests;
        self.failed += other.failed;
        self.seconds += other.seconds;
        self.latency.merge(&other.latency);
    }
}

/// Cuts a run into blocks of equal length; an incomplete slot at the end is left out.
pub fn blocks_of_run(result: &RunResult) -> Vec<Block> {
    let width = result.series.width_s();
    let complete =
        ((result.elapsed.as_secs_f64() / width) as usize).min(result.series.slots().len());
    let slots = &result.series.slots()[..complete];
    let group = slots.len().div_ceil(MOST).max(1);
    let blocks = slots.chunks_exact(group).map(|slots| {
        let mut block = Block::default();
        for slot in slots {
            block.merge(&Block {
                requests: slot.requests,
                failed: slot.failed,
                seconds: width,
                latency: slot.latency.clone(),
            });
        }
        block
    });
    blocks.collect()
}
