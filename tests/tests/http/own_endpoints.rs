//! Health, readiness, metrics and the document.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::routing::get;
use backend_runtime::http::testing::TestClient;
use backend_runtime::http::{HttpConfig, Stack};
use serde_json::{Value, json};

use crate::bookshop::{OPENAPI, client, stack};

#[tokio::test]
async fn health_says_nothing_but_ok() {
    let response = client().get("/healthz").send().await;
    assert_eq!(
        (response.status.as_u16(), response.json::<Value>()),
        (200, json!({"status": "ok"}))
    );
}

#[tokio::test]
async fn readiness_follows_the_check() {
    let up = Arc::new(AtomicBool::new(true));
    let check = up.clone();
    let stack = Stack::new(HttpConfig::default()).ready(move || {
        let up = check.load(Ordering::Relaxed);
        async move {
            if up {
                Ok(())
            } else {
                Err("cannot connect to postgres://app:geheim@db/shop")
            }
        }
    });
    let client = TestClient::new(stack.routes(Router::new()));
    assert_eq!(client.get("/readyz").send().await.status, 200);
    up.store(false, Ordering::Relaxed);
    let down = client.get("/readyz").send().await;
    assert_eq!(down.status, 503);
    assert!(!down.text().contains("postgres"), "{}", down.text());
}

#[tokio::test]
async fn the_document_is_served_as_given() {
    let response = client().get("/openapi.json").send().await;
    assert_eq!(
        (response.text().as_str(), response.header("content-type")),
        (OPENAPI, "application/json")
    );
}

#[tokio::test]
async fn docs_come_from_this_service_alone() {
    let client = client();
    let page = client.get("/docs").send().await;
    assert_eq!(
        (page.status.as_u16(), page.header("content-type")),
        (200, "text/html; charset=utf-8")
    );
    for (path, content_type) in [
        ("/docs/docs.js", "text/javascript; charset=utf-8"),
        ("/docs/docs.css", "text/css; charset=utf-8"),
    ] {
        assert!(page.text().contains(path));
        let file = client.get(path).send().await;
        assert_eq!(
            (file.status.as_u16(), file.header("content-type")),
            (200, content_type)
        );
        assert!(!file.text().contains("https://cdn"));
    }
    assert!(
        !page.text().contains("<script>") && !page.text().contains("//"),
        "no inline script, no other host"
    );
}

#[tokio::test]
async fn metrics_count_by_route() {
    let client = client();
    for path in ["/books", "/books", "/books/9", "/nowhere"] {
        client.get(path).send().await;
    }
    let text = client.get("/metrics").send().await.text();
    for line in [
        "http_requests_total{method=\"GET\",path=\"/books\",status=\"200\"} 2",
        "http_requests_total{method=\"GET\",path=\"/books/{id}\",status=\"404\"} 1",
        "http_requests_total{method=\"GET\",path=\"\",status=\"404\"} 1",
    ] {
        assert!(text.lines().any(|one| one == line), "{line} in\n{text}");
    }
}

#[tokio::test]
async fn docs_and_metrics_can_be_off() {
    let config = HttpConfig {
        docs: false,
        metrics: false,
        ..HttpConfig::default()
    };
    let client = TestClient::new(stack(config));
    for path in ["/docs", "/docs/docs.js", "/openapi.json", "/metrics"] {
        assert_eq!(client.get(path).send().await.status, 404, "{path}");
    }
    assert_eq!(client.get("/healthz").send().await.status, 200);
}

#[tokio::test]
async fn paths_of_the_document_win_over_ours() {
    const DOCUMENT: &str = r#"{"openapi":"3.1.0","info":{"title":"t","version":"1"},
        "paths":{"/healthz":{},"/{page}":{},"/api/metrics":{}}}"#;
    let routes = Router::new()
        .route("/healthz", get(async || "theirs"))
        .route("/{page}", get(async || "page"))
        .route("/api/metrics", get(async || "theirs"));
    let client = TestClient::new(
        Stack::new(HttpConfig::default())
            .openapi(DOCUMENT)
            .routes(routes),
    );
    let text = async |path: &str| client.get(path).send().await.text();
    assert_eq!(text("/healthz").await, "theirs");
    assert_eq!(text("/docs").await, "page");
    assert_eq!(text("/-/healthz").await, "{\"status\":\"ok\"}");
    assert_eq!(text("/-/openapi.json").await, DOCUMENT);
    assert!(text("/-/docs").await.contains("/-/docs/docs.js"));
    assert!(text("/-/metrics").await.contains("http_requests_total"));
}

#[tokio::test]
async fn operations_are_below_the_base_path_and_ours_are_not() {
    let routes = Router::new().route("/books", get(async || "books"));
    let client = TestClient::new(
        Stack::new(HttpConfig::default())
            .base_path("/v1/")
            .routes(routes),
    );
    assert_eq!(client.get("/v1/books").send().await.text(), "books");
    assert_eq!(client.get("/books").send().await.status, 404);
    assert_eq!(client.get("/healthz").send().await.status, 200);
    let wrong = client.post("/v1/books").send().await;
    assert_eq!(
        (wrong.status.as_u16(), wrong.header("allow")),
        (405, "GET,HEAD")
    );
    assert_eq!(
        client.get("/v1/nowhere").send().await.json::<Value>()["error"]["code"],
        "not_found"
    );
}
