//! The server loop over real sockets: timers, limits, pipelining, shutdown. These tests are about time, so that their
//! limits are real but short.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::{get, post};
use backend_runtime::http::{HttpConfig, Server, ServerConfig, Stack};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, oneshot};
use tokio::task::JoinHandle;

use crate::bookshop::stack;

const SHORT: Duration = Duration::from_millis(150);
/// Far above every limit: reaching it is a failure, not slowness.
const PATIENCE: Duration = Duration::from_secs(20);

struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    server: JoinHandle<()>,
}

async fn start(router: Router, config: ServerConfig) -> Running {
    let server = Server::bind(ServerConfig { port: 0, ..config })
        .await
        .expect("port 0 is always free");
    let address = server.address().expect("a bound socket has an address");
    let (stop, stopped) = oneshot::channel();
    let server = tokio::spawn(server.run(router, async {
        let _ = stopped.await;
    }));
    Running {
        address,
        stop,
        server,
    }
}

impl Running {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address)
            .await
            .expect("the server listens")
    }

    /// Sends bytes and reads until the server closes.
    async fn exchange(&self, bytes: impl AsRef<[u8]>) -> String {
        let mut stream = self.connect().await;
        // The server may close before it has read everything.
        let _ = stream.write_all(bytes.as_ref()).await;
        read_to_end(&mut stream).await
    }

    async fn stop(self) {
        let _ = self.stop.send(());
        within(self.server)
            .await
            .expect("the server ends without a panic");
    }
}

async fn within<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(PATIENCE, future)
        .await
        .expect("the server does not let clients wait forever")
}

async fn read_to_end(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    // A reset after the answer still leaves the answer.
    let _ = within(stream.read_to_end(&mut answer)).await;
    String::from_utf8_lossy(&answer).into_owned()
}

/// Reads one answer with `Content-Length`.
async fn read_one(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&answer).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.parse().expect("a number")) {
                return text;
            }
        }
        let read = within(stream.read_buf(&mut answer))
            .await
            .expect("the answer is complete");
        assert!(read > 0, "closed after {text}");
    }
}

fn config() -> ServerConfig {
    ServerConfig {
        header_timeout: SHORT,
        write_timeout: SHORT,
        ..ServerConfig::default()
    }
}

async fn shop() -> Running {
    let limits = HttpConfig {
        body_timeout: SHORT,
        body_bytes: 1000,
        ..HttpConfig::default()
    };
    start(stack(limits), config()).await
}

const CLOSE: &str = "host: x\r\nconnection: close\r\n";

#[tokio::test]
async fn serves_and_keeps_connections() {
    let shop = shop().await;
    let mut stream = shop.connect().await;
    let body = r#"{"title":"Emma","pages":474}"#;
    let create = format!(
        "POST /books HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(create.as_bytes()).await.unwrap();
    assert!(
        read_one(&mut stream)
            .await
            .starts_with("HTTP/1.1 201 Created\r\n")
    );
    stream
        .write_all(format!("GET /books HTTP/1.1\r\n{CLOSE}\r\n").as_bytes())
        .await
        .unwrap();
    let list = read_to_end(&mut stream).await;
    assert!(
        list.ends_with(r#"[{"id":1,"title":"Emma","pages":474}]"#),
        "{list}"
    );
    assert!(!list.to_ascii_lowercase().contains("\r\nserver:"));
    shop.stop().await;
}

#[tokio::test]
async fn pipelined_requests_are_answered_in_order() {
    let shop = shop().await;
    let answers = shop
        .exchange(format!(
            "GET /books?limit=0 HTTP/1.1\r\nhost: x\r\n\r\nHEAD /books HTTP/1.1\r\nhost: x\r\n\r\n\
             GET /nowhere HTTP/1.1\r\n{CLOSE}\r\n"
        ))
        .await;
    let statuses: Vec<&str> = answers
        .split("HTTP/1.1 ")
        .skip(1)
        .map(|rest| &rest[..3])
        .collect();
    assert_eq!(statuses, ["400", "200", "404"], "{answers}");
    shop.stop().await;
}

#[tokio::test]
async fn an_unread_body_is_never_taken_for_a_request() {
    let shop = shop().await;
    let hidden = "GET /hidden HTTP/1.1\r\nhost: x\r\n\r\n";
    let answers = shop
        .exchange(format!(
            "POST /books HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\ncontent-length: {}\r\n\r\n{hidden}\
             GET /healthz HTTP/1.1\r\n{CLOSE}\r\n",
            hidden.len()
        ))
        .await;
    assert!(answers.starts_with("HTTP/1.1 415"), "{answers}");
    assert!(!answers.contains("404"), "{answers}");
    shop.stop().await;
}

#[tokio::test]
async fn ambiguous_framing_is_refused() {
    let shop = shop().await;
    for head in [
        "content-length: 3\r\ncontent-length: 4\r\n",
        "transfer-encoding: chunked, identity\r\n",
        "transfer-encoding: xchunked\r\n",
        "content-length: +3\r\n",
        "content-length : 3\r\n",
    ] {
        let request = format!(
            "POST /books HTTP/1.1\r\n{CLOSE}content-type: application/json\r\n{head}\r\nabc"
        );
        let answer = shop.exchange(request).await;
        assert!(
            answer.starts_with("HTTP/1.1 400") || answer.is_empty(),
            "{head}: {answer}"
        );
    }
    let both = "POST /books HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 5\r\n\
                transfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /hidden HTTP/1.1\r\nhost: x\r\n\r\n";
    let answer = shop.exchange(both).await;
    assert_eq!(
        answer.matches("HTTP/1.1 ").count(),
        1,
        "the connection ends after it: {answer}"
    );
    shop.stop().await;
}

#[tokio::test]
async fn a_stalled_head_is_cut_off() {
    let shop = shop().await;
    for start in [
        "",
        "GET /books HT",
        "GET /books HTTP/1.1\r\nhost: x\r\nx-slow: ",
    ] {
        let answer = shop.exchange(start).await;
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 408"),
            "{answer}"
        );
    }
    shop.stop().await;
}

#[tokio::test]
async fn an_idle_connection_is_closed() {
    let shop = shop().await;
    let mut stream = shop.connect().await;
    stream
        .write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .unwrap();
    assert!(read_to_end(&mut stream).await.starts_with("HTTP/1.1 200"));
    shop.stop().await;
}

#[tokio::test]
async fn a_stalled_body_is_answered_408() {
    let shop = shop().await;
    for framing in ["content-length: 10", "transfer-encoding: chunked"] {
        let request = format!(
            "POST /books HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n{framing}\r\n\r\n"
        );
        let answer = shop.exchange(request).await;
        assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
        assert!(
            answer.contains("request_timeout") && answer.contains("connection: close"),
            "{answer}"
        );
    }
    shop.stop().await;
}

#[tokio::test]
async fn bodies_over_the_limit_are_answered_413() {
    let shop = shop().await;
    let head = "POST /books HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";
    let declared = shop
        .exchange(format!("{head}content-length: 1001\r\n\r\n"))
        .await;
    assert!(declared.starts_with("HTTP/1.1 413"), "{declared}");
    let chunk = format!("3e8\r\n{}\r\n", "x".repeat(1000));
    let chunked = shop
        .exchange(format!(
            "{head}transfer-encoding: chunked\r\n\r\n{chunk}{chunk}0\r\n\r\n"
        ))
        .await;
    assert!(
        chunked.starts_with("HTTP/1.1 413") && chunked.contains("payload_too_large"),
        "{chunked}"
    );
    shop.stop().await;
}

#[tokio::test]
async fn heads_over_the_limits_are_answered_431() {
    let shop = shop().await;
    let with = |bytes: usize| {
        format!(
            "GET /books HTTP/1.1\r\n{CLOSE}x-long: {}\r\n\r\n",
            "x".repeat(bytes)
        )
    };
    let ours = shop.exchange(with(20 << 10)).await;
    assert!(
        ours.starts_with("HTTP/1.1 431") && ours.contains("headers_too_large"),
        "{ours}"
    );
    let far = shop.exchange(with(200 << 10)).await;
    assert!(far.starts_with("HTTP/1.1 431") || far.is_empty(), "{far}");
    let many = "x-many: 1\r\n".repeat(200);
    let many = shop
        .exchange(format!("GET /books HTTP/1.1\r\n{CLOSE}{many}\r\n"))
        .await;
    assert!(many.starts_with("HTTP/1.1 431"), "{many}");
    shop.stop().await;
}

#[tokio::test]
async fn a_client_that_reads_nothing_is_dropped() {
    let dropped = Arc::new(Semaphore::new(0));
    let guard = Arc::clone(&dropped);
    let endless = move || {
        let guard = OnDrop(Arc::clone(&guard));
        async move {
            let piece = bytes::Bytes::from(vec![b'x'; 64 << 10]);
            let pieces = futures_util::stream::repeat_with(move || {
                let _held = &guard;
                Ok::<_, std::convert::Infallible>(piece.clone())
            });
            axum::body::Body::from_stream(pieces)
        }
    };
    let routes = Router::new().route("/endless", get(endless));
    let running = start(Stack::new(HttpConfig::default()).routes(routes), config()).await;
    let mut stream = running.connect().await;
    stream
        .write_all(b"GET /endless HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .unwrap();
    let _permit = within(dropped.acquire())
        .await
        .expect("the body is dropped");
    running.stop().await;
}

struct OnDrop(Arc<Semaphore>);

impl Drop for OnDrop {
    fn drop(&mut self) {
        self.0.add_permits(1);
    }
}

#[tokio::test]
async fn http2_is_refused_unless_switched_on() {
    let shop = shop().await;
    let answer = shop
        .exchange("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0")
        .await;
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 4"),
        "{answer}"
    );
    shop.stop().await;
}

/// Handlers that wait until they are let go.
struct Gate {
    entered: Arc<Semaphore>,
    open: Arc<Semaphore>,
}

impl Gate {
    fn new() -> Gate {
        Gate {
            entered: Arc::new(Semaphore::new(0)),
            open: Arc::new(Semaphore::new(0)),
        }
    }

    fn app(&self) -> Router {
        let (entered, open) = (Arc::clone(&self.entered), Arc::clone(&self.open));
        let wait = move || {
            let (entered, open) = (Arc::clone(&entered), Arc::clone(&open));
            async move {
                entered.add_permits(1);
                open.acquire().await.expect("the gate stays").forget();
                "done"
            }
        };
        let routes = Router::new()
            .route("/wait", get(wait.clone()).post(wait))
            .route("/echo", post(async |body: String| body));
        Stack::new(HttpConfig::default()).routes(routes)
    }

    async fn entered(&self, count: u32) {
        within(self.entered.acquire_many(count))
            .await
            .expect("the gate stays")
            .forget();
    }
}

#[tokio::test]
async fn shutdown_finishes_what_is_in_flight_and_refuses_what_is_new() {
    const IN_FLIGHT: u32 = 200;
    let gate = Gate::new();
    let running = start(gate.app(), ServerConfig::default()).await;
    let address = running.address;
    let mut clients = Vec::new();
    for _ in 0..IN_FLIGHT {
        let mut stream = running.connect().await;
        stream
            .write_all(b"GET /wait HTTP/1.1\r\nhost: x\r\n\r\n")
            .await
            .unwrap();
        clients.push(stream);
    }
    let mut idle = running.connect().await;
    idle.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .unwrap();
    read_one(&mut idle).await;
    gate.entered(IN_FLIGHT).await;

    running.stop.send(()).unwrap();
    assert_eq!(
        read_to_end(&mut idle).await,
        "",
        "idle connections close at once"
    );
    within(async {
        while TcpStream::connect(address).await.is_ok() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    gate.open.add_permits(IN_FLIGHT as usize);
    for mut client in clients {
        let answer = read_to_end(&mut client).await;
        assert!(
            answer.starts_with("HTTP/1.1 200") && answer.ends_with("done"),
            "{answer}"
        );
    }
    within(running.server).await.unwrap();
}

#[tokio::test]
async fn shutdown_gives_up_when_the_grace_time_ends() {
    let gate = Gate::new();
    let running = start(
        gate.app(),
        ServerConfig {
            shutdown_grace: SHORT,
            ..ServerConfig::default()
        },
    )
    .await;
    let mut stream = running.connect().await;
    stream
        .write_all(b"GET /wait HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .unwrap();
    gate.entered(1).await;
    running.stop().await;
}

#[tokio::test]
async fn readiness_goes_before_the_listener() {
    let gate = Gate::new();
    let delay = Duration::from_secs(5);
    let mut running = start(
        gate.app(),
        ServerConfig {
            shutdown_delay: delay,
            ..ServerConfig::default()
        },
    )
    .await;
    let ready = format!("GET /readyz HTTP/1.1\r\n{CLOSE}\r\n");
    assert!(running.exchange(&ready).await.starts_with("HTTP/1.1 200"));
    let (unused, _) = oneshot::channel();
    let stop = std::mem::replace(&mut running.stop, unused);
    stop.send(()).expect("the server waits for it");
    within(async {
        while !running.exchange(&ready).await.starts_with("HTTP/1.1 503") {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert!(
        running
            .exchange(format!("GET /healthz HTTP/1.1\r\n{CLOSE}\r\n"))
            .await
            .starts_with("HTTP/1.1 200")
    );
    running.server.abort();
}

#[tokio::test]
async fn connections_over_the_limit_wait_for_a_free_one() {
    let gate = Gate::new();
    let running = start(
        gate.app(),
        ServerConfig {
            max_connections: 1,
            ..ServerConfig::default()
        },
    )
    .await;
    let mut first = running.connect().await;
    first
        .write_all(format!("GET /wait HTTP/1.1\r\n{CLOSE}\r\n").as_bytes())
        .await
        .unwrap();
    gate.entered(1).await;
    let mut second = running.connect().await;
    second
        .write_all(format!("GET /healthz HTTP/1.1\r\n{CLOSE}\r\n").as_bytes())
        .await
        .unwrap();
    let early = tokio::time::timeout(SHORT, second.readable()).await;
    assert!(early.is_err(), "the second waits");
    gate.open.add_permits(1);
    assert!(read_to_end(&mut first).await.ends_with("done"));
    assert!(read_to_end(&mut second).await.starts_with("HTTP/1.1 200"));
    running.stop().await;
}
