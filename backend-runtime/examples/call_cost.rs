//! What a request costs through generated-shape code and the stack, against the same written by hand for axum: CPU
//! time per request, in one process without sockets, interleaved.
//!
//! `cargo run --release -p backend-runtime --features http --example call_cost`; with an argument (`ours` or
//! `by-hand`) only that side runs, for `valgrind --tool=callgrind`.

use std::convert::Infallible;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use backend_runtime::http::{
    self as runtime, ApiError, Call, Context, HttpConfig, Operation, Parameters, Stack, response,
};
use backend_runtime::schema::Schema;
use backend_runtime::validate::Validate;
use http::{HeaderName, HeaderValue, StatusCode};
use serde::{Deserialize, Serialize};
use tower::ServiceExt;

#[derive(Debug, Clone, Serialize)]
struct Pet {
    id: i64,
    name: String,
    tag: Option<String>,
}

fn pet(id: i64) -> Pet {
    Pet {
        id,
        name: "Rex".into(),
        tag: Some("dog".into()),
    }
}

mod ours {
    use super::*;

    static LIST: Operation = Operation {
        id: "listPets",
        path: "/pets",
        produces: &["application/json"],
        ..Operation::NEW
    };
    static SHOW: Operation = Operation {
        id: "showPet",
        path: "/pets/{id}",
        produces: &["application/json"],
        ..Operation::NEW
    };
    static CREATE: Operation = Operation {
        id: "createPet",
        method: "POST",
        path: "/pets",
        consumes: &["application/json"],
        produces: &["application/json"],
        ..Operation::NEW
    };

    #[derive(Deserialize, Validate, Schema, Parameters)]
    struct ListQuery {
        #[serde(default = "twenty")]
        #[schema(minimum = 1, maximum = 100)]
        limit: i32,
        #[serde(default)]
        #[schema(minimum = 0)]
        offset: i32,
    }

    #[derive(Deserialize, Validate, Schema, Parameters)]
    struct ShowPath {
        id: i64,
    }

    #[derive(Deserialize, Validate, Schema)]
    struct NewPet {
        #[schema(min_length = 1, max_length = 100)]
        name: String,
        #[schema(max_length = 100)]
        tag: Option<String>,
    }

    #[derive(Clone)]
    struct Api;

    impl Api {
        async fn list(&self, query: ListQuery, _context: Context) -> Result<Response, ApiError> {
            let pets: Vec<Pet> = (0..i64::from(query.limit))
                .map(|id| pet(id + i64::from(query.offset)))
                .collect();
            Ok(response::json(StatusCode::OK, &pets).into_response())
        }
    }

    async fn list(State(api): State<Api>, request: Request) -> Response {
        runtime::handle(&LIST, request, async move |mut call: Call| {
            let Some(query) = call.query::<ListQuery>() else {
                return Err(call.invalid());
            };
            let context = call.into_context();
            api.list(query, context).await
        })
        .await
    }

    async fn show(State(_api): State<Api>, request: Request) -> Response {
        runtime::handle(&SHOW, request, async move |mut call: Call| {
            let Some(path) = call.path::<ShowPath>() else {
                return Err(call.invalid());
            };
            let _context = call.into_context();
            Ok(response::json(StatusCode::OK, &pet(path.id)))
        })
        .await
    }

    async fn create(State(_api): State<Api>, request: Request) -> Response {
        runtime::handle(&CREATE, request, async move |mut call: Call| {
            let Some(body) = call.json::<NewPet>().await? else {
                return Err(call.invalid());
            };
            let _context = call.into_context();
            let pet = Pet {
                id: 1,
                name: body.name,
                tag: body.tag,
            };
            Ok(response::json(StatusCode::CREATED, &pet).location("/pets/1"))
        })
        .await
    }

    pub(super) fn router() -> Router {
        let routes = Router::new()
            .route("/pets", get(list).post(create))
            .route("/pets/{id}", get(show))
            .with_state(Api);
        Stack::new(HttpConfig::default()).routes(routes)
    }
}

/// As an experienced developer writes it: extractors, one middleware for ids, headers, log and metrics, and
/// tower-http for limits, time and panics.
mod by_hand {
    use std::collections::HashMap;
    use std::sync::{Arc, Mutex};

    use axum::extract::{Path, Query};
    use axum::{Json, middleware};
    use tower_http::catch_panic::CatchPanicLayer;
    use tower_http::limit::RequestBodyLimitLayer;
    use tower_http::timeout::TimeoutLayer;

    use super::*;

    #[derive(Deserialize)]
    struct ListQuery {
        #[serde(default = "twenty")]
        limit: i32,
        #[serde(default)]
        offset: i32,
    }

    #[derive(Deserialize)]
    struct NewPet {
        name: String,
        tag: Option<String>,
    }

    #[derive(Clone)]
    struct Api;

    async fn list(State(_api): State<Api>, Query(query): Query<ListQuery>) -> Response {
        if !(1..=100).contains(&query.limit) || query.offset < 0 {
            return StatusCode::BAD_REQUEST.into_response();
        }
        let pets: Vec<Pet> = (0..i64::from(query.limit))
            .map(|id| pet(id + i64::from(query.offset)))
            .collect();
        Json(pets).into_response()
    }

    async fn show(State(_api): State<Api>, Path(id): Path<i64>) -> Json<Pet> {
        Json(pet(id))
    }

    async fn create(State(_api): State<Api>, Json(body): Json<NewPet>) -> Response {
        let name = body.name.chars().count();
        let tag = body.tag.as_ref().map_or(0, |tag| tag.chars().count());
        if !(1..=100).contains(&name) || tag > 100 {
            return StatusCode::BAD_REQUEST.into_response();
        }
        let pet = Pet {
            id: 1,
            name: body.name,
            tag: body.tag,
        };
        (StatusCode::CREATED, [("location", "/pets/1")], Json(pet)).into_response()
    }

    const SECURITY: [(&str, &str); 12] = [
        (
            "content-security-policy",
            "default-src 'self';base-uri 'self';font-src 'self' https: data:;form-action 'self';frame-ancestors \
             'self';img-src 'self' data:;object-src 'none';script-src 'self';script-src-attr 'none';style-src 'self' \
             https: 'unsafe-inline';upgrade-insecure-requests",
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

    type Counts = Arc<Mutex<HashMap<(http::Method, String, u16), (u64, Duration)>>>;

    async fn surround(State(counts): State<Counts>, request: Request, next: Next) -> Response {
        let start = Instant::now();
        let given = request.headers().get("x-request-id").cloned();
        let id = given.unwrap_or_else(|| {
            let id = uuid::Uuid::new_v4().to_string();
            HeaderValue::try_from(id).expect("a UUID is ASCII")
        });
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let route = request.extensions().get::<MatchedPath>().cloned();
        let mut response = next.run(request).await;
        let headers = response.headers_mut();
        for (name, value) in SECURITY {
            headers.insert(
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            );
        }
        let elapsed = start.elapsed();
        tracing::info!(
            request_id = id.to_str().unwrap_or_default(),
            %method,
            path,
            status = response.status().as_u16(),
            latency_us = elapsed.as_micros() as u64,
            "request"
        );
        response.headers_mut().insert("x-request-id", id);
        let route = route.map_or(String::new(), |route| route.as_str().to_owned());
        let mut counts = counts.lock().expect("no panic holds the lock");
        let entry = counts
            .entry((method, route, response.status().as_u16()))
            .or_default();
        *entry = (entry.0 + 1, entry.1 + elapsed);
        response
    }

    pub(super) fn router() -> Router {
        Router::new()
            .route("/pets", get(list).post(create))
            .route("/pets/{id}", get(show))
            .with_state(Api)
            .layer(CatchPanicLayer::new())
            .layer(RequestBodyLimitLayer::new(2 << 20))
            .layer(TimeoutLayer::with_status_code(
                StatusCode::SERVICE_UNAVAILABLE,
                Duration::from_secs(30),
            ))
            .layer(middleware::from_fn_with_state(Counts::default(), surround))
    }
}

fn twenty() -> i32 {
    20
}

const BODY: &str = r#"{"name":"Rex","tag":"dog"}"#;

fn requests() -> [Request; 3] {
    let request = |method: &str, path: &str, body: &'static str| {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "localhost")
            .header("user-agent", "cost")
            .header("accept", "*/*");
        if !body.is_empty() {
            request = request.header("content-type", "application/json");
        }
        request
            .body(Body::from(body))
            .expect("the request is valid")
    };
    [
        request("GET", "/pets?limit=5&offset=10", ""),
        request("GET", "/pets/7", ""),
        request("POST", "/pets", BODY),
    ]
}

async fn run(router: &Router, rounds: usize) -> [Duration; 3] {
    let mut spent = [Duration::ZERO; 3];
    for _ in 0..rounds {
        for (request, spent) in requests().into_iter().zip(&mut spent) {
            let start = Instant::now();
            let answer: Result<Response, Infallible> = router.clone().oneshot(request).await;
            *spent += start.elapsed();
            let Ok(answer) = answer;
            assert!(answer.status().is_success());
        }
    }
    spent
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (ours, by_hand) = (ours::router(), by_hand::router());
    if let Some(side) = std::env::args().nth(1) {
        let router = if side == "ours" { &ours } else { &by_hand };
        run(router, 2_000).await;
        return;
    }
    let mut ratios: [Vec<f64>; 3] = Default::default();
    let mut best = [[f64::MAX; 2]; 3];
    for _ in 0..40 {
        const ROUNDS: usize = 2_000;
        let (one, other) = (run(&ours, ROUNDS).await, run(&by_hand, ROUNDS).await);
        for index in 0..3 {
            let ns = |spent: Duration| spent.as_nanos() as f64 / ROUNDS as f64;
            ratios[index].push(ns(one[index]) / ns(other[index]));
            best[index][0] = best[index][0].min(ns(one[index]));
            best[index][1] = best[index][1].min(ns(other[index]));
        }
    }
    let names = ["GET /pets?limit&offset", "GET /pets/{id}", "POST /pets"];
    for ((name, ratios), [ours, by_hand]) in names.iter().zip(&mut ratios).zip(best) {
        ratios.sort_by(f64::total_cmp);
        let median = ratios[ratios.len() / 2];
        let line = format!(
            "{name}: ours {ours:.0} ns, by hand {by_hand:.0} ns (best of 40), ratio {median:.3} (median)"
        );
        std::io::Write::write_all(&mut std::io::stdout(), format!("{line}\n").as_bytes())
            .expect("standard output is open");
    }
}
