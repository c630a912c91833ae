//! Every fault is counted, exactly, and in its own class.

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    time::Duration,
};

use backend_runtime::bench::{
    record::Class,
    settings::{BodyPattern, StatusSet},
};

use super::{
    plan, requests, run,
    server::{Reply, Server, ok},
};

/// Runs against a server with one fault and checks that exactly its faults are counted, all of one class.
fn only(class: Class, count: u64, reply: impl Fn(u64) -> Reply + Send + Sync + 'static) {
    let server = Server::start(reply);
    let result = run(&plan(server.port, requests(count)));
    let total = result.total();
    assert_eq!(server.requests(), count, "no request is repeated or hidden");
    assert_eq!(total.total(), count);
    assert_eq!(total.class(class), server.faults(), "{:?}", total.classes);
    assert_eq!(total.class(Class::Ok), count - server.faults());
    assert!(server.faults() > 0);
}

fn every(n: u64, number: u64, bad: Reply) -> Reply {
    if number % n == n - 1 {
        bad
    } else {
        Reply::Send(ok())
    }
}

#[test]
fn counts_unexpected_statuses() {
    let unavailable =
        || b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nbusy".to_vec();
    only(Class::Status, 2000, move |number| {
        every(10, number, Reply::Send(unavailable()))
    });
}

#[test]
fn counts_resets() {
    only(Class::Reset, 1000, |number| every(20, number, Reply::Reset));
}

#[test]
fn counts_connections_closed_without_an_answer() {
    only(Class::Reset, 1000, |number| {
        every(20, number, Reply::SendAndClose(Vec::new()))
    });
}

#[test]
fn counts_short_bodies() {
    let short = || b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this".to_vec();
    only(Class::Truncated, 1000, move |number| {
        every(10, number, Reply::SendAndClose(short()))
    });
}

#[test]
fn counts_short_chunked_bodies() {
    let short = || b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n".to_vec();
    only(Class::Truncated, 1000, move |number| {
        every(10, number, Reply::SendAndClose(short()))
    });
}

#[test]
fn counts_surplus_bytes() {
    let long = || b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello and more".to_vec();
    only(Class::Surplus, 1000, move |number| {
        every(10, number, Reply::Send(long()))
    });
}

#[test]
fn counts_a_second_answer_that_nobody_asked_for() {
    let twice = || [ok(), ok()].concat();
    only(Class::Surplus, 1000, move |number| {
        every(10, number, Reply::Send(twice()))
    });
}

#[test]
fn counts_garbage() {
    only(Class::Malformed, 1000, |number| {
        every(
            10,
            number,
            Reply::Send(b"220 smtp.example ESMTP\r\n\r\n".to_vec()),
        )
    });
}

#[test]
fn counts_timeouts_of_a_server_that_falls_silent() {
    let server = Server::start(|number| {
        if number < 1000 {
            Reply::Send(ok())
        } else {
            Reply::Silence
        }
    });
    let mut plan = plan(server.port, requests(1010));
    plan.settings.timeout = Duration::from_millis(300);
    let total = run(&plan).total();
    assert_eq!(total.class(Class::Ok), 1000);
    assert_eq!(total.class(Class::Timeout), 10);
    assert!(total.response.max_ms() >= 300.0);
    assert_eq!(server.requests(), 1010);
}

#[test]
fn reads_bodies_in_odd_chunks() {
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nh\r\n0003;a=b\r\nell\r\n1\r\no\r\n0\r\nX: y\r\n\r\n";
    let server = Server::start(move |_| Reply::Send(chunked.as_bytes().to_vec()));
    let mut plan = plan(server.port, requests(500));
    plan.settings.expect.body = Some(BodyPattern::parse("/^hello$").expect("a regular expression"));
    assert_eq!(run(&plan).total().class(Class::Ok), 500);
}

#[test]
fn waits_for_a_body_that_trickles() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            std::thread::spawn(move || {
                let mut buffer = [0; 1024];
                while let Ok(1..) = stream.read(&mut buffer) {
                    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n");
                    for _ in 0..8 {
                        std::thread::sleep(Duration::from_millis(100));
                        let _ = stream.write_all(b"x");
                    }
                }
            });
        }
    });
    let total = run(&plan(port, requests(10))).total();
    assert_eq!(total.class(Class::Ok), 10);
    assert!(
        total.response.summary(true).min >= 790.0 && total.response.max_ms() < 1600.0,
        "{:?}",
        total.response.summary(true)
    );
}

#[test]
fn a_body_that_lacks_what_is_expected_is_a_failure() {
    let server = Server::start(|_| Reply::Send(ok()));
    let mut plan = plan(server.port, requests(100));
    plan.settings.expect.body = Some(BodyPattern::Text("goodbye".to_owned()));
    assert_eq!(run(&plan).total().class(Class::Body), 100);
}

#[test]
fn expected_statuses_are_a_success() {
    let server = Server::start(|_| {
        Reply::Send(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_vec())
    });
    let mut plan = plan(server.port, requests(100));
    plan.settings.expect.status = StatusSet::parse("2xx|404").expect("a set");
    assert_eq!(run(&plan).total().class(Class::Ok), 100);
}

#[test]
fn a_server_that_closes_after_each_answer_is_connected_to_again() {
    let closing = || b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".to_vec();
    let server = Server::start(move |_| Reply::SendAndClose(closing()));
    let result = run(&plan(server.port, requests(200)));
    assert_eq!(result.total().class(Class::Ok), 200);
    assert_eq!(result.connects.count(), 200);
}

#[test]
fn a_port_that_dies_is_refused_and_said_so() {
    let port = {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.local_addr().expect("an address").port()
    };
    let total = run(&plan(port, requests(30))).total();
    assert_eq!(total.class(Class::ConnectRefused), 30);
    assert_eq!(
        total.response.count(),
        0,
        "a refused connection is no latency"
    );
}
