//! Templates that axum cannot tell apart, bodies of several media types, and the tables that derives make.

use backend_runtime::http::testing::TestClient;
use backend_runtime::http::{self, ApiError, Dispatch, HttpConfig, Request as _, Routes, Stack};
use backend_runtime::wire;
use serde_json::Value;

/// What every operation here answers: its id and parameters.
#[derive(Debug, http::Response)]
enum Told {
    /// The parameters, joined.
    #[response(200, text)]
    Ok(String),
    /// An error of the document.
    #[response("4XX", json = "application/problem+json", error = PROBLEM)]
    #[expect(dead_code, reason = "only the service itself answers so here")]
    ClientError {
        status: http::StatusCode,
        #[header("X-Kind")]
        kind: Option<i64>,
        body: Value,
    },
}

static PROBLEM: http::Template = http::Template::Object(&[("title", http::Template::StatusText)]);

#[derive(Clone)]
struct Api;

/// A request type for one template, which answers with its name and its parameters.
macro_rules! operation {
    ($request:ident, $path_type:ident { $($name:ident)* }, $method:ident $path:literal) => {
        #[derive(Debug, serde::Deserialize, wire::Schema, wire::Validate, http::Parameters)]
        struct $path_type { $($name: String,)* }

        #[derive(Debug, http::Request)]
        #[request($method, $path, id = $path, answers = Told)]
        struct $request { path: $path_type, context: http::Context }

        impl Dispatch<Api> for $request {
            async fn dispatch(self, _: Api) -> Result<Told, ApiError> {
                let $path_type { $($name),* } = self.path;
                let parameters: Vec<String> = vec![$($name),*];
                let id = self.context.operation.id;
                Ok(Told::Ok(format!("{id} {}", parameters.join(","))))
            }
        }
    };
}

operation!(Page, PagePath { page format }, GET "/{page}t.{format}");
operation!(Slug, SlugPath { slug }, GET "/{slug}");
operation!(PutSlug, PutSlugPath { other }, PUT "/{other}");
operation!(Fixed, FixedPath {}, GET "/front.json");
operation!(Pair, PairPath { a b }, GET "/root/{a}{b}");
operation!(Cancel, CancelPath { id }, POST "/jobs/{id}:cancel");
operation!(Job, JobPath { id }, GET "/jobs/{id}");
operation!(Versioned, VersionedPath { version id }, GET "/v{version}/users/{id}");
operation!(Tenant, TenantPath { tenant kind id }, GET "/{tenant}/{kind}/{id}");
operation!(Slash, SlashPath {}, GET "/slash/");
operation!(Spaced, SpacedPath { id }, GET "/a b/{id}");
operation!(Beside, BesidePath { x y }, GET "/a b{x}é{y}");

fn client() -> TestClient {
    let routes = Routes::new()
        .with::<Slug>()
        .with::<PutSlug>()
        .with::<Page>()
        .with::<Fixed>()
        .with::<Pair>()
        .with::<Cancel>()
        .with::<Job>()
        .with::<Tenant>()
        .with::<Versioned>()
        .with::<Slash>()
        .with::<Beside>()
        .merge(Routes::new().with::<Spaced>());
    TestClient::new(Stack::new(HttpConfig::default()).routes(routes.with_state(Api)))
}

#[tokio::test]
async fn the_most_specific_template_answers() {
    let client = client();
    for (path, expected) in [
        ("/testt.js", "/{page}t.{format} test,js"),
        ("/front.json", "/front.json "),
        ("/front", "/{slug} front"),
        ("/t.js", "/{slug} t.js"),
        ("/root/xyz", "/root/{a}{b} x,yz"),
        ("/jobs/7", "/jobs/{id} 7"),
        ("/v2/users/5", "/v{version}/users/{id} 2,5"),
        ("/acme/users/5", "/{tenant}/{kind}/{id} acme,users,5"),
        ("/v2/books/5", "/{tenant}/{kind}/{id} v2,books,5"),
        ("/slash/", "/slash/ "),
        ("/a%20b/1", "/a b/{id} 1"),
        ("/a%20b1%C3%A9%20", "/a b{x}é{y} 1, "),
    ] {
        let response = client.get(path).send().await;
        assert_eq!(
            (response.status.as_u16(), response.text().as_str()),
            (200, expected),
            "{path}"
        );
    }
}

#[tokio::test]
async fn methods_are_those_of_the_template() {
    let client = client();
    let cancelled = client.request("POST", "/jobs/7:cancel").send().await;
    assert_eq!(cancelled.text(), "/jobs/{id}:cancel 7");
    let wrong = client.get("/jobs/7:cancel").send().await;
    assert_eq!(
        (wrong.status.as_u16(), wrong.header("allow")),
        (405, "POST")
    );
    let put = client.request("PUT", "/front").send().await;
    assert_eq!(put.text(), "/{other} front");
    let head = client.request("HEAD", "/testt.js").send().await;
    assert_eq!(head.status, 200);
    let options = client.request("OPTIONS", "/front").send().await;
    assert_eq!(
        (options.status.as_u16(), options.header("allow")),
        (204, "GET,HEAD,PUT")
    );
    assert_eq!(client.get("/root/x").send().await.status, 404);
    assert_eq!(client.get("/").send().await.status, 404);
}

#[tokio::test]
async fn a_second_operation_of_the_same_path_does_not_break_the_start() {
    let routes: Routes<Api> = Routes::new().with::<Slug>().with::<Slug>();
    let client = TestClient::new(Stack::new(HttpConfig::default()).routes(routes.with_state(Api)));
    assert_eq!(client.get("/x").send().await.text(), "/{slug} x");
}

#[test]
fn derives_make_the_operation_s_table() {
    let operation = Page::OPERATION;
    assert_eq!(
        (operation.method, operation.path, operation.id),
        ("GET", "/{page}t.{format}", "/{page}t.{format}")
    );
    assert_eq!(operation.produces, ["text/plain"]);
    let shape = operation.error_shape(404).expect("declared");
    assert_eq!(
        (shape.status, shape.content_type),
        ("4XX", "application/problem+json")
    );
    assert_eq!(Routes::new().with::<Page>().operations().count(), 1);
}

/// A body of several media types.
#[derive(Debug, http::RequestBody)]
enum NoteBody {
    #[body(json)]
    Json(Box<Note>),
    #[body(text)]
    Text(String),
}

#[derive(Debug, PartialEq, serde::Deserialize, wire::Schema, wire::Validate)]
struct Note {
    #[schema(min_length = 2)]
    text: String,
    size: Option<Size>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, wire::Enum, wire::Schema, wire::Validate)]
enum Size {
    #[serde(rename = "very-big")]
    VeryBig,
    Small,
}

#[derive(Debug, http::Request)]
#[request(POST, "/notes", id = "addNote", answers = Noted)]
struct AddNote {
    #[body(any("application/json", "text/plain"))]
    body: Option<NoteBody>,
    context: http::Context,
}

#[derive(Debug, http::ResponseBody)]
enum NotedBody {
    #[body(json)]
    Json(String),
    #[body(text = "text/csv")]
    Csv(String),
}

#[derive(Debug, http::Response)]
enum Noted {
    #[response(201, any("application/json", "text/csv"))]
    Created {
        #[header("location")]
        location: Option<String>,
        #[header("X-Count")]
        count: i64,
        body: NotedBody,
    },
}

impl Dispatch<Api> for AddNote {
    async fn dispatch(self, _: Api) -> Result<Noted, ApiError> {
        let text = match self.body {
            None => "nothing".to_owned(),
            Some(NoteBody::Json(note)) => format!(
                "{} {}",
                note.text,
                note.size.map_or("-", |size| size.as_str())
            ),
            Some(NoteBody::Text(text)) => text,
        };
        let body = match self.context.accepted {
            "text/csv" => NotedBody::Csv(text),
            _ => NotedBody::Json(text),
        };
        let location = Some("/notes/1".to_owned());
        Ok(Noted::Created {
            location,
            count: 3,
            body,
        })
    }
}

#[tokio::test]
async fn bodies_of_several_media_types_are_told_apart() {
    let routes = Routes::new().with::<AddNote>();
    let client = TestClient::new(Stack::new(HttpConfig::default()).routes(routes.with_state(Api)));
    let json = client
        .post("/notes")
        .body("application/json", r#"{"text":"hi","size":"very-big"}"#)
        .send()
        .await;
    assert_eq!(
        (json.status.as_u16(), json.text().as_str()),
        (201, "\"hi very-big\"")
    );
    assert_eq!(
        (json.header("location"), json.header("x-count")),
        ("/notes/1", "3")
    );
    let text = client
        .post("/notes")
        .header("accept", "text/csv")
        .body("text/plain", "plain")
        .send()
        .await;
    assert_eq!(
        (text.text().as_str(), text.header("content-type")),
        ("plain", "text/csv; charset=utf-8")
    );
    assert_eq!(client.post("/notes").send().await.text(), "\"nothing\"");
    let wrong = client
        .post("/notes")
        .body("application/json", r#"{"text":"h","size":"huge"}"#)
        .send()
        .await;
    let details = wrong.json::<Value>()["error"]["details"].to_string();
    assert_eq!(wrong.status, 400);
    assert!(
        details.contains("/text") && details.contains("very-big"),
        "{details}"
    );
    let other = client.post("/notes").body("image/png", "x").send().await;
    assert_eq!(other.status, 415);
}
