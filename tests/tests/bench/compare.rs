//! Comparing on the wire: identical servers are not called different, a slow one is.

use std::{sync::Arc, time::Duration};

use backend_runtime::bench::{
    Control,
    compare::{compare_interleaved, take_turns},
    settings::{Model, Schedule},
};

use super::{
    plan,
    server::{Reply, Server, ok},
};

fn users(count: f64) -> Model {
    Model::Closed {
        users: Schedule::constant(count, Some(Duration::from_secs(5))),
        requests: None,
    }
}

fn waiting(time: Duration) -> Server {
    Server::start(move |_| {
        std::thread::sleep(time);
        Reply::Send(ok())
    })
}

#[test]
fn a_server_that_takes_twice_as_long_is_worse() {
    let (fast, slow) = (
        waiting(Duration::from_millis(2)),
        waiting(Duration::from_millis(5)),
    );
    let control = Arc::new(Control::default());
    let turns = take_turns(
        &plan(fast.port, users(4.0)),
        &plan(slow.port, users(4.0)),
        Duration::from_secs(5),
        &control,
    );
    let comparison =
        compare_interleaved(&turns.expect("both answer").quads, 0.05, 1).expect("enough turns");
    assert!(
        comparison.is_regression(),
        "{}",
        comparison.lines().join("\n")
    );
}

/// Twenty pairs, ten at a time: what one does to another falls on both of its sides. Some 25 seconds.
#[test]
fn at_most_one_of_twenty_identical_pairs_is_called_different() {
    const AT_ONCE: u64 = 10;
    let server = waiting(Duration::from_millis(2));
    let pair = |seed: u64| {
        let side = || {
            let mut side = plan(server.port, users(1.0));
            side.settings.threads = 1;
            side
        };
        let control = Arc::new(Control::default());
        // As short as a comparison can be: eight turns of four blocks.
        let turns = take_turns(&side(), &side(), Duration::from_secs(1), &control);
        compare_interleaved(&turns.expect("it answers").quads, 0.05, seed).expect("enough turns")
    };
    let comparisons: Vec<_> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..AT_ONCE)
            .map(|worker| {
                let seeds = (worker..20).step_by(AT_ONCE as usize);
                scope.spawn(move || seeds.map(pair).collect::<Vec<_>>())
            })
            .collect();
        let joined = workers.into_iter().map(|worker| worker.join());
        joined.flat_map(|pairs| pairs.expect("no panic")).collect()
    });
    let different: Vec<_> = comparisons
        .iter()
        .filter(|comparison| comparison.findings.iter().any(|finding| finding.different))
        .map(|comparison| comparison.lines().join("\n"))
        .collect();
    assert_eq!(comparisons.len(), 20);
    assert!(different.len() <= 1, "{}", different.join("\n\n"));
}
