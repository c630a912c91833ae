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

fn users() -> Model {
    Model::Closed {
        users: Schedule::constant(4.0, Some(Duration::from_secs(5))),
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
        &plan(fast.port, users()),
        &plan(slow.port, users()),
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

#[test]
fn a_server_is_no_different_from_itself() {
    let server = waiting(Duration::from_millis(2));
    let control = Arc::new(Control::default());
    let turns = take_turns(
        &plan(server.port, users()),
        &plan(server.port, users()),
        Duration::from_secs(5),
        &control,
    );
    // A real slowdown of a quarter is what this guards against; a busy machine may shift figures by less.
    let comparison =
        compare_interleaved(&turns.expect("it answers").quads, 0.25, 1).expect("enough turns");
    assert!(
        !comparison.is_regression(),
        "{}",
        comparison.lines().join("\n")
    );
}
