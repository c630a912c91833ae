//! Whether the client itself was the limit, so that nothing it measured can be stood behind.

use crate::bench::result::RunResult;

/// A thread with this share of a core had no time left to notice answers when they came.
const SATURATED: f64 = 0.95;
/// A client that sends this late (99th percentile) did not follow its schedule.
const LATE_MS: f64 = 20.0;
/// The share of its schedule a client has to have sent.
const KEPT: f64 = 0.99;

/// Why the client was the limit.
#[derive(Debug, Clone, PartialEq)]
pub enum Bottleneck {
    /// A thread was busy this share of the time.
    Cpu {
        /// The busiest thread's share of a core.
        busy: f64,
    },
    /// Requests were sent this much too late although connections were free.
    Late {
        /// The 99th percentile in milliseconds.
        lag_ms: f64,
    },
    /// Not all requests of the schedule were sent.
    NotSent {
        /// Requests that were due.
        due: u64,
        /// Requests that were not sent.
        not_sent: u64,
        /// The most connections allowed.
        connections: u64,
    },
}

/// Whether the client was the limit.
///
/// Waiting in the schedule's timer is not being busy: threads sleep between requests, so their CPU time is work.
pub fn bottleneck(result: &RunResult) -> Option<Bottleneck> {
    if let Some(due) = result.scheduled {
        let not_sent = result.not_sent;
        if (due - not_sent.min(due)) as f64 >= KEPT * due as f64 {
            // Every connection in use makes requests late too, but that is the server's doing and part of the latency.
            let lag_ms = result.lag.quantile_ms(0.99);
            let response_ms = result.total().response.quantile_ms(0.99);
            let starved = result
                .threads
                .iter()
                .any(|thread| thread.busy() + thread.starved() > SATURATED);
            if lag_ms > LATE_MS && (lag_ms > 0.5 * response_ms) && starved {
                return Some(Bottleneck::Late { lag_ms });
            }
        } else {
            let connections = result.description.connections;
            return Some(Bottleneck::NotSent {
                due,
                not_sent,
                connections,
            });
        }
    }
    let busy = result
        .threads
        .iter()
        .map(crate::bench::ThreadUse::busy)
        .fold(0.0, f64::max);
    // The first moments connect and warm caches; a run this short says nothing either way.
    let long_enough = result.threads.iter().any(|thread| thread.wall_s >= 0.2);
    (busy >= SATURATED && long_enough).then_some(Bottleneck::Cpu { busy })
}

impl std::fmt::Display for Bottleneck {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the generator was the bottleneck: ")?;
        match self {
            Self::Cpu { busy } => write!(
                f,
                "a client thread was busy {:.0}% of the time",
                busy * 100.0
            ),
            Self::Late { lag_ms } => write!(f, "the client sent up to {lag_ms:.1} ms late (p99)"),
            Self::NotSent {
                due,
                not_sent,
                connections,
            } => write!(
                f,
                "{not_sent} of {due} requests that were due could not be sent over at most {connections} connections"
            ),
        }
    }
}
