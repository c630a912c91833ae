//! Bodies: content types, charsets, compression, forms, multipart, text, bytes, streams, events.

use std::io::Write as _;

use ::http::StatusCode;
use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use backend_runtime::http::testing::TestClient;
use backend_runtime::http::{
    self, ApiError, Call, Event, File, Form, HttpConfig, Json, Multipart, Operation, Parameters,
    Stack, response,
};
use backend_runtime::schema::Schema;
use backend_runtime::validate::Validate;
use futures_util::{StreamExt, stream};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::io::AsyncReadExt;

#[derive(Debug, Serialize, Deserialize, Validate, Schema)]
struct Note {
    #[schema(min_length = 1)]
    text: String,
    stars: Option<u8>,
}

#[derive(Debug, Serialize, Deserialize, Validate, Schema, Parameters)]
struct SignUp {
    #[schema(min_length = 3)]
    name: String,
    #[serde(default)]
    tags: Vec<String>,
    age: Option<u8>,
    #[param(content = "application/json")]
    note: Option<Note>,
}

#[derive(Debug, Deserialize, Validate, Schema, Parameters)]
struct Upload {
    #[schema(min_length = 2)]
    title: String,
    cover: File,
    #[serde(default)]
    #[schema(max_items = 2)]
    pages: Vec<File>,
    note: Option<Note>,
    #[serde(default)]
    ids: Vec<i64>,
}

static PATCH_NOTE: Operation = Operation {
    id: "patchNote",
    path: "/merge",
    consumes: &["application/merge-patch+json"],
    ..Operation::NEW
};

static EITHER: Operation = Operation {
    id: "either",
    path: "/either",
    consumes: &["application/json", "text/plain"],
    ..Operation::NEW
};

async fn either(request: Request) -> Response {
    http::handle(&EITHER, request, async |mut call: Call| {
        match call.media_type()? {
            "application/json" => match call.json::<Note>().await? {
                Some(note) => Ok(note.text),
                None => Err(call.invalid()),
            },
            _ => match call.text().await? {
                Some(text) => Ok(text),
                None => Err(call.invalid()),
            },
        }
    })
    .await
}

async fn optional(request: Request) -> Response {
    static OPTIONAL: Operation = Operation {
        id: "optional",
        path: "/optional",
        ..Operation::NEW
    };
    http::handle(&OPTIONAL, request, async |mut call: Call| {
        match call.json_optional::<Note>().await? {
            Some(Some(note)) => Ok(note.text),
            Some(None) => Ok("nothing".to_owned()),
            None => Err(call.invalid()),
        }
    })
    .await
}

async fn merge(request: Request) -> Response {
    http::handle(&PATCH_NOTE, request, async |mut call: Call| {
        match call.json::<Note>().await? {
            Some(note) => Ok(Json(note)),
            None => Err(call.invalid()),
        }
    })
    .await
}

async fn count(request: Request) -> Response {
    static COUNT: Operation = Operation {
        id: "count",
        path: "/count",
        consumes: &["application/octet-stream"],
        ..Operation::NEW
    };
    http::handle(&COUNT, request, async |mut call: Call| {
        let mut pieces = call.stream()?;
        let mut bytes = 0;
        while let Some(piece) = pieces.next().await {
            bytes += piece?.len();
        }
        Ok::<_, ApiError>(bytes.to_string())
    })
    .await
}

async fn upload(Multipart(upload): Multipart<Upload>) -> Result<Json<Value>, ApiError> {
    let mut read = String::new();
    let mut reader = upload.cover.reader().await.map_err(ApiError::internal)?;
    reader
        .read_to_string(&mut read)
        .await
        .map_err(ApiError::internal)?;
    let pages: Vec<u64> = upload.pages.iter().map(File::len).collect();
    Ok(Json(json!({
        "title": upload.title, "cover": read.len(), "whole": upload.cover.bytes().await.map_err(ApiError::internal)?.len(),
        "name": upload.cover.name, "type": upload.cover.content_type, "pages": pages,
        "stars": upload.note.and_then(|note| note.stars), "ids": upload.ids,
    })))
}

fn client() -> TestClient {
    let routes = Router::new()
        .route("/json", post(async |Json(note): Json<Note>| Json(note)))
        .route("/form", post(async |Form(form): Form<SignUp>| Json(form)))
        .route("/multipart", post(upload))
        .route("/either", post(either))
        .route("/optional", post(optional))
        .route("/merge", post(merge))
        .route("/count", post(count))
        .route(
            "/events",
            get(async || http::sse(stream::iter([Event::text("a\nb"), Event::text("c")]))),
        )
        .route(
            "/download",
            get(async || {
                let pieces = stream::iter([Ok::<_, std::io::Error>("ab"), Ok("cd")]);
                response::stream(StatusCode::OK, "application/octet-stream", pieces)
            }),
        )
        .route(
            "/injects",
            get(async || {
                response::empty(StatusCode::OK)
                    .location("/a\r\nset-cookie: x=1")
                    .into_response()
            }),
        );
    let config = HttpConfig {
        body_bytes: 4096,
        upload_bytes: 300_000,
        json_depth: 10,
        ..HttpConfig::default()
    };
    TestClient::new(Stack::new(config).routes(routes))
}

async fn status(path: &str, content_type: &str, body: &str) -> u16 {
    client()
        .post(path)
        .body(content_type, body.to_owned())
        .send()
        .await
        .status
        .as_u16()
}

async fn violations(
    path: &str,
    content_type: &str,
    body: impl Into<axum::body::Body>,
) -> Vec<(String, String)> {
    let response = client().post(path).body(content_type, body).send().await;
    assert_eq!(response.status, 400, "{}", response.text());
    response.violations()
}

fn one(field: &str, code: &str) -> Vec<(String, String)> {
    vec![(field.to_owned(), code.to_owned())]
}

#[tokio::test]
async fn json_content_types() {
    let body = r#"{"text":"a"}"#;
    for valid in [
        "application/json",
        "application/json; charset=UTF-8",
        "application/vnd.note+json",
        "APPLICATION/JSON",
    ] {
        assert_eq!(status("/json", valid, body).await, 200, "{valid}");
    }
    for invalid in [
        "text/plain",
        "application/xml",
        "application/json; charset=utf-16",
        "application/jsonx",
        "json",
    ] {
        assert_eq!(status("/json", invalid, body).await, 415, "{invalid}");
    }
    assert_eq!(
        status("/merge", "application/merge-patch+json", body).await,
        200
    );
    assert_eq!(status("/merge", "application/json", body).await, 415);
    let refused = client()
        .post("/merge")
        .body("text/plain", body)
        .send()
        .await;
    assert_eq!(refused.header("accept"), "application/merge-patch+json");
    let untyped = client()
        .request("POST", "/json")
        .body("", body)
        .send()
        .await;
    assert_eq!(untyped.status, 415);
}

#[tokio::test]
async fn json_that_is_none() {
    assert_eq!(
        violations("/json", "application/json", r#"{"text":"#).await,
        one("", "json")
    );
    assert_eq!(
        violations("/json", "application/json", " ").await,
        one("", "json")
    );
    assert_eq!(
        violations("/json", "application/json", "").await,
        one("", "required")
    );
    assert_eq!(
        violations("/json", "application/json", r#"{"text":"a"}x"#).await,
        one("", "json")
    );
    assert_eq!(
        violations("/json", "application/json", b"{\"text\":\"\xff\"}".to_vec()).await,
        one("", "utf8")
    );
    let deep = format!("{}{}", "[".repeat(50), "]".repeat(50));
    assert_eq!(
        violations("/json", "application/json", deep).await,
        one("", "too_deep")
    );
    let response = client()
        .post("/json")
        .body("application/json", "{\n  \"text\": oops}")
        .send()
        .await;
    let params = response.json::<Value>()["error"]["details"][0]["params"].clone();
    assert_eq!(params["line"], 2, "{}", response.text());
}

#[tokio::test]
async fn json_duplicates_and_ranges() {
    assert_eq!(
        violations("/json", "application/json", r#"{"text":"a","text":"b"}"#).await,
        one("/text", "duplicate_key")
    );
    assert_eq!(
        violations("/json", "application/json", r#"{"text":"a","stars":256}"#).await,
        one("/stars", "range")
    );
    assert_eq!(
        status("/json", "application/json", r#"{"text":"a","stars":2.0}"#).await,
        200
    );
}

#[tokio::test]
async fn optional_bodies() {
    let none = client().post("/optional").send().await;
    assert_eq!(none.text(), "nothing");
    let some = client()
        .post("/optional")
        .json(&json!({"text": "x"}))
        .send()
        .await;
    assert_eq!(some.text(), "x");
    assert_eq!(
        violations("/optional", "application/json", "{}").await,
        one("/text", "required")
    );
}

#[tokio::test]
async fn several_media_types() {
    assert_eq!(
        client()
            .post("/either")
            .body("text/plain", "hi")
            .send()
            .await
            .text(),
        "hi"
    );
    assert_eq!(
        client()
            .post("/either")
            .json(&json!({"text": "ho"}))
            .send()
            .await
            .text(),
        "ho"
    );
    assert_eq!(status("/either", "image/png", "x").await, 415);
    assert_eq!(
        status("/either", "text/plain; charset=latin1", "x").await,
        415
    );
    assert_eq!(
        violations("/either", "text/plain", vec![0xff, 0xfe]).await,
        one("", "utf8")
    );
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).expect("memory takes everything");
    encoder.finish().expect("memory takes everything")
}

async fn encoded(encoding: &str, body: Vec<u8>) -> u16 {
    let request = client()
        .post("/json")
        .body("application/json", body)
        .header("content-encoding", encoding);
    request.send().await.status.as_u16()
}

#[tokio::test]
async fn compressed_bodies_are_limited_by_what_comes_out() {
    let note = br#"{"text":"compressed"}"#;
    assert_eq!(encoded("gzip", gzip(note)).await, 200);
    assert_eq!(encoded("identity", note.to_vec()).await, 200);
    let bomb = gzip(&vec![b' '; 50 << 20]);
    assert!(bomb.len() < 100_000);
    assert_eq!(encoded("gzip", bomb[..4000].to_vec()).await, 413);
    assert_eq!(encoded("gzip", note.to_vec()).await, 400);
    assert_eq!(encoded("gzip", gzip(note)[..10].to_vec()).await, 400);
    assert_eq!(encoded("br", note.to_vec()).await, 415);
    assert_eq!(encoded("gzip, gzip", gzip(&gzip(note))).await, 415);
}

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn forms_valid() {
    let send = async |body: &str| {
        let response = client()
            .post("/form")
            .body(FORM, body.to_owned())
            .send()
            .await;
        assert_eq!(response.status, 200, "{}", response.text());
        response.json::<Value>()
    };
    let all = send("name=J%C3%B6rg+M&tags=a&tags=b&age=7&note=%7B%22text%22%3A%22x%22%7D").await;
    assert_eq!(
        all,
        json!({"name": "Jörg M", "tags": ["a", "b"], "age": 7, "note": {"text": "x", "stars": null}})
    );
}

#[tokio::test]
async fn forms_invalid() {
    let mut found = violations("/form", FORM, "name=a&age=300&note=%7B%7D").await;
    found.sort();
    let expected = [
        ("/age", "range"),
        ("/name", "min_length"),
        ("/note/text", "required"),
    ];
    assert_eq!(
        found,
        expected.map(|(field, code)| (field.to_owned(), code.to_owned()))
    );
    assert_eq!(
        violations("/form", FORM, "name=abc&name=def").await,
        one("/name", "duplicate_key")
    );
    assert_eq!(
        violations("/form", FORM, "name=%zz").await,
        one("/name", "percent_encoding")
    );
    assert_eq!(violations("/form", FORM, "").await, one("", "required"));
    assert_eq!(status("/form", "application/json", "{}").await, 415);
}

const MULTIPART: &str = "multipart/form-data; boundary=XX";

fn part(name: &str, extra: &str, body: &str) -> String {
    format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"{extra}\r\n\r\n{body}\r\n")
}

fn parts(parts: &[String]) -> String {
    format!("{}--XX--\r\n", parts.concat())
}

#[tokio::test]
async fn multipart_valid() {
    for size in [10, 64 << 10, 200_000] {
        let body = parts(&[
            part("title", "", "Größe"),
            part(
                "cover",
                "; filename=\"../x/cover.png\"\r\nContent-Type: image/png",
                &"c".repeat(size),
            ),
            part("pages", "; filename=\"1\"", "one"),
            part("pages", "; filename=\"2\"", "three"),
            part(
                "note",
                "\r\nContent-Type: application/json",
                r#"{"text":"n","stars":5}"#,
            ),
            part("ids", "", "1"),
            part("ids", "", "2"),
            part("unknown", "", "ignored"),
        ]);
        let response = client()
            .post("/multipart")
            .body(MULTIPART, body)
            .send()
            .await;
        assert_eq!(response.status, 200, "{}", response.text());
        let expected = json!({
            "title": "Größe", "cover": size, "whole": size, "name": "cover.png", "type": "image/png", "pages": [3, 5],
            "stars": 5, "ids": [1, 2],
        });
        assert_eq!(response.json::<Value>(), expected);
    }
}

#[tokio::test]
async fn multipart_invalid() {
    let cover = part("cover", "; filename=\"a\"", "x");
    let mut found = violations(
        "/multipart",
        MULTIPART,
        parts(&[
            part("title", "", "a"),
            part("ids", "", "x"),
            part("note", "", r#"{"stars":1}"#),
            part("pages", "", "1"),
            part("pages", "", "2"),
            part("pages", "", "3"),
        ]),
    )
    .await;
    found.sort();
    let expected = [
        ("/cover", "required"),
        ("/ids/0", "type"),
        ("/note/text", "required"),
        ("/pages", "max_items"),
        ("/title", "min_length"),
    ];
    assert_eq!(
        found,
        expected.map(|(field, code)| (field.to_owned(), code.to_owned()))
    );
    let twice = parts(&[
        part("title", "", "ab"),
        part("title", "", "cd"),
        cover.clone(),
    ]);
    assert_eq!(
        violations("/multipart", MULTIPART, twice).await,
        one("/title", "duplicate_key")
    );
    let broken = parts(&[
        part("title", "", "ab"),
        cover.clone(),
        part("note", "", "{"),
    ]);
    assert_eq!(
        violations("/multipart", MULTIPART, broken).await,
        one("/note", "json")
    );
    for (content_type, body, expected) in [
        (
            "multipart/form-data",
            parts(std::slice::from_ref(&cover)),
            400,
        ),
        (
            "multipart/mixed; boundary=XX",
            parts(std::slice::from_ref(&cover)),
            415,
        ),
        (MULTIPART, "--XX\r\nnonsense".to_owned(), 400),
        (
            MULTIPART,
            parts(std::slice::from_ref(&cover)).replace("--XX--", ""),
            400,
        ),
        (
            MULTIPART,
            parts(&[part("cover", "; filename=\"a\"", &"x".repeat(300_000))]),
            413,
        ),
        (
            MULTIPART,
            parts(&[part("title", "", &"x".repeat(5000))]),
            413,
        ),
    ] {
        assert_eq!(
            status("/multipart", content_type, &body).await,
            expected,
            "{content_type} {}",
            &body[..body.len().min(80)]
        );
    }
}

#[tokio::test]
async fn streams_in_and_out() {
    let long = "x".repeat(200_000);
    assert_eq!(
        client()
            .post("/count")
            .body("application/octet-stream", long)
            .send()
            .await
            .text(),
        "200000"
    );
    assert_eq!(
        status("/count", "application/octet-stream", &"x".repeat(300_001)).await,
        413
    );
    assert_eq!(status("/count", "text/plain", "x").await, 415);
    let download = client().get("/download").send().await;
    assert_eq!(
        (download.text().as_str(), download.header("content-type")),
        ("abcd", "application/octet-stream")
    );
}

#[tokio::test]
async fn events() {
    let events = client().get("/events").send().await;
    assert_eq!(events.header("content-type"), "text/event-stream");
    assert_eq!(events.text(), "data: a\ndata: b\n\ndata: c\n\n");
}

#[tokio::test]
async fn header_values_cannot_start_other_headers() {
    let response = client().get("/injects").send().await;
    assert_eq!(response.status, 500);
    assert!(!response.headers.contains_key("set-cookie"));
}
