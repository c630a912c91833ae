//! Reports: one file for each format. They see results and verdicts, nothing else.

mod bars;
mod figures;
mod json;
mod text;

use crate::bench::{
    judge::{Bottleneck, Slo, Verdict, bottleneck, evaluate, recommendations},
    result::RunResult,
};

pub use json::{SCHEMA_VERSION, read_json, render_json};
pub use text::render_text;

/// What a report is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// What was measured.
    pub result: RunResult,
    /// How it did against its gates.
    pub verdicts: Vec<Verdict>,
    /// Why the client was the limit, if it was.
    pub bottleneck: Option<Bottleneck>,
    /// What to look at next.
    pub recommendations: Vec<String>,
}

impl Report {
    /// Judges a result.
    pub fn new(result: RunResult, slos: &[Slo]) -> Self {
        let bottleneck = bottleneck(&result);
        let verdicts = evaluate(slos, &result, bottleneck.as_ref());
        let recommendations = recommendations(&result, &verdicts, bottleneck.as_ref());
        Self {
            result,
            verdicts,
            bottleneck,
            recommendations,
        }
    }

    /// Whether every gate held.
    pub fn held(&self) -> bool {
        self.verdicts.iter().all(|verdict| verdict.held)
    }
}
