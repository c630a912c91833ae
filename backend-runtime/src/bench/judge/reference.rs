//! The reference targets printed beside the figures. They gate only when `--slo` asks.

use crate::bench::record::EndpointRecord;

/// A reference target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reference {
    /// As it would be written for `--slo`.
    pub slo: &'static str,
}

/// The reference targets.
pub const REFERENCES: [Reference; 5] = [
    Reference { slo: "p50<50ms" },
    Reference { slo: "p95<200ms" },
    Reference { slo: "p99<500ms" },
    Reference {
        slo: "error_rate<0.1%",
    },
    Reference { slo: "rps>1000" },
];

impl Reference {
    /// Whether a run met it.
    pub fn is_met(&self, total: &EndpointRecord, rps: f64) -> bool {
        let slo = super::Slo::parse(self.slo).expect("reference targets are well-formed");
        slo.holds(slo.value(total, rps))
    }
}
