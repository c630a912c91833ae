//! Scenarios against a small shop: a step uses what an earlier answer held.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use backend_runtime::bench::{
    Origin, Source,
    record::Class,
    scenario::read_scenarios,
    settings::{Model, Schedule, Transport},
};

use super::{plan, run};

/// Gives out numbered carts, and accepts orders only for carts that it gave out.
fn shop() -> (u16, Arc<AtomicU64>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let carts = Arc::new(AtomicU64::new(0));
    let shared = carts.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let carts = shared.clone();
            std::thread::spawn(move || serve(stream, &carts));
        }
    });
    (port, carts)
}

fn serve(stream: TcpStream, carts: &AtomicU64) -> Option<()> {
    let mut writer = stream.try_clone().ok()?;
    let mut reader = BufReader::new(stream);
    loop {
        let (mut line, mut length) = (String::new(), 0);
        reader
            .read_line(&mut line)
            .ok()
            .filter(|&count| count > 0)?;
        loop {
            let mut header = String::new();
            reader.read_line(&mut header).ok()?;
            if let Some(value) = header.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().ok()?;
            }
            if header == "\r\n" {
                break;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        let answer = match line.split(' ').collect::<Vec<_>>().as_slice() {
            ["POST", "/carts", _] => {
                let id = carts.fetch_add(1, Ordering::SeqCst) + 1;
                let body = format!("{{\"data\":{{\"id\":{id}}}}}");
                format!(
                    "HTTP/1.1 201 Created\r\nLocation: /carts/{id}\r\nContent-Length: {}\r\n\r\n{body}",
                    body.len()
                )
            }
            ["POST", path, _] if path.starts_with("/carts/") && body.starts_with(b"{\"cart\":") => {
                let known = path[7..]
                    .parse::<u64>()
                    .is_ok_and(|id| id >= 1 && id <= carts.load(Ordering::SeqCst));
                let status = if known { "200 OK" } else { "404 Not Found" };
                format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n")
            }
            _ => "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".to_owned(),
        };
        writer.write_all(answer.as_bytes()).ok()?;
    }
}

const SCENARIO: &str = "
steps:
  - name: open
    url: /carts
    json: {}
    expect: {status: 201}
    extract:
      cart: {pointer: /data/id}
      place: {header: Location}
  - name: order
    url: '{{place}}'
    json: {cart: '{{cart}}'}
    expect: {status: 200}
    think: 1ms
";

fn scenario_plan(model: Model) -> (backend_runtime::bench::Plan, Arc<AtomicU64>) {
    let (port, carts) = shop();
    let mut plan = plan(port, model);
    plan.origins =
        vec![Origin::resolve(false, "127.0.0.1", port, &Transport::default()).expect("an address")];
    let scenarios = read_scenarios("shop.yaml", SCENARIO, None, &[], &mut |url| {
        Ok((0, url.to_owned()))
    });
    plan.source = Source::Scenario(scenarios.expect("a well-formed scenario"));
    (plan, carts)
}

#[test]
fn steps_use_what_earlier_answers_held() {
    let (plan, carts) = scenario_plan(Model::Closed {
        users: Schedule::constant(5.0, Some(Duration::from_secs(30))),
        requests: Some(200),
    });
    let result = run(&plan);
    assert_eq!(
        result.total().class(Class::Ok),
        200,
        "{:?}",
        result.total().examples
    );
    let names: Vec<_> = result
        .endpoints
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(names, ["scenario: open", "scenario: order"]);
    assert_eq!(result.endpoints[0].1.total(), carts.load(Ordering::SeqCst));
}

#[test]
fn an_arrival_of_the_open_model_is_a_whole_iteration() {
    let (plan, carts) = scenario_plan(Model::Open {
        arrivals: Schedule::constant(100.0, Some(Duration::from_secs(1))),
        connections: 5,
        max_connections: 50,
    });
    let result = run(&plan);
    assert_eq!(carts.load(Ordering::SeqCst), 100);
    assert_eq!(
        result.total().class(Class::Ok),
        200,
        "{:?}",
        result.total().examples
    );
}
