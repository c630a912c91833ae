//! What holds for every operation: methods, negotiation, ids, headers, panics, times.

use std::time::Duration;

use axum::Router;
use axum::routing::get;
use backend_runtime::http::testing::TestClient;
use backend_runtime::http::{ApiError, CorsConfig, HttpConfig, Stack};
use http::HeaderValue;
use serde_json::Value;

use crate::bookshop::{client, stack};

const HELMET: [(&str, &str); 12] = [
    (
        "content-security-policy",
        "default-src 'self';base-uri 'self';font-src 'self' https: data:;form-action 'self';frame-ancestors 'self';\
         img-src 'self' data:;object-src 'none';script-src 'self';script-src-attr 'none';\
         style-src 'self' https: 'unsafe-inline';upgrade-insecure-requests",
    ),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("origin-agent-cluster", "?1"),
    ("referrer-policy", "no-referrer"),
    (
        "strict-transport-security",
        "max-age=31536000; includeSubDomains",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-dns-prefetch-control", "off"),
    ("x-download-options", "noopen"),
    ("x-frame-options", "SAMEORIGIN"),
    ("x-permitted-cross-domain-policies", "none"),
    ("x-xss-protection", "0"),
];

#[tokio::test]
async fn every_answer_has_the_security_headers_and_names_no_server() {
    let client = client();
    let long = "x".repeat(20_000);
    for request in [
        client.get("/books"),
        client.get("/books?limit=0"),
        client.get("/nowhere"),
        client.request("TRACE", "/books"),
        client.delete("/books/1"),
        client.get("/healthz"),
        client.get("/docs"),
        client.get("/books").header("x-long", &long),
    ] {
        let response = request.send().await;
        for (name, value) in HELMET {
            assert_eq!(response.header(name), value, "{}", response.status);
        }
        for absent in ["server", "x-powered-by"] {
            assert!(!response.headers.contains_key(absent));
        }
    }
}

#[tokio::test]
async fn unknown_paths_and_methods_are_told_in_the_envelope() {
    let client = client();
    let missing = client.get("/nowhere").send().await;
    assert_eq!(
        (
            missing.status.as_u16(),
            missing.json::<Value>()["error"]["code"].clone()
        ),
        (404, "not_found".into())
    );
    for method in ["PATCH", "TRACE", "BREW"] {
        let wrong = client.request(method, "/books").send().await;
        assert_eq!(wrong.status, 405, "{method}");
        assert_eq!(wrong.json::<Value>()["error"]["code"], "method_not_allowed");
        assert_eq!(wrong.header("allow"), "GET,HEAD,POST");
    }
}

#[tokio::test]
async fn options_lists_methods_and_head_has_no_body() {
    let client = client();
    let options = client.request("OPTIONS", "/books").send().await;
    assert_eq!(
        (options.status.as_u16(), options.header("allow")),
        (204, "GET,HEAD,POST")
    );
    let get = client.get("/books").send().await;
    let head = client.request("HEAD", "/books").send().await;
    assert_eq!((head.status.as_u16(), head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), get.body.len().to_string());
    assert_eq!(
        client.request("HEAD", "/books?limit=0").send().await.status,
        400
    );
}

#[tokio::test]
async fn accept_is_negotiated() {
    let client = client();
    for accept in [
        "application/json",
        "*/*",
        "application/*;q=0.2",
        "text/html, */*;q=0.1",
    ] {
        assert_eq!(
            client
                .get("/books")
                .header("accept", accept)
                .send()
                .await
                .status,
            200,
            "{accept}"
        );
    }
    for accept in [
        "text/html",
        "application/json;q=0",
        "application/xml, text/*",
    ] {
        let refused = client.get("/books").header("accept", accept).send().await;
        assert_eq!(refused.status, 406, "{accept}");
        assert!(refused.text().contains("application/json"));
    }
}

#[tokio::test]
async fn request_ids_are_taken_only_when_harmless() {
    let client = client();
    let id = async |given: &str| {
        let response = client
            .get("/books")
            .header("x-request-id", given)
            .send()
            .await;
        response.header("x-request-id").to_owned()
    };
    assert_eq!(id("Trace-1.a_b").await, "Trace-1.a_b");
    for bad in ["a b", "<script>", "a;b", &"x".repeat(129)] {
        let made = id(bad).await;
        assert_eq!(made.len(), 32, "{bad} became {made}");
    }
    assert_ne!(id("").await, id("").await);
}

fn failing() -> TestClient {
    let routes = Router::new()
        .route(
            "/panics",
            get(async || -> &'static str { panic!("secret detail at /etc/app.rs") }),
        )
        .route(
            "/hangs",
            get(async || std::future::pending::<&'static str>().await),
        )
        .route(
            "/fails",
            get(async || -> Result<&'static str, ApiError> {
                Err(ApiError::internal(
                    "SELECT * FROM users failed: no such table",
                ))
            }),
        );
    let config = HttpConfig {
        request_timeout: Duration::from_millis(5),
        ..HttpConfig::default()
    };
    TestClient::new(Stack::new(config).routes(routes))
}

#[tokio::test]
async fn panics_and_causes_do_not_leak() {
    for path in ["/panics", "/fails"] {
        let response = failing().get(path).send().await;
        assert_eq!(response.status, 500);
        let body: Value = response.json();
        assert_eq!(body["error"]["code"], "internal_error");
        assert_eq!(body["meta"]["requestId"], response.header("x-request-id"));
        for secret in ["secret", "SELECT", "table", ".rs"] {
            assert!(!response.text().contains(secret), "{}", response.text());
        }
    }
}

#[tokio::test]
async fn handlers_that_hang_are_cut_off() {
    let response = failing().get("/hangs").send().await;
    assert_eq!(
        (
            response.status.as_u16(),
            response.json::<Value>()["error"]["code"].clone()
        ),
        (503, "unavailable".into())
    );
}

#[tokio::test]
async fn heads_over_the_limit_are_refused() {
    let client = client();
    let response = client
        .get("/books")
        .header("x-long", &"x".repeat(16 << 10))
        .send()
        .await;
    assert_eq!(
        (
            response.status.as_u16(),
            response.json::<Value>()["error"]["code"].clone()
        ),
        (431, "headers_too_large".into())
    );
    let path = format!("/books?x={}", "y".repeat(16 << 10));
    assert_eq!(client.get(&path).send().await.status, 431);
}

#[tokio::test]
async fn cross_origin_requests_are_refused_by_default() {
    let client = client();
    let preflight = client
        .request("OPTIONS", "/books")
        .header("origin", "https://app.example")
        .header("access-control-request-method", "POST")
        .send()
        .await;
    assert_eq!(preflight.header("access-control-allow-origin"), "");
}

#[tokio::test]
async fn named_origins_are_allowed_and_lookalikes_are_not() {
    let cors = CorsConfig {
        allowed_origins: vec![HeaderValue::from_static("https://app.example")],
        allow_credentials: true,
    };
    let client = TestClient::new(stack(HttpConfig {
        cors,
        ..HttpConfig::default()
    }));
    let preflight = async |origin: &str| {
        let request = client.request("OPTIONS", "/books").header("origin", origin);
        request
            .header("access-control-request-method", "POST")
            .send()
            .await
    };
    let allowed = preflight("https://app.example").await;
    assert_eq!(
        allowed.header("access-control-allow-origin"),
        "https://app.example"
    );
    assert_eq!(allowed.header("access-control-allow-credentials"), "true");
    assert_eq!(allowed.header("x-frame-options"), "SAMEORIGIN");
    for other in [
        "null",
        "https://app.example.evil.com",
        "https://evilapp.example",
        "http://app.example",
    ] {
        assert_eq!(
            preflight(other).await.header("access-control-allow-origin"),
            "",
            "{other}"
        );
    }
    let plain = client
        .get("/books")
        .header("origin", "https://app.example")
        .send()
        .await;
    assert!(plain.header("vary").to_ascii_lowercase().contains("origin"));
    assert_eq!(plain.status, 200);
}
