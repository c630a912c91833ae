//! Trying again when a table is locked, so that a migration never makes traffic queue behind it for long.

use std::time::{Duration, Instant};

/// Pauses that double from a quarter of a second to eight, until the limit.
#[derive(Debug)]
pub(super) struct Backoff {
    started: Instant,
    limit: Duration,
    pause: Duration,
    attempt: u32,
}

impl Backoff {
    pub(super) fn new(limit: Duration) -> Self {
        Self {
            started: Instant::now(),
            limit,
            pause: Duration::from_millis(250),
            attempt: 1,
        }
    }

    /// The number of the next attempt and the pause before it, while the limit allows one.
    pub(super) fn next(&mut self) -> Option<(u32, Duration)> {
        if self.started.elapsed() + self.pause > self.limit {
            return None;
        }
        let pause = self.pause;
        self.pause = (pause * 2).min(Duration::from_secs(8));
        self.attempt += 1;
        Some((self.attempt, pause))
    }
}
