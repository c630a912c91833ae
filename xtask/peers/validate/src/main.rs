//! One user DTO checked by hand, by the derives and by peers: a good value, four errors, bytes to struct.
//!
//! Times are thread-CPU time; every round runs all candidates for a moment, and ratios are medians of ratios within
//! the same round, so that a busy machine moves both sides. Prints one JSON document.

mod clock;
mod data;
mod hand;
mod ours;
#[cfg(feature = "peers")]
mod peers;

use clock::{allocations, thread_nanos};
use std::hint::black_box;

/// A candidate: what it does, and the function that does it once.
pub(crate) struct Candidate {
    pub(crate) task: &'static str,
    pub(crate) name: &'static str,
    pub(crate) run: Box<dyn Fn()>,
}

impl Candidate {
    pub(crate) fn new<R>(task: &'static str, name: &'static str, run: impl Fn() -> R + 'static) -> Self {
        let run = Box::new(move || {
            black_box(run());
        });
        Candidate { task, name, run }
    }

    /// Nanoseconds of one call, over `count` calls.
    fn sample(&self, count: u64) -> f64 {
        let start = thread_nanos();
        for _ in 0..count {
            (self.run)();
        }
        (thread_nanos() - start) as f64 / count as f64
    }
}

const ROUNDS: usize = 301;
const SAMPLE_NANOS: f64 = 200_000.0;

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Without arguments the measurement; with a task, a name and a count only that candidate, so many times, for profilers.
fn main() {
    let mut candidates = hand::candidates();
    candidates.extend(ours::candidates());
    #[cfg(feature = "peers")]
    candidates.extend(peers::candidates());
    if let [_, task, name, count] = &std::env::args().collect::<Vec<_>>()[..] {
        let count = count.parse().expect("a count");
        for candidate in candidates.iter().filter(|one| one.task == task && one.name == name) {
            println!("{:.1} ns", candidate.sample(count));
        }
        return;
    }
    let counts: Vec<u64> =
        candidates.iter().map(|one| (SAMPLE_NANOS / one.sample(1000).max(1.0)).ceil() as u64).collect();
    let mut times = vec![Vec::new(); candidates.len()];
    for _ in 0..ROUNDS {
        for (index, candidate) in candidates.iter().enumerate() {
            times[index].push(candidate.sample(counts[index]));
        }
    }
    let rows = candidates.iter().enumerate().map(|(index, candidate)| {
        let base = candidates.iter().position(|one| one.task == candidate.task).unwrap_or(index);
        let ratios = times[index].iter().zip(&times[base]).map(|(own, base)| own / base).collect();
        serde_json::json!({
            "task": candidate.task,
            "name": candidate.name,
            "nanos": median(times[index].clone()),
            "ratio": median(ratios),
            "allocations": allocations(|| (candidate.run)()),
        })
    });
    println!("{}", serde_json::Value::Array(rows.collect()));
}
