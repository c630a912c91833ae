//! Runs a plan: threads, connections, the two models, and when it is over.
//!
//! One thread is one current-thread runtime with one [`Recorder`](super::record::Recorder); nothing is shared between
//! threads while requests run, except the budget of `--requests` and a stop flag.

mod clock;
mod closed;
mod control;
mod feed;
mod http2;
mod lane;
mod open;
mod pacer;
mod run;
#[cfg(test)]
mod simulated;
mod thread;
mod usage;
mod watch;

pub use control::{Control, Snapshot};
pub use run::{check_reachable, run};
pub use usage::{Limits, ThreadUse, limits, raise_descriptor_limit};
