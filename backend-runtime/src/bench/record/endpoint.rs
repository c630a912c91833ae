//! What happened to the requests of one URL, operation or step.

use std::collections::BTreeMap;

use super::{Class, Latency};

/// What happened to the requests of one URL, operation or step.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EndpointRecord {
    /// From the intended start to the end of the answer.
    pub response: Latency,
    /// From the first byte sent to the end of the answer.
    pub service: Latency,
    /// Requests by [`Class`], in the order of [`Class::ALL`].
    pub classes: [u64; Class::ALL.len()],
    /// Answers by status code.
    pub statuses: BTreeMap<u16, u64>,
    /// Answers by status code that were not expected.
    pub unexpected: BTreeMap<u16, u64>,
    /// One example for each class.
    pub examples: BTreeMap<Class, String>,
    /// Bytes received.
    pub bytes_in: u64,
    /// Bytes sent.
    pub bytes_out: u64,
}

impl EndpointRecord {
    /// How many requests ended in a class.
    pub fn class(&self, class: Class) -> u64 {
        self.classes[class as usize]
    }

    /// All requests.
    pub fn total(&self) -> u64 {
        self.classes.iter().sum()
    }

    /// Requests that got a whole answer.
    pub fn completed(&self) -> u64 {
        let answered = Class::ALL.into_iter().filter(|class| class.is_answered());
        answered.map(|class| self.class(class)).sum()
    }

    /// Requests that are not a success.
    pub fn failed(&self) -> u64 {
        self.total() - self.class(Class::Ok)
    }

    /// Failed requests over all requests; zero without requests.
    pub fn error_rate(&self) -> f64 {
        match self.total() {
            0 => 0.0,
            total => self.failed() as f64 / total as f64,
        }
    }

    /// Adds everything of another record.
    pub fn merge(&mut self, other: &Self) {
        self.response.merge(&other.response);
        self.service.merge(&other.service);
        for (mine, theirs) in self.classes.iter_mut().zip(other.classes) {
            *mine += theirs;
        }
        for (&status, &count) in &other.statuses {
            *self.statuses.entry(status).or_default() += count;
        }
        for (&status, &count) in &other.unexpected {
            *self.unexpected.entry(status).or_default() += count;
        }
        for (&class, example) in &other.examples {
            self.examples
                .entry(class)
                .or_insert_with(|| example.clone());
        }
        self.bytes_in += other.bytes_in;
        self.bytes_out += other.bytes_out;
    }
}
