//! The engine under a simulated clock, against a server whose latencies can be computed.

use std::{rc::Rc, sync::Arc, time::Duration};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream},
    runtime::{Builder, LocalOptions},
    time::{Instant, sleep, sleep_until},
};

use super::{
    clock::Clock,
    control::Control,
    feed::{Feed, prepare},
    lane::Lane,
    run::{drive, merge},
    thread::Thread,
};
use crate::bench::{
    Plan, RunResult, Source, Target,
    net::{Memory, Origin},
    record::Class,
    request::{Body, Request, Template},
    settings::{Expect, Model, Schedule, Settings, Shard, Transport},
};

const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// When a server that got a request at this time since the start will answer it.
type Behaviour = fn(Duration) -> Duration;

fn settings(model: Model) -> Settings {
    Settings {
        model,
        threads: 1,
        timeout: Duration::from_secs(30),
        warmup: Duration::ZERO,
        drain: Duration::from_secs(2),
        transport: Transport::default(),
        seed: 1,
        expect: Expect::default(),
        shard: Shard::WHOLE,
        start_at: None,
    }
}

fn plan(settings: Settings, start: Instant, behaviour: Behaviour) -> Plan {
    let connect = move || {
        let (client, server) = tokio::io::duplex(4096);
        tokio::spawn(answer(server, start, behaviour));
        client
    };
    Plan {
        settings,
        origins: vec![Origin::in_memory(Memory(Arc::new(connect)))],
        source: Source::Mix(vec![Target {
            name: "memory".to_owned(),
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

async fn answer(mut stream: DuplexStream, start: Instant, behaviour: Behaviour) {
    let mut buffer = [0; 1024];
    while let Ok(1..) = stream.read(&mut buffer).await {
        sleep_until(start + behaviour(start.elapsed())).await;
        if stream.write_all(ANSWER).await.is_err() {
            return;
        }
    }
}

/// Runs a model on one thread under a paused clock.
fn run(model: Model, change: fn(&mut Settings), behaviour: Behaviour) -> RunResult {
    let runtime = Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build_local(LocalOptions::default())
        .expect("a runtime");
    runtime.block_on(async {
        let start = Instant::now();
        let mut settings = settings(model);
        change(&mut settings);
        let plan = Arc::new(plan(settings, start, behaviour));
        let control = Arc::new(Control::default());
        let tls = plan.tls().expect("no certificate files");
        let thread = Thread::new(
            plan.clone(),
            control.clone(),
            tls,
            Clock::Simulated(start),
            (0, 1),
        );
        // The engine waits for the clock to move.
        sleep(Duration::from_millis(1)).await;
        let outcome = drive(Rc::new(thread)).await.expect("no timer is needed");
        merge(&plan, &control, vec![outcome])
    })
}

fn open(rate: f64, seconds: u64, max_connections: usize) -> Model {
    Model::Open {
        arrivals: Schedule::constant(rate, Some(Duration::from_secs(seconds))),
        connections: 10,
        max_connections,
    }
}

/// Answers after 2 ms, but freezes for a second at 5 s and 15 s.
fn freezes(at: Duration) -> Duration {
    for begin in [5, 15].map(Duration::from_secs) {
        let end = begin + Duration::from_secs(1);
        if at >= begin && at < end {
            return end + Duration::from_millis(2);
        }
    }
    at + Duration::from_millis(2)
}

#[test]
fn open_model_tells_the_computed_truth_about_freezes() {
    let result = run(open(1000.0, 20, 4000), |_| {}, freezes);
    let total = result.total();
    assert_eq!(total.class(Class::Ok), 20_000);
    // A tenth of all requests wait evenly between 0 and 1 s on top of 2 ms.
    let near = |value: f64, truth: f64| {
        assert!(
            (value - truth).abs() <= 0.02 * truth,
            "{value} is not {truth}"
        )
    };
    near(total.response.quantile_ms(0.99), 902.0);
    near(total.response.quantile_ms(0.95), 502.0);
    near(total.response.mean_ms(), 52.0);
    near(total.response.max_ms(), 1002.0);
}

#[test]
fn latency_counts_from_the_intended_start_when_connections_run_out() {
    // One connection, 100 ms an answer, 20 requests a second: each waits 50 ms longer than the one before.
    let result = run(
        Model::Open {
            arrivals: Schedule::constant(20.0, Some(Duration::from_secs(1))),
            connections: 1,
            max_connections: 1,
        },
        |settings| settings.drain = Duration::from_secs(10),
        |at| at + Duration::from_millis(100),
    );
    let total = result.total();
    assert_eq!(total.class(Class::Ok), 20);
    assert!(
        (total.response.max_ms() - 1050.0).abs() < 25.0,
        "{}",
        total.response.max_ms()
    );
    assert!(
        (total.service.max_ms() - 100.0).abs() < 5.0,
        "{}",
        total.service.max_ms()
    );
}

#[test]
fn unanswered_requests_enter_at_their_age() {
    let result = run(
        open(10.0, 2, 100),
        |settings| settings.drain = Duration::from_secs(1),
        |at| {
            if at < Duration::from_secs(1) {
                at
            } else {
                Duration::from_secs(3600)
            }
        },
    );
    let total = result.total();
    assert_eq!(total.total(), 20);
    assert_eq!(total.class(Class::Unanswered), 10);
    // Sent between 1 and 2 s, given up at 3 s.
    assert!(
        (total.response.max_ms() - 2000.0).abs() < 60.0,
        "{}",
        total.response.max_ms()
    );
}

#[test]
fn what_no_connection_was_free_to_send_enters_at_its_age() {
    let result = run(
        open(10.0, 2, 10),
        |settings| settings.drain = Duration::from_secs(1),
        |_| Duration::from_secs(3600),
    );
    assert_eq!(result.total().class(Class::Unanswered), 20);
    assert_eq!(
        (result.scheduled, result.sent, result.not_sent),
        (Some(20), 10, 10)
    );
}

#[test]
fn timeouts_are_counted_and_timed() {
    let closed = Model::Closed {
        users: Schedule::constant(4.0, Some(Duration::from_secs(3))),
        requests: Some(8),
    };
    let result = run(
        closed,
        |settings| settings.timeout = Duration::from_millis(500),
        |_| Duration::from_secs(3600),
    );
    let total = result.total();
    assert_eq!(total.class(Class::Timeout), 8);
    assert!(
        (total.response.mean_ms() - 500.0).abs() < 25.0,
        "{}",
        total.response.mean_ms()
    );
}

#[test]
fn warm_up_is_run_and_left_out() {
    let slow_at_first: Behaviour =
        |at| at + Duration::from_millis(if at < Duration::from_secs(2) { 300 } else { 1 });
    let result = run(
        open(100.0, 3, 100),
        |settings| settings.warmup = Duration::from_secs(2),
        slow_at_first,
    );
    assert_eq!(result.warmup_requests, 200);
    assert_eq!(result.total().total(), 300);
    assert!(result.total().response.max_ms() < 10.0);
}

#[test]
fn what_a_lane_holds_while_it_waits_is_small() {
    let start = Instant::now();
    let plan = Arc::new(plan(settings(open(1.0, 1, 1)), start, |at| at));
    let tls = plan.tls().expect("no certificate files");
    let clock = Clock::Simulated(start);
    let thread = Rc::new(Thread::new(plan, Arc::default(), tls, clock, (0, 1)));
    let mut lane = Lane::new(&thread, None);
    let mut feed = Feed::new(&thread, prepare(&thread.plan), 0);
    let job = feed.next(&thread);
    let size = size_of_val(&lane.carry(&mut feed, &job, (0, 0)));
    assert!(
        size <= 640,
        "{size} bytes for each of a thousand lanes fall out of the cache"
    );
}

#[test]
fn users_ramp_up() {
    // The level rises to 10 users over 10 s; with 100 ms an answer that is 10 requests a second for each user.
    let closed = Model::Closed {
        users: Schedule::ramps(0.0, &[(Duration::from_secs(10), 10.0)]),
        requests: None,
    };
    let result = run(closed, |_| {}, |at| at + Duration::from_millis(100));
    let total = result.total().total() as f64;
    assert!((total - 500.0).abs() < 60.0, "{total}");
}
