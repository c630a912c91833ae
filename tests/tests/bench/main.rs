//! The load tester against servers whose behaviour is known: does it tell the truth?
//!
//! These tests are about time and faults on real sockets, so they use the real clock and tolerate a busy machine.

mod command;
mod compare;
mod faults;
mod freeze;
mod page;
mod protocols;
mod scenario;
mod server;
mod shards;
mod traffic;

use std::{sync::Arc, time::Duration};

use backend_runtime::bench::{
    Control, Origin, Plan, RunResult, Source, Target,
    request::{Body, Request, Template},
    settings::{Expect, Model, Schedule, Settings, Shard, Transport},
};

/// A plan for `GET /` on a port of this machine.
fn plan(port: u16, model: Model) -> Plan {
    let transport = Transport::default();
    Plan {
        origins: vec![Origin::resolve(false, "127.0.0.1", port, &transport).expect("an address")],
        settings: Settings {
            model,
            threads: 2,
            timeout: Duration::from_secs(5),
            warmup: Duration::ZERO,
            drain: Duration::from_secs(2),
            transport,
            seed: 1,
            expect: Expect::default(),
            shard: Shard::WHOLE,
            start_at: None,
        },
        source: Source::Mix(vec![Target {
            name: "target".to_owned(),
            origin: 0,
            request: Request {
                method: "GET".to_owned(),
                path: Template::fixed("/"),
                headers: Vec::new(),
                body: Body::None,
            },
            weight: 1,
        }]),
        csv: None,
        rate_log: None,
    }
}

/// Ten users until this many requests are done.
fn requests(count: u64) -> Model {
    Model::Closed {
        users: Schedule::constant(10.0, Some(Duration::from_secs(60))),
        requests: Some(count),
    }
}

fn run(plan: &Plan) -> RunResult {
    backend_runtime::bench::run(plan, &Arc::new(Control::default())).expect("the run starts")
}
