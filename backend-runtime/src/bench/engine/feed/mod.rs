//! What a lane sends next, and what it makes of the answer: one file for each kind of source.

mod mix;
mod scenario;
mod traffic;

use std::{rc::Rc, time::Duration};

use super::thread::Thread;
use crate::bench::{
    http1::{Answer, Wanted},
    plan::{Plan, Source},
    record::Class,
    request::{Message, Prepared, Random},
    settings::{BodyPattern, StatusSet},
};

/// One request to be sent.
#[derive(Debug, Clone)]
pub(crate) struct Job {
    pub(crate) endpoint: usize,
    pub(crate) origin: usize,
    pub(crate) message: Message,
    pub(crate) wanted: Wanted,
}

impl Job {
    /// Whether neither making the request nor judging its answer takes time worth measuring: then the clock, which
    /// would cost more, is read once for the end of one request and the beginning of the next.
    pub(crate) fn is_instant(&self) -> bool {
        matches!(self.message, Message::Fixed(_)) && !self.wanted.headers && !self.wanted.body
    }
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
pub(crate) type FixedRequests = Rc<Vec<Option<Rc<Prepared>>>>;

/// Builds the requests that never change.
pub(crate) fn prepare(plan: &Plan) -> FixedRequests {
    match &plan.source {
        Source::Mix(targets) => mix::prepare(plan, targets),
        // These change with every iteration.
        Source::Scenario(_) | Source::Traffic(_) => Rc::default(),
    }
}

/// What one lane sends.
#[derive(Debug)]
pub(crate) enum Feed {
    Mix(mix::MixFeed),
    Scenario(Box<scenario::ScenarioFeed>),
    Traffic(Box<traffic::TrafficFeed>),
}

impl Feed {
    /// The requests of the `lane`-th lane of a thread.
    pub(crate) fn new(thread: &Thread, fixed: FixedRequests, lane: usize) -> Self {
        let shard = thread.plan.settings.shard;
        let stream = (lane * thread.count + thread.index) as u64 * shard.count + shard.index;
        let random = Random::stream(thread.plan.settings.seed, stream);
        match &thread.plan.source {
            Source::Mix(_) => Self::Mix(mix::MixFeed::new(random, fixed, stream)),
            Source::Scenario(_) => {
                Self::Scenario(Box::new(scenario::ScenarioFeed::new(random, stream)))
            }
            Source::Traffic(_) => Self::Traffic(Box::new(traffic::TrafficFeed::new(random))),
        }
    }

    /// The next request.
    pub(crate) fn next(&mut self, thread: &Thread) -> Job {
        match self {
            Self::Mix(feed) => feed.next(thread),
            Self::Scenario(feed) => feed.next(thread),
            Self::Traffic(feed) => feed.next(thread),
        }
    }

    /// What the answer amounts to.
    pub(crate) fn judge(&mut self, thread: &Thread, job: &Job, answer: &Answer) -> Verdict {
        if let Some(log) = &thread.plan.rate_log {
            log.note(thread.now(), answer.status, &answer.kept.headers);
        }
        if answer.surplus > 0 {
            return Verdict::new(
                Class::Surplus,
                format!("{} bytes after the end of the answer", answer.surplus),
            );
        }
        match self {
            Self::Mix(_) => {
                let expect = &thread.plan.settings.expect;
                judge_plainly(answer, &expect.status, expect.body.as_ref())
            }
            Self::Scenario(feed) => feed.judge(thread, answer),
            Self::Traffic(feed) => feed.judge(thread, job, answer),
        }
    }

    /// The request got no answer at all.
    pub(crate) fn unanswered(&mut self) {
        match self {
            Self::Mix(_) | Self::Traffic(_) => {}
            Self::Scenario(feed) => feed.start_over(),
        }
    }

    /// How long to wait before the next request.
    pub(crate) fn pause(&self) -> Option<Duration> {
        match self {
            Self::Mix(_) | Self::Traffic(_) => None,
            Self::Scenario(feed) => feed.pause(),
        }
    }

    /// Whether the next request belongs to the one before.
    pub(crate) fn is_inside_iteration(&self) -> bool {
        match self {
            Self::Mix(_) | Self::Traffic(_) => false,
            Self::Scenario(feed) => feed.is_inside_iteration(),
        }
    }
}

/// Judges an answer by its status and body alone.
fn judge_plainly(answer: &Answer, status: &StatusSet, body: Option<&BodyPattern>) -> Verdict {
    if !status.contains(answer.status) {
        return Verdict {
            class: Class::Status,
            example: None,
        };
    }
    match body {
        Some(pattern) if !pattern.is_in(&answer.kept.body) => {
            Verdict::new(Class::Body, format!("got {}", shown(&answer.kept.body)))
        }
        Some(_) | None => Verdict::OK,
    }
}

/// The beginning of a body, for an example.
fn shown(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    format!("{:?}", text.chars().take(60).collect::<String>())
}
