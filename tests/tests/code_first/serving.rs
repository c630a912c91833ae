//! What is registered is served as it is described.

use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use backend_runtime::auth::testing::AllowAll;
use backend_runtime::http::testing::TestClient;
use backend_runtime::http::{HttpConfig, Stack};
use backend_runtime::openapi::ApiRouter;
use serde_json::{Value, json};

use crate::shop::{self, Shelf};

fn client() -> TestClient {
    let router = shop::router()
        .with_state(Shelf::default())
        .into_router()
        .expect("routes without problems");
    let stack = Stack::new(HttpConfig::default()).authenticator(Arc::new(AllowAll::default()));
    TestClient::new(stack.routes(router))
}

#[tokio::test]
async fn security_and_extractors_decide_before_the_handler() {
    let client = client();
    let book = json!({ "title": "Emma" });
    let anonymous = client.post("/v1/books").json(&book).send().await;
    assert_eq!(anonymous.status, 401);
    assert!(anonymous.header("www-authenticate").contains("ApiKey"));
    let invalid = client
        .post("/v1/books")
        .header("x-api-key", "k")
        .json(&json!({ "title": "" }))
        .send()
        .await;
    assert_eq!(invalid.status, 400);
    assert_eq!(
        invalid.violations(),
        [("/title".to_owned(), "min_length".to_owned())]
    );
    let created = client
        .post("/v1/books")
        .header("x-api-key", "k")
        .json(&book)
        .send()
        .await;
    assert_eq!(
        (created.status.as_u16(), created.header("location")),
        (201, "/books/1")
    );
    let list = client.get("/v1/books?limit=101").send().await;
    assert_eq!(
        list.violations(),
        [("query.limit".to_owned(), "maximum".to_owned())]
    );
    let path = client.get("/v1/books/0").send().await;
    assert_eq!(
        path.violations(),
        [("path.id".to_owned(), "minimum".to_owned())]
    );
}

#[tokio::test]
async fn declared_answers_are_what_is_sent() {
    let client = client();
    let add = || {
        client
            .post("/v1/books")
            .header("x-api-key", "k")
            .json(&json!({ "title": "Emma" }))
    };
    assert_eq!(add().send().await.status, 201);
    let taken = add().send().await;
    assert_eq!(
        (taken.status.as_u16(), taken.header("content-type")),
        (409, "application/problem+json")
    );
    assert_eq!(taken.json::<Value>(), json!({ "with": 1 }));
    let missing = client.get("/v1/books/7").send().await;
    assert_eq!(missing.status, 404);
    let body = missing.json::<Value>();
    assert_eq!(body["error"]["code"], "book_not_found");
    assert_eq!(body["error"]["message"], "No book has this id.");
    assert!(body["meta"]["requestId"].is_string(), "{body}");
    let cover = client.get("/v1/books/1/cover").send().await;
    assert_eq!(
        (cover.header("etag"), cover.header("x-pixels")),
        ("\"1\"", "9")
    );
    assert_eq!(
        (cover.header("content-type"), cover.text().as_str()),
        ("image/svg+xml", "<svg/>")
    );
    assert_eq!(client.get("/v1/books/2/cover").send().await.status, 304);
    assert_eq!(client.delete("/v1/books/1").send().await.status, 204);
    assert_eq!(client.get("/ping").send().await.text(), "pong");
    assert_eq!(client.get("/plain").send().await.text(), "plain");
    let other = client.put("/v1/books/1").send().await;
    assert_eq!(
        (other.status.as_u16(), other.header("allow")),
        (405, "GET,HEAD,DELETE")
    );
}

#[tokio::test]
async fn layers_and_plain_routers_mix_as_in_axum() {
    async fn mark(mut response: Response) -> Response {
        response
            .headers_mut()
            .insert("x-layer", "yes".parse().expect("a header value"));
        response
    }
    let plain = Router::new().route("/there", axum::routing::get(|| async { "there" }));
    let router = ApiRouter::new()
        .operation::<shop::ping>()
        .layer(axum::middleware::map_response(mark))
        .merge(plain.clone())
        .nest("/deep", plain)
        .fallback(|| async { "nowhere" });
    let client = TestClient::new(router.into_router().expect("routes without problems"));
    let ping = client.get("/ping").send().await;
    assert_eq!(
        (ping.text().as_str(), ping.header("x-layer")),
        ("pong", "yes")
    );
    let there = client.get("/there").send().await;
    assert_eq!(
        (there.text().as_str(), there.header("x-layer")),
        ("there", "")
    );
    assert_eq!(client.get("/deep/there").send().await.text(), "there");
    assert_eq!(client.get("/else").send().await.text(), "nowhere");
}

#[tokio::test]
async fn handlers_stay_functions() {
    let answer = shop::get_cover(backend_runtime::http::Path(
        serde_json::from_value(json!({ "id": 2 })).expect("a path"),
    ))
    .await;
    assert!(matches!(answer, shop::Cover::Unchanged));
}
