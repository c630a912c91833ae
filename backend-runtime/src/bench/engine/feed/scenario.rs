//! Steps in order, with what earlier answers held.

use std::{collections::BTreeMap, time::Duration};

use super::{Job, Verdict, judge_plainly, mix::row_of, shown};
use crate::bench::{
    engine::thread::Thread,
    http1::{Answer, Wanted},
    plan::Source,
    record::Class,
    request::{Message, Random, Values},
    scenario::{Scenario, Scenarios, Step},
};

/// One user's way through the scenarios.
#[derive(Debug)]
pub(crate) struct ScenarioFeed {
    random: Random,
    row: u64,
    /// The scenario under way.
    scenario: usize,
    /// Its next step; 0 between iterations.
    step: usize,
    /// The step whose answer is awaited.
    sent: usize,
    variables: BTreeMap<String, String>,
    pause: Option<Duration>,
}

impl ScenarioFeed {
    pub(super) fn new(random: Random, row: u64) -> Self {
        Self {
            random,
            row,
            scenario: 0,
            step: 0,
            sent: 0,
            variables: BTreeMap::new(),
            pause: None,
        }
    }

    pub(super) fn next(&mut self, thread: &Thread) -> Job {
        let scenarios = scenarios(thread);
        if self.step == 0 {
            self.scenario = self
                .random
                .weighted(scenarios.list.iter().map(|scenario| scenario.weight));
            self.variables = scenarios.variables.clone();
            self.row = self.row.wrapping_add(1);
        }
        let scenario = &scenarios.list[self.scenario];
        let step = &scenario.steps[self.step];
        self.sent = self.step;
        let outgoing = step.request.render(&mut Values {
            random: &mut self.random,
            sequence: &thread.control.sequence,
            row: row_of(thread, self.row),
            variables: &self.variables,
        });
        Job {
            endpoint: scenario.first_endpoint + self.step,
            origin: step.origin,
            wanted: Wanted {
                head_request: outgoing.is_head(),
                headers: true,
                body: step.looks_at_body(),
            },
            message: Message::Rendered(Box::new(outgoing)),
        }
    }

    pub(super) fn judge(&mut self, thread: &Thread, answer: &Answer) -> Verdict {
        let scenario = &scenarios(thread).list[self.scenario];
        let step = &scenario.steps[self.sent];
        let status = step
            .status
            .as_ref()
            .unwrap_or(&thread.plan.settings.expect.status);
        let mut verdict = judge_plainly(answer, status, step.body.as_ref());
        if verdict.class == Class::Ok {
            verdict = self.extract(step, answer);
        }
        // Later steps build on earlier ones, so an iteration ends with its first failure.
        if verdict.class == Class::Ok {
            self.advance(scenario)
        } else {
            self.start_over()
        }
        self.pause = (!step.think.is_zero()).then_some(step.think);
        verdict
    }

    fn extract(&mut self, step: &Step, answer: &Answer) -> Verdict {
        for extraction in &step.extract {
            match extraction.find(&answer.kept.headers, &answer.kept.body) {
                Some(value) => {
                    self.variables.insert(extraction.variable.clone(), value);
                }
                None => {
                    let detail = format!(
                        "nothing to extract for `{}` in {}",
                        extraction.variable,
                        shown(&answer.kept.body)
                    );
                    return Verdict::new(Class::Body, detail);
                }
            }
        }
        Verdict::OK
    }

    fn advance(&mut self, scenario: &Scenario) {
        self.step = (self.sent + 1) % scenario.steps.len();
    }

    pub(super) fn start_over(&mut self) {
        self.step = 0;
        self.pause = None;
    }

    pub(super) fn pause(&self) -> Option<Duration> {
        self.pause
    }

    pub(super) fn is_inside_iteration(&self) -> bool {
        self.step != 0
    }
}

fn scenarios(thread: &Thread) -> &Scenarios {
    match &thread.plan.source {
        Source::Scenario(scenarios) => scenarios,
        Source::Mix(_) | Source::Traffic(_) => unreachable!("scenarios are fed by scenarios"),
    }
}
