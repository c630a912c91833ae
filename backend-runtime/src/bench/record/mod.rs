//! What happened: outcomes, latencies and the time series, in memory that does not grow with the run.

mod class;
mod endpoint;
mod latency;
mod recorder;
mod series;
mod sketch;

pub use class::Class;
pub use endpoint::EndpointRecord;
pub use latency::{Latency, LatencySummary};
pub(crate) use recorder::{Finished, Recorder};
pub use series::{Series, Slot};
pub use sketch::Sketch;
