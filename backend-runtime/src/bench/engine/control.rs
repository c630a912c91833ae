//! What the outside may do to a run while it runs: watch it and end it.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use crate::bench::{record::Sketch, traffic::Harvest};

/// A handle on a run: ends it early, and shows how it goes.
#[derive(Debug, Default)]
pub struct Control {
    stop: AtomicBool,
    /// Requests handed out so far, where a run is limited by their number.
    pub(crate) issued: AtomicU64,
    /// The `{{seq}}` placeholder.
    pub(crate) sequence: AtomicU64,
    /// Ids taken from answers.
    pub(crate) harvest: Harvest,
    threads: Mutex<Vec<Snapshot>>,
}

/// How a run goes.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    /// Seconds since the start.
    pub elapsed_s: f64,
    /// Still in the warm-up.
    pub warming_up: bool,
    /// Requests that ended.
    pub requests: u64,
    /// Those among them that failed.
    pub failed: u64,
    /// Bytes received.
    pub bytes: u64,
    /// Connections open.
    pub connections: u64,
    /// Requests under way.
    pub in_flight: u64,
    /// Response times since the previous snapshot was published, about a second.
    pub recent: Sketch,
}

impl Control {
    /// Ends the run: no more requests are sent, and the report is made of what there is.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    pub(crate) fn publish(&self, thread: usize, snapshot: Snapshot) {
        let mut threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        if threads.len() <= thread {
            threads.resize_with(thread + 1, Snapshot::default);
        }
        threads[thread] = snapshot;
    }

    /// How the run goes, all threads together.
    pub fn snapshot(&self) -> Snapshot {
        let threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all = Snapshot::default();
        for thread in threads.iter() {
            all.elapsed_s = all.elapsed_s.max(thread.elapsed_s);
            all.warming_up |= thread.warming_up;
            all.requests += thread.requests;
            all.failed += thread.failed;
            all.bytes += thread.bytes;
            all.connections += thread.connections;
            all.in_flight += thread.in_flight;
            all.recent.merge(&thread.recent);
        }
        all
    }
}
