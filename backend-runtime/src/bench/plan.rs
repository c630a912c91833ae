//! What a run sends and where, ready to be run.

use std::sync::Arc;

use crate::bench::{
    BenchError,
    net::Origin,
    rate_limit::RateLog,
    request::{Csv, Request},
    scenario::Scenarios,
    settings::Settings,
    traffic::Traffic,
};

/// Everything a run needs to know; checked, resolved, immutable.
#[derive(Debug, Clone)]
pub struct Plan {
    /// How it is run.
    pub settings: Settings,
    /// Where connections lead.
    pub origins: Vec<Origin>,
    /// What is sent.
    pub source: Source,
    /// Rows for placeholders.
    pub csv: Option<Csv>,
    /// Where to note what answers say about rate limits.
    pub rate_log: Option<Arc<RateLog>>,
}

/// What is sent.
#[derive(Debug, Clone)]
pub enum Source {
    /// One or several URLs, by weight.
    Mix(Vec<Target>),
    /// Users that go through steps.
    Scenario(Scenarios),
    /// Every operation of a document, with random requests.
    Traffic(Traffic),
}

/// One URL of a mix.
#[derive(Debug, Clone)]
pub struct Target {
    /// Its name in reports.
    pub name: String,
    /// Its place in [`Plan::origins`].
    pub origin: usize,
    /// What is sent to it.
    pub request: Request,
    /// Its share of all requests, relative to the others'.
    pub weight: u32,
}

impl Plan {
    /// The names of the rows in reports.
    pub fn endpoint_names(&self) -> Vec<String> {
        match &self.source {
            Source::Mix(targets) => targets.iter().map(|target| target.name.clone()).collect(),
            Source::Scenario(scenarios) => {
                let steps = scenarios.list.iter().flat_map(|scenario| {
                    scenario
                        .steps
                        .iter()
                        .map(|step| format!("{}: {}", scenario.name, step.name))
                });
                steps.collect()
            }
            Source::Traffic(traffic) => traffic
                .operations
                .iter()
                .map(|operation| operation.name.clone())
                .collect(),
        }
    }

    /// The settings of TLS connections.
    pub(crate) fn tls(&self) -> Result<Arc<rustls::ClientConfig>, BenchError> {
        let transport = &self.settings.transport;
        super::net::client_config(&transport.tls, transport.version)
    }
}
