//! What a lane sends next, and what it makes of the answer.

use std::{collections::BTreeMap, rc::Rc, sync::Arc};

use super::thread::Thread;
use crate::bench::{
    http1::{Answer, Wanted},
    plan::{Plan, Source, Target},
    record::Class,
    request::{Message, Prepared, Random, Values},
};

/// One request to be sent.
#[derive(Debug, Clone)]
pub(crate) struct Job {
    pub(crate) endpoint: usize,
    pub(crate) origin: usize,
    pub(crate) message: Message,
    pub(crate) wanted: Wanted,
}

/// What an answer amounts to.
#[derive(Debug)]
pub(crate) struct Verdict {
    pub(crate) class: Class,
    pub(crate) example: Option<String>,
}

impl Verdict {
    pub(crate) const OK: Self = Self {
        class: Class::Ok,
        example: None,
    };

    pub(crate) fn new(class: Class, example: impl Into<String>) -> Self {
        Self {
            class,
            example: Some(example.into()),
        }
    }
}

/// The requests of a thread that never change, built once and shared by its lanes.
pub(crate) type FixedRequests = Rc<Vec<Option<Arc<Prepared>>>>;

/// Builds the requests that never change.
pub(crate) fn prepare(plan: &Plan) -> FixedRequests {
    let Source::Mix(targets) = &plan.source;
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
            Arc::new(Prepared { outgoing, h1 })
        })
    });
    Rc::new(prepared.collect())
}

/// What one lane sends.
#[derive(Debug)]
pub(crate) struct Feed {
    random: Random,
    fixed: FixedRequests,
    row: usize,
}

impl Feed {
    pub(crate) fn new(thread: &Thread, fixed: FixedRequests, lane: usize) -> Self {
        let stream = (lane * thread.count + thread.index) as u64;
        let shard = thread.plan.settings.shard;
        let stream = stream * shard.count + shard.index;
        Self {
            random: Random::stream(thread.plan.settings.seed, stream),
            fixed,
            row: stream as usize,
        }
    }

    /// The next request.
    pub(crate) fn next(&mut self, thread: &Thread) -> Job {
        let plan = &thread.plan;
        let Source::Mix(targets) = &plan.source;
        let endpoint = if targets.len() == 1 {
            0
        } else {
            self.pick(targets)
        };
        let target = &targets[endpoint];
        let message = match &self.fixed[endpoint] {
            Some(prepared) => Message::Fixed(prepared.clone()),
            None => Message::Rendered(self.render(thread, target)),
        };
        let expects_body = plan.settings.expect.body.is_some();
        Job {
            endpoint,
            origin: target.origin,
            wanted: Wanted {
                head_request: message.outgoing().is_head(),
                headers: plan.settings.transport.follow_redirects || plan.rate_log.is_some(),
                body: expects_body,
            },
            message,
        }
    }

    /// A draw by weight. Random rather than in turns, so that lanes do not march in step.
    fn pick(&mut self, targets: &[Target]) -> usize {
        let total: u64 = targets.iter().map(|target| u64::from(target.weight)).sum();
        let mut draw = self.random.below(total.max(1));
        for (index, target) in targets.iter().enumerate() {
            match draw.checked_sub(u64::from(target.weight)) {
                Some(rest) => draw = rest,
                None => return index,
            }
        }
        targets.len() - 1
    }

    fn render(&mut self, thread: &Thread, target: &Target) -> crate::bench::request::Outgoing {
        let rows = thread.plan.csv.as_ref().map_or(&[][..], |csv| &csv.rows);
        let row = match rows.len() {
            0 => &[][..],
            count => &rows[self.row % count],
        };
        // Lanes take rows apart from one another, and each goes through all of them.
        self.row = self.row.wrapping_add(1);
        target.request.render(&mut Values {
            random: &mut self.random,
            sequence: &thread.control.sequence,
            row,
            variables: &BTreeMap::new(),
        })
    }

    /// What the answer amounts to.
    pub(crate) fn judge(&mut self, thread: &Thread, _job: &Job, answer: &Answer) -> Verdict {
        if let Some(log) = &thread.plan.rate_log {
            log.note(thread.now(), answer.status, &answer.kept.headers);
        }
        let expect = &thread.plan.settings.expect;
        if answer.surplus > 0 {
            return Verdict::new(
                Class::Surplus,
                format!("{} bytes after the end of the answer", answer.surplus),
            );
        }
        if !expect.status.contains(answer.status) {
            return Verdict {
                class: Class::Status,
                example: None,
            };
        }
        match &expect.body {
            Some(pattern) if !pattern.is_in(&answer.kept.body) => {
                let shown = String::from_utf8_lossy(&answer.kept.body);
                Verdict::new(
                    Class::Body,
                    format!("got {:?}", shown.chars().take(60).collect::<String>()),
                )
            }
            Some(_) | None => Verdict::OK,
        }
    }
}
