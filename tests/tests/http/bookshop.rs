//! The bookshop through the stack: statuses, violations of all locations, envelopes.

use std::sync::Arc;

use backend_runtime::auth::Principal;
use backend_runtime::auth::testing::Fixed;
use backend_runtime::http::testing::TestClient;
use backend_runtime::http::{HttpConfig, Stack};
use serde_json::{Value, json};

use crate::shop::{Shop, routes};

pub(crate) const OPENAPI: &str = r#"{"openapi":"3.1.0","info":{"title":"Bookshop","version":"1.0.0"},
"paths":{"/books":{"get":{"operationId":"listBooks","responses":{"200":{"description":"books"}}}}}}"#;

pub(crate) fn stack(config: HttpConfig) -> axum::Router {
    let clerk = Fixed(Principal::new("clerk", ["books:write"]));
    Stack::new(config)
        .openapi(OPENAPI)
        .authenticator(Arc::new(clerk))
        .routes(routes::<Shop>().with_state(Shop::default()))
}

pub(crate) fn client() -> TestClient {
    TestClient::new(stack(HttpConfig::default()))
}

async fn with_one_book() -> TestClient {
    let client = client();
    let created = client
        .post("/books")
        .json(&json!({"title": "Emma", "pages": 474}))
        .send()
        .await;
    assert_eq!(created.status, 201, "{}", created.text());
    client
}

#[tokio::test]
async fn creates_reads_replaces_and_deletes() {
    let client = client();
    let created = client
        .post("/books")
        .header("x-source", "web")
        .json(&json!({"title": "Emma", "pages": 474}))
        .send()
        .await;
    assert_eq!(created.status, 201, "{}", created.text());
    assert_eq!(
        (created.header("location"), created.header("x-source")),
        ("/books/1", "web")
    );
    assert_eq!(
        created.json::<Value>(),
        json!({"id": 1, "title": "Emma", "pages": 474})
    );

    let list = client.get("/books?limit=5").send().await;
    assert_eq!(
        (list.status.as_u16(), list.json::<Vec<Value>>().len()),
        (200, 1)
    );

    let replaced = client
        .put("/books/1")
        .json(&json!({"title": "Persuasion", "pages": 1.0}))
        .send()
        .await;
    assert_eq!(
        replaced.json::<Value>(),
        json!({"id": 1, "title": "Persuasion", "pages": 1})
    );

    let deleted = client
        .delete("/books/1")
        .header("x-api-key", "k")
        .send()
        .await;
    assert_eq!((deleted.status.as_u16(), deleted.body.len()), (204, 0));
    assert_eq!(client.get("/books/1").send().await.status, 404);
}

#[tokio::test]
async fn names_every_violation_of_every_location() {
    let response = client()
        .post("/books")
        .header("x-source", "fax")
        .json(&json!({"title": "", "pages": "many"}))
        .send()
        .await;
    assert_eq!(response.status, 400);
    let mut violations = response.violations();
    violations.sort();
    let expected = [
        ("/pages", "type"),
        ("/title", "min_length"),
        ("header.x-source", "enum"),
    ];
    assert_eq!(
        violations,
        expected.map(|(field, code)| (field.to_owned(), code.to_owned()))
    );
    let body: Value = response.json();
    assert_eq!(body["error"]["code"], "validation_failed");
    assert_eq!(body["meta"]["requestId"], response.header("x-request-id"));
    assert_eq!(body["error"]["details"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn query_and_path_violations_are_named_after_their_place() {
    let client = client();
    let check = async |path: &str, expected: &[(&str, &str)]| {
        let response = client.get(path).send().await;
        assert_eq!(response.status, 400, "{path}: {}", response.text());
        let found = response.violations();
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|(field, code)| (&**field, &**code))
            .collect();
        assert_eq!(found, expected, "{path}");
    };
    check("/books?limit=abc", &[("query.limit", "type")]).await;
    check("/books?limit=0", &[("query.limit", "minimum")]).await;
    check("/books?limit=", &[("query.limit", "type")]).await;
    check(
        "/books?limit=1&limit=2",
        &[("query.limit", "duplicate_key")],
    )
    .await;
    check("/books?limit=%zz", &[("query.limit", "percent_encoding")]).await;
    check("/books?tags=ab,c", &[("query.tags.1", "min_length")]).await;
    check("/books?tags=%ff", &[("query.tags", "utf8")]).await;
    check(
        "/books?limit=0&tags=c",
        &[("query.limit", "minimum"), ("query.tags.0", "min_length")],
    )
    .await;
    check("/books/x", &[("path.id", "type")]).await;
    check("/books/0", &[("path.id", "minimum")]).await;
    check("/books/99999999999999999999", &[("path.id", "range")]).await;
}

#[tokio::test]
async fn errors_follow_the_declared_shape() {
    let response = client().get("/books/7").send().await;
    assert_eq!(response.header("content-type"), "application/problem+json");
    assert_eq!(
        response.json::<Value>(),
        json!({"title": "book not found", "status": 404})
    );
}

#[tokio::test]
async fn conflict_has_its_own_code() {
    let client = with_one_book().await;
    let again = client
        .post("/books")
        .json(&json!({"title": "Emma", "pages": 1}))
        .send()
        .await;
    assert_eq!(again.status, 409);
    assert_eq!(again.json::<Value>()["error"]["code"], "title_taken");
}

#[tokio::test]
async fn stale_versions_are_refused_and_known_ones_not_sent_again() {
    let client = with_one_book().await;
    let read = client.get("/books/1").send().await;
    let etag = read.header("etag").to_owned();
    let again = client
        .get("/books/1")
        .header("if-none-match", &etag)
        .send()
        .await;
    assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));

    let change = |etag: &str| {
        client
            .put("/books/1")
            .header("if-match", etag)
            .json(&json!({"title": "Emma 2", "pages": 1}))
            .send()
    };
    assert_eq!(change(&etag).await.status, 200);
    assert_eq!(change(&etag).await.status, 412);
}
