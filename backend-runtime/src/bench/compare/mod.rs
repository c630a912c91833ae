//! Whether two runs differ: resampling over blocks of time, never over requests.
//!
//! Requests that follow one another share the state of the machine, so treating them as independent finds differences
//! between identical runs (14 of 15 in a measured t-test). A block of time is the unit here; a difference counts only when
//! its confidence interval excludes zero, it exceeds what the same data shows between A and A, and it matters.

mod block;
mod metric;
mod resample;
mod turns;
mod verdict;

pub use block::{Block, blocks_of_run};
pub use metric::{Compared, Metric};
pub use turns::{Turns, take_turns};
pub use verdict::{Comparison, Finding, compare_interleaved, compare_runs};
