//! What a run found, all threads together; mergeable with other runs of the same plan.

use std::time::Duration;

use crate::bench::{
    engine::{Limits, ThreadUse},
    record::{Class, EndpointRecord, Latency, Series},
};

/// What a run found.
#[derive(Debug, Clone, PartialEq)]
pub struct RunResult {
    /// What was run, in words.
    pub description: Description,
    /// One for each URL, operation or step, by name.
    pub endpoints: Vec<(String, EndpointRecord)>,
    /// Over time.
    pub series: Series,
    /// How late the client sent, against the schedule of an open model.
    pub lag: Latency,
    /// How long connecting took.
    pub connects: Latency,
    /// Requests the schedule of an open model had due; `None` in a closed model.
    pub scheduled: Option<u64>,
    /// Requests sent.
    pub sent: u64,
    /// Requests of the schedule that no connection was free to send.
    pub not_sent: u64,
    /// From the end of the warm-up to the last answer.
    pub elapsed: Duration,
    /// From the end of the warm-up to the last moment a request could be sent.
    pub sending: Duration,
    /// Requests left out because they belonged to the warm-up.
    pub warmup_requests: u64,
    /// What the client itself used.
    pub threads: Vec<ThreadUse>,
    /// What the machine allows it.
    pub limits: Limits,
    /// The run was ended early.
    pub interrupted: bool,
}

/// What was run, in words.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Description {
    /// The URLs, or the document and its base URL.
    pub target: String,
    /// The model and its figures.
    pub model: String,
    /// `HTTP/1.1`, `HTTP/2` and so on.
    pub protocol: String,
    /// The warm-up in seconds.
    pub warmup_s: f64,
    /// The timeout in seconds.
    pub timeout_s: f64,
    /// Whether requests were due at set times.
    pub open: bool,
    /// The requested rate of an open model at its peak.
    pub requested_rate: Option<f64>,
    /// The most connections allowed.
    pub connections: u64,
}

impl RunResult {
    /// Everything in one record.
    pub fn total(&self) -> EndpointRecord {
        let mut total = EndpointRecord::default();
        for (_, endpoint) in &self.endpoints {
            total.merge(endpoint);
        }
        total
    }

    /// Completed requests per second.
    pub fn rate(&self) -> f64 {
        per_second(self.total().completed(), self.elapsed)
    }

    /// Sent requests per second.
    pub fn sent_rate(&self) -> f64 {
        per_second(self.sent, self.sending.min(self.elapsed))
    }

    /// Whether there was no success at all.
    pub fn failed_altogether(&self) -> bool {
        let total = self.total();
        total.class(Class::Ok) == 0
    }
}

/// A rate; zero when no time has passed.
pub(crate) fn per_second(count: u64, time: Duration) -> f64 {
    let seconds = time.as_secs_f64();
    if seconds > 0.0 {
        count as f64 / seconds
    } else {
        0.0
    }
}
