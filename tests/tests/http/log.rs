//! The log of a running stack: one line per request, nothing forged, nothing secret.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::routing::get;
use backend_runtime::http::testing::TestClient;
use backend_runtime::http::{ApiError, HttpConfig, Redacting, Secret, Stack};
use serde_json::Value;

#[derive(Clone, Default)]
struct Memory(Arc<Mutex<Vec<u8>>>);

impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0
            .lock()
            .expect("no panic holds the lock")
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What is logged while `calls` runs, line by line.
fn logged<F: Future<Output = ()>>(calls: impl FnOnce(TestClient) -> F) -> Vec<Value> {
    let memory = Memory::default();
    let writer = memory.clone();
    let subscriber = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_writer(Redacting(move || writer.clone()))
        .finish();
    let routes = Router::new().route("/ok", get(async || "ok")).route(
        "/fails",
        get(async || -> Result<&'static str, ApiError> {
            Err(ApiError::internal(
                "cannot connect to postgres://app:geheim@db/x with Bearer abcdefghijkl\nFORGED",
            ))
        }),
    );
    let client = TestClient::new(Stack::new(HttpConfig::default()).routes(routes));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime starts");
    tracing::subscriber::with_default(subscriber, || runtime.block_on(calls(client)));
    let bytes = memory.0.lock().expect("no panic holds the lock").clone();
    let text = String::from_utf8(bytes).expect("the log is UTF-8");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("each line is JSON"))
        .collect()
}

#[test]
fn a_request_is_one_line_whatever_it_holds() {
    let lines = logged(|client| async move {
        let request = client.get("/ok%0d%0aFORGED%1b[31m?key=query-secret");
        let request = request
            .header("user-agent", "x\ty")
            .header("authorization", "Bearer header-secret-1234");
        request
            .header("cookie", "session=cookie-secret")
            .header("x-request-id", "a b")
            .send()
            .await;
        client
            .get("/ok")
            .header("x-request-id", "mine")
            .send()
            .await;
    });
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert_eq!(
        (&lines[0]["status"], &lines[0]["route"]),
        (&Value::from(404), &Value::from(""))
    );
    assert_eq!(lines[0]["path"], "/ok%0d%0aFORGED%1b[31m");
    assert_eq!(
        (&lines[1]["request_id"], &lines[1]["route"]),
        (&Value::from("mine"), &Value::from("/ok"))
    );
    let text = format!("{lines:?}");
    for secret in ["query-secret", "header-secret", "cookie-secret"] {
        assert!(!text.contains(secret), "{text}");
    }
}

#[test]
fn causes_are_logged_under_the_request_id_without_secrets() {
    let _known = Secret::new("geheim-key-0123456789");
    let lines = logged(|client| async move {
        client
            .get("/fails")
            .header("x-request-id", "mine")
            .send()
            .await;
    });
    let failure = lines
        .iter()
        .find(|line| line["level"] == "ERROR")
        .expect("the cause is logged");
    assert_eq!(failure["request_id"], "mine");
    let cause = failure["cause"].as_str().expect("a text");
    assert!(
        cause.contains("postgres://app:[redacted]@db/x with Bearer [redacted]"),
        "{cause}"
    );
    assert_eq!(lines.len(), 2);
}
