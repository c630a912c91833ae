//! Time since the start of the run, real or simulated.

use std::time::{Duration, Instant};

/// Where time comes from; all times of a run are nanoseconds from its start.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Clock {
    /// The machine's monotonic clock.
    Real(Instant),
    /// The runtime's clock, which tests pause and advance.
    #[cfg(test)]
    Simulated(tokio::time::Instant),
}

impl Clock {
    /// Nanoseconds since the start; zero before it.
    pub(crate) fn now(self) -> u64 {
        let elapsed = match self {
            Self::Real(start) => Instant::now().saturating_duration_since(start),
            #[cfg(test)]
            Self::Simulated(start) => tokio::time::Instant::now().saturating_duration_since(start),
        };
        nanos(elapsed)
    }
}

/// A duration in nanoseconds, at most 584 years.
pub(crate) fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
