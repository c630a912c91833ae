//! What a run is: checked once, read everywhere, never changed while it runs.
//!
//! Raw text from the command line becomes one of these values or a [`BenchError`](super::BenchError)
//! before any request is sent. Nothing in here knows clap.

mod duration;
mod expect;
mod schedule;
mod status;
mod transport;

use std::time::{Duration, SystemTime};

pub use duration::parse_duration;
pub use expect::{BodyPattern, Expect};
pub use schedule::{Schedule, parse_stages};
pub use status::StatusSet;
pub use transport::{ConnectTo, HttpVersion, TlsSettings, Transport};

/// Everything about a run except what is sent.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How requests come about.
    pub model: Model,
    /// Worker threads, each with one current-thread runtime.
    pub threads: usize,
    /// How long one request (connecting included) may take.
    pub timeout: Duration,
    /// How long to run before anything is counted.
    pub warmup: Duration,
    /// How long to wait for answers after the last request was sent.
    pub drain: Duration,
    /// How connections are made.
    pub transport: Transport,
    /// Seed of everything random.
    pub seed: u64,
    /// What an answer has to look like to count as a success.
    pub expect: Expect,
    /// Which part of the plan this process runs.
    pub shard: Shard,
    /// When to start, so that several machines start together.
    pub start_at: Option<SystemTime>,
}

/// How requests come about.
#[derive(Debug, Clone)]
pub enum Model {
    /// Each user sends the next request when the previous one is answered.
    Closed {
        /// Users over time; a constant number is a schedule of one stage.
        users: Schedule,
        /// Stop after this many requests.
        requests: Option<u64>,
    },
    /// Requests are due at set times, whether or not earlier ones have been answered.
    Open {
        /// Requests per second over time.
        arrivals: Schedule,
        /// Connections opened before the first request.
        connections: usize,
        /// Connections the client may grow to.
        max_connections: usize,
    },
}

/// The `index`-th of `count` equal parts of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// Zero-based.
    pub index: u64,
    /// At least one.
    pub count: u64,
}

impl Shard {
    /// The whole plan.
    pub const WHOLE: Self = Self { index: 0, count: 1 };

    /// Reads `I/N` with `0 <= I < N`.
    ///
    /// # Errors
    ///
    /// Usage, when the text is not two numbers or the index is not below the count.
    pub fn parse(text: &str) -> Result<Self, super::BenchError> {
        let wrong = || {
            super::BenchError::usage(
                format!("`--shard {text}` is not a part of a plan"),
                "write the part's number and how many there are, counted from 0, such as `--shard 0/4`",
            )
        };
        let (index, count) = text.split_once('/').ok_or_else(wrong)?;
        let index = index.trim().parse().map_err(|_| wrong())?;
        let count = count.trim().parse().map_err(|_| wrong())?;
        if index < count {
            Ok(Self { index, count })
        } else {
            Err(wrong())
        }
    }
}

impl Settings {
    /// When the last request may be sent, counted from the start (warm-up included); `None` without a limit.
    pub fn sending_for(&self) -> Option<Duration> {
        let planned = match &self.model {
            Model::Closed { users, .. } => users.length(),
            Model::Open { arrivals, .. } => arrivals.length(),
        };
        planned.map(|length| length + self.warmup)
    }
}
