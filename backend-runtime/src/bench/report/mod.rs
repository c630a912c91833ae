//! Reports: one file for each format. They see results and verdicts, nothing else.

mod bars;
mod figures;
mod html;
mod json;
mod junit;
mod text;

use crate::bench::{
    judge::{Bottleneck, Slo, Verdict, bottleneck, evaluate, recommendations},
    result::RunResult,
};

pub use html::render_html;
pub use json::{SCHEMA_VERSION, read_json, render_json};
pub use junit::render_junit;
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
    /// What a comparison, a search for capacity or a look at rate limits found.
    pub sections: Vec<Section>,
    /// The run to draw over this one.
    pub baseline: Option<RunResult>,
}

/// A part of a report that only some runs have.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// Its title, as in `Comparison`.
    pub title: &'static str,
    /// Its lines, for people.
    pub lines: Vec<String>,
    /// The same for programs.
    pub data: serde_json::Value,
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
            sections: Vec::new(),
            baseline: None,
        }
    }

    /// Judges the two sides of a comparison: a report of B, in which a gate that names A is about A.
    pub fn of_sides(a: RunResult, b: RunResult, slos: &[Slo]) -> Self {
        let bottleneck = bottleneck(&b);
        let names = |side: &RunResult, slo: &Slo| {
            let wanted = slo.endpoint.as_ref();
            wanted.is_none_or(|wanted| side.endpoints.iter().any(|(name, _)| name == wanted))
        };
        let judged = slos.iter().flat_map(|slo| {
            let gate = std::slice::from_ref(slo);
            if names(&b, slo) {
                evaluate(gate, &b, bottleneck.as_ref())
            } else {
                evaluate(gate, &a, self::bottleneck(&a).as_ref())
            }
        });
        let verdicts: Vec<Verdict> = judged.collect();
        Self {
            recommendations: recommendations(&b, &verdicts, bottleneck.as_ref()),
            result: b,
            verdicts,
            bottleneck,
            sections: Vec::new(),
            baseline: Some(a),
        }
    }

    /// Whether every gate held.
    pub fn held(&self) -> bool {
        self.verdicts.iter().all(|verdict| verdict.held)
    }
}
