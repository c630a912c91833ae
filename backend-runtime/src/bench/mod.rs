//! The load tester behind `cargo backend bench`.
//!
//! [`Plan`] says what to send and how ([`settings`]); [`run`] sends it and brings back a [`RunResult`]; `judge` and
//! `report` look only at results. Nothing in here prints, reads the command line or knows the generator.

pub mod capacity;
pub mod compare;
mod engine;
mod error;
mod http1;
pub mod judge;
mod merge;
mod net;
mod plan;
pub mod rate_limit;
pub mod record;
pub mod report;
pub mod request;
mod result;
pub mod scenario;
pub mod settings;
pub mod traffic;

pub use engine::{
    Control, Limits, Snapshot, ThreadUse, check_reachable, limits, raise_descriptor_limit, run,
};
pub use error::{BenchError, ErrorKind};
pub use merge::merge_runs;
pub use net::Origin;
pub use plan::{Plan, Source, Target};
pub use result::{Description, RunResult};
