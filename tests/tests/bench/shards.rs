//! Parts of a plan, run apart and merged, are the plan.

use std::time::Duration;

use backend_runtime::bench::{
    RunResult, merge_runs,
    record::{Class, Latency},
    report::{Report, read_json, render_json},
    settings::{Model, Schedule, Shard},
};

use super::{
    plan, run,
    server::{Reply, Server, ok},
};

fn shard(port: u16, index: u64) -> RunResult {
    let model = Model::Open {
        arrivals: Schedule::constant(400.0, Some(Duration::from_secs(1))),
        connections: 2,
        max_connections: 50,
    };
    let mut plan = plan(port, model);
    plan.settings.threads = 1;
    plan.settings.shard = Shard { index, count: 4 };
    run(&plan)
}

#[test]
fn four_shards_merge_into_one_run() {
    let server = Server::start(|number| {
        let bad = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n".to_vec();
        Reply::Send(if number % 7 == 0 { bad } else { ok() })
    });
    let parts: Vec<_> = std::thread::scope(|scope| {
        let handles: Vec<_> = (0..4)
            .map(|index| scope.spawn(move || shard(server.port, index)))
            .collect();
        handles
            .into_iter()
            .map(|handle| handle.join().expect("no panic"))
            .collect()
    });
    let saved = parts
        .iter()
        .map(|part| render_json(&Report::new(part.clone(), &[])));
    let read: Vec<_> = saved
        .map(|text| read_json("part", &text).expect("what was saved"))
        .collect();
    let merged = merge_runs(&read).expect("the same plan");

    let mut one = Latency::default();
    for part in &parts {
        one.merge(&part.total().response);
    }
    let total = merged.total();
    assert_eq!(
        total.response, one,
        "the merge of the shards is one histogram of all samples"
    );
    assert_eq!(total.total(), 400);
    assert_eq!(merged.scheduled, Some(400));
    assert_eq!(total.class(Class::Status), server.faults());
    assert_eq!(server.requests(), 400);
}
