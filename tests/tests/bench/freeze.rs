//! A server that freezes must show in the percentiles as long as it was frozen.

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    time::{Duration, Instant},
};

use backend_runtime::bench::{
    record::Class,
    settings::{Model, Schedule},
};

use super::{plan, run, server::ok};

/// Answers at once, but from 4 s to 5 s after its first request not at all.
fn freezing() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let first = std::sync::OnceLock::new();
    let first = std::sync::Arc::new(first);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let first = first.clone();
            let serve = move || {
                let _ = stream.set_nodelay(true);
                let mut buffer = [0; 1024];
                while let Ok(1..) = stream.read(&mut buffer) {
                    let at = first.get_or_init(Instant::now).elapsed();
                    let thaw = Duration::from_secs(5);
                    if at >= Duration::from_secs(4) && at < thaw {
                        std::thread::sleep(thaw - at);
                    }
                    let _ = stream.write_all(&ok());
                }
            };
            std::thread::Builder::new()
                .stack_size(64 * 1024)
                .spawn(serve)
                .expect("a thread");
        }
    });
    port
}

#[test]
fn a_frozen_second_in_ten_shows_in_p99_and_mean() {
    let model = Model::Open {
        arrivals: Schedule::constant(300.0, Some(Duration::from_secs(10))),
        connections: 10,
        max_connections: 1000,
    };
    let result = run(&plan(freezing(), model));
    let total = result.total();
    assert_eq!((total.total(), total.class(Class::Ok)), (3000, 3000));
    // A tenth of the requests waits evenly between 0 and 1 s: p99 is 900 ms and the mean 50 ms.
    let near = |value: f64, truth: f64| {
        assert!(
            (value - truth).abs() <= 0.2 * truth,
            "{value} is not {truth}"
        )
    };
    near(total.response.quantile_ms(0.99), 900.0);
    near(total.response.mean_ms(), 50.0);
    assert!(total.response.max_ms() >= 950.0);
}
