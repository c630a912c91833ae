//! What is compared.

use super::Block;

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// The median response time.
    P50,
    /// The 95th percentile of the response time.
    P95,
    /// The 99th percentile of the response time.
    P99,
    /// Completed requests per second.
    Throughput,
    /// Failed requests over all requests; compared by difference, because zero is common.
    ErrorRate,
}

/// A figure on both sides, and the change from A to B.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Compared {
    /// On side A.
    pub a: f64,
    /// On side B.
    pub b: f64,
    /// `b / a - 1`, or `b - a` for the error rate.
    pub change: f64,
}

impl Metric {
    /// Everything that is compared.
    pub const ALL: [Self; 5] = [
        Self::P50,
        Self::P95,
        Self::P99,
        Self::Throughput,
        Self::ErrorRate,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::P50 => "p50",
            Self::P95 => "p95",
            Self::P99 => "p99",
            Self::Throughput => "throughput",
            Self::ErrorRate => "error rate",
        }
    }

    /// Whether more of it is better.
    pub fn more_is_better(self) -> bool {
        matches!(self, Self::Throughput)
    }

    /// The smallest change that matters.
    pub(crate) fn min_effect(self, asked: f64) -> f64 {
        match self {
            // A tenth of a percentage point: the reference target for errors.
            Self::ErrorRate => 0.001,
            Self::P50 | Self::P95 | Self::P99 | Self::Throughput => asked,
        }
    }

    pub(crate) fn value(self, block: &Block) -> f64 {
        match self {
            Self::P50 => block.latency.quantile_ms(0.5),
            Self::P95 => block.latency.quantile_ms(0.95),
            Self::P99 => block.latency.quantile_ms(0.99),
            Self::Throughput => block.requests as f64 / block.seconds.max(f64::MIN_POSITIVE),
            Self::ErrorRate => {
                block.failed as f64 / (block.requests.max(block.failed).max(1)) as f64
            }
        }
    }

    pub(crate) fn compare(self, a: &Block, b: &Block) -> Compared {
        let (a, b) = (self.value(a), self.value(b));
        let change = match self {
            Self::ErrorRate => b - a,
            _ if a > 0.0 => b / a - 1.0,
            _ => 0.0,
        };
        Compared { a, b, change }
    }
}
