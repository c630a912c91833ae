//! Request ids, security headers, the access log, counters.

use std::{
    collections::HashMap,
    fmt::Write,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::Response,
};
use uuid::Uuid;

const CSP: &str = "default-src 'self';base-uri 'self';font-src 'self' https: data:;form-action 'self';\
frame-ancestors 'self';img-src 'self' data:;object-src 'none';script-src 'self';script-src-attr 'none';\
style-src 'self' https: 'unsafe-inline';upgrade-insecure-requests";

/// helmet's defaults.
const SECURITY: [(HeaderName, HeaderValue); 12] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(CSP),
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("origin-agent-cluster"),
        HeaderValue::from_static("?1"),
    ),
    (
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    ),
    (
        header::STRICT_TRANSPORT_SECURITY,
        HeaderValue::from_static("max-age=31536000; includeSubDomains"),
    ),
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    (
        header::X_DNS_PREFETCH_CONTROL,
        HeaderValue::from_static("off"),
    ),
    (
        HeaderName::from_static("x-download-options"),
        HeaderValue::from_static("noopen"),
    ),
    (
        header::X_FRAME_OPTIONS,
        HeaderValue::from_static("SAMEORIGIN"),
    ),
    (
        HeaderName::from_static("x-permitted-cross-domain-policies"),
        HeaderValue::from_static("none"),
    ),
    (header::X_XSS_PROTECTION, HeaderValue::from_static("0")),
];

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Around everything else: the request id, the security headers, and one line of log.
pub async fn surround(request: Request, next: Next) -> Response {
    let start = Instant::now();
    let id = request_id(&request);
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in SECURITY {
        headers.insert(name, value);
    }
    tracing::info!(
        request_id = id.to_str().unwrap_or_default(),
        %method,
        path,
        status = response.status().as_u16(),
        latency_us = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX),
        "request"
    );
    response.headers_mut().insert(REQUEST_ID, id);
    response
}

/// The client's id when it is harmless, otherwise a new one.
fn request_id(request: &Request) -> HeaderValue {
    let harmless = |value: &&HeaderValue| {
        let bytes = value.as_bytes();
        (1..=128).contains(&bytes.len())
            && bytes
                .iter()
                .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(b))
    };
    match request.headers().get(REQUEST_ID).filter(harmless) {
        Some(value) => value.clone(),
        None => HeaderValue::try_from(Uuid::new_v4().to_string()).expect("a UUID is ASCII"),
    }
}

/// Method, path and status to requests and time.
type Counts = HashMap<(Method, String, u16), (u64, Duration)>;

#[derive(Default)]
pub struct Metrics(Mutex<Counts>);

impl Metrics {
    pub fn render(&self) -> String {
        let mut text = String::new();
        for ((method, path, status), (count, time)) in
            &*self.0.lock().unwrap_or_else(PoisonError::into_inner)
        {
            let labels = format!("{{method=\"{method}\",path=\"{path}\",status=\"{status}\"}}");
            let _ = writeln!(text, "http_requests_total{labels} {count}");
            let _ = writeln!(
                text,
                "http_request_duration_seconds_sum{labels} {}",
                time.as_secs_f64()
            );
        }
        text
    }

    fn add(&self, method: Method, path: String, status: StatusCode, time: Duration) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = counts.entry((method, path, status.as_u16())).or_default();
        entry.0 += 1;
        entry.1 += time;
    }
}

pub async fn count(
    State(metrics): State<Arc<Metrics>>,
    path: MatchedPath,
    request: Request,
    next: Next,
) -> Response {
    let start = Instant::now();
    let method = request.method().clone();
    let response = next.run(request).await;
    metrics.add(
        method,
        path.as_str().to_owned(),
        response.status(),
        start.elapsed(),
    );
    response
}
