//! Scenarios: users that go through steps, taking values from one answer into the next request.

mod extract;
mod read;
mod yaml;

use std::{collections::BTreeMap, time::Duration};

pub use extract::{Extraction, Extractor};
pub use read::{Resolve, read_scenarios};

use crate::bench::{
    request::Request,
    settings::{BodyPattern, StatusSet},
};

/// Everything in a scenario file.
#[derive(Debug, Clone)]
pub struct Scenarios {
    /// At least one.
    pub list: Vec<Scenario>,
    /// Variables at the start of an iteration.
    pub variables: BTreeMap<String, String>,
}

/// Steps in order.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// Its name in reports.
    pub name: String,
    /// Its share of all iterations, relative to the others'.
    pub weight: u32,
    /// At least one.
    pub steps: Vec<Step>,
    /// The row of its first step in reports.
    pub first_endpoint: usize,
}

/// One request of a scenario.
#[derive(Debug, Clone)]
pub struct Step {
    /// Its name in reports.
    pub name: String,
    /// Its place in [`Plan::origins`](crate::bench::Plan::origins).
    pub origin: usize,
    /// What is sent.
    pub request: Request,
    /// Statuses that are a success; those of the run where there are none.
    pub status: Option<StatusSet>,
    /// What the body has to contain.
    pub body: Option<BodyPattern>,
    /// What is taken from the answer.
    pub extract: Vec<Extraction>,
    /// How long the user waits afterwards.
    pub think: Duration,
}

impl Step {
    pub(crate) fn looks_at_body(&self) -> bool {
        self.body.is_some() || !self.extract.is_empty()
    }
}
