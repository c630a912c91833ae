//! URLs by weight.

use std::{collections::BTreeMap, rc::Rc};

use super::{FixedRequests, Job};
use crate::bench::{
    engine::thread::Thread,
    http1::Wanted,
    plan::{Plan, Source, Target},
    request::{Message, Outgoing, Prepared, Random, Values},
};

/// Builds the requests that never change.
pub(super) fn prepare(plan: &Plan, targets: &[Target]) -> FixedRequests {
    let prepared = targets.iter().map(|target| {
        let fixed = target.request.is_fixed();
        fixed.then(|| {
            let outgoing = target.request.render(&mut Values {
                random: &mut Random::new(0),
                sequence: &Default::default(),
                row: &[],
                variables: &BTreeMap::new(),
            });
            let mut h1 = Vec::new();
            let origin = &plan.origins[target.origin];
            outgoing.encode(origin, plan.settings.transport.no_keepalive, &mut h1);
            Rc::new(Prepared { outgoing, h1 })
        })
    });
    Rc::new(prepared.collect())
}

/// One lane's view of a mix.
#[derive(Debug)]
pub(crate) struct MixFeed {
    random: Random,
    fixed: FixedRequests,
    row: u64,
}

impl MixFeed {
    pub(super) fn new(random: Random, fixed: FixedRequests, row: u64) -> Self {
        Self { random, fixed, row }
    }

    pub(super) fn next(&mut self, thread: &Thread) -> Job {
        let plan = &thread.plan;
        let Source::Mix(targets) = &plan.source else {
            unreachable!("a mix is fed by a mix");
        };
        let endpoint = if targets.len() == 1 {
            0
        } else {
            self.pick(targets)
        };
        let target = &targets[endpoint];
        let message = match &self.fixed[endpoint] {
            Some(prepared) => Message::Fixed(prepared.clone()),
            None => Message::Rendered(Box::new(self.render(thread, target))),
        };
        Job {
            endpoint,
            origin: target.origin,
            wanted: Wanted {
                head_request: message.outgoing().is_head(),
                headers: plan.settings.transport.follow_redirects || plan.rate_log.is_some(),
                body: plan.settings.expect.body.is_some(),
            },
            message,
        }
    }

    /// A draw by weight. Random rather than in turns, so that lanes do not march in step.
    fn pick(&mut self, targets: &[Target]) -> usize {
        self.random
            .weighted(targets.iter().map(|target| target.weight))
    }

    fn render(&mut self, thread: &Thread, target: &Target) -> Outgoing {
        let row = row_of(thread, self.row);
        // Lanes take rows apart from one another, and each goes through all of them.
        self.row = self.row.wrapping_add(1);
        target.request.render(&mut Values {
            random: &mut self.random,
            sequence: &thread.control.sequence,
            row,
            variables: &BTreeMap::new(),
        })
    }
}

/// A row of the CSV file, around and around; empty without one.
pub(super) fn row_of(thread: &Thread, number: u64) -> &[String] {
    let rows = thread.plan.csv.as_ref().map_or(&[][..], |csv| &csv.rows);
    match rows.len() as u64 {
        0 => &[],
        count => &rows[(number % count) as usize],
    }
}
