//! Every key of the attributes of operations, of `Responses` and of `Parameters`, in one service.

use axum::extract::State;
use backend_runtime::auth::{Scheme, SchemeKind};
use backend_runtime::http::{ApiError, Json, Parameters, Path, Query};
use backend_runtime::openapi::{self, ApiRouter, Created, Dialect, Info, NoContent, Responses};
use backend_runtime::schema::Schema;
use backend_runtime::validate::Validate;
use serde::{Deserialize, Serialize};

static LOGIN: Scheme = Scheme::new("login", SchemeKind::Bearer);
static OTHER: Scheme = Scheme::new("other", SchemeKind::Basic);

#[derive(Clone, Default)]
struct App;

#[derive(Serialize, Deserialize, Validate, Schema)]
struct Thing {
    #[schema(min_length = 1)]
    name: String,
}

#[derive(Deserialize, Validate, Schema, Parameters)]
struct ThingPath {
    id: u32,
}

#[derive(Deserialize, Validate, Schema, Parameters)]
#[serde(rename_all = "camelCase")]
struct ListQuery {
    /// How many.
    #[schema(maximum = 100)]
    page_size: Option<u8>,
    #[param(style = "pipeDelimited", explode = false, allow_reserved, deprecated)]
    tags: Option<Vec<String>>,
    #[param(content = "application/json", description = "as JSON", nullable)]
    filter: Option<Thing>,
    #[param(allow_empty_value)]
    flag: Option<String>,
}

#[derive(Deserialize, Validate, Schema, Parameters)]
struct Described {
    #[serde(rename = "x-trace")]
    trace: Option<String>,
}

/// Each form of an answer.
#[derive(Responses)]
enum Answer {
    /// A body.
    #[response(status = 200)]
    Found(Thing),
    #[response(
        status = 201,
        description = "made",
        content_type = "application/vnd.thing+json"
    )]
    Made {
        /// A header by its name.
        etag: String,
        #[header = "X-Total"]
        total: Option<u32>,
        body: Thing,
    },
    #[response(status = 304)]
    Unchanged,
    #[response(status = 409, code = "taken", message = "this name is taken")]
    Taken,
    #[response(status = 303)]
    Elsewhere { location: String },
    #[response(transparent)]
    Other(#[from] ApiError),
}

/// The summary.
///
/// The description.
#[openapi::get("/things", tag = "things", tags("a", "b"))]
async fn list(State(_): State<App>, Query(query): Query<ListQuery>) -> Json<Vec<Thing>> {
    let _ = (query.page_size, query.tags, query.filter, query.flag);
    Json(Vec::new())
}

#[openapi::post("/things", id = "makeThing", security(LOGIN("write"), (LOGIN, OTHER)))]
async fn make(Json(thing): Json<Thing>) -> Result<Created<Thing>, ApiError> {
    Ok(Created {
        location: String::new(),
        body: thing,
    })
}

#[openapi::put(
    "/things/{id}",
    summary = "Replaces.",
    description = "All of it.",
    deprecated
)]
async fn replace(Path(path): Path<ThingPath>, Json(thing): Json<Thing>) -> Answer {
    match path.id {
        0 => Answer::Found(thing),
        1 => Answer::Made {
            etag: String::new(),
            total: None,
            body: thing,
        },
        2 => Answer::Unchanged,
        3 => Answer::Taken,
        4 => Answer::Elsewhere {
            location: String::new(),
        },
        _ => Answer::Other(ApiError::not_found("thing")),
    }
}

#[openapi::patch("/things/{id}", state = App, parameters(header = Described))]
async fn change(Path(path): Path<ThingPath>, Json(thing): Json<Thing>) -> NoContent {
    let _ = (path.id, thing.name);
    NoContent
}

#[deprecated]
#[openapi::delete("/things/{id}")]
async fn remove(Path(path): Path<ThingPath>) -> Result<NoContent, Answer> {
    let _ = path.id;
    Ok(NoContent)
}

#[openapi::head("/things", responses((status = 200, description = "there"), (status = "4XX"), (status = "default", body = Thing)))]
async fn probe() -> impl axum::response::IntoResponse {}

#[openapi::options("/things", responses((status = 200, body = String, content_type = "text/plain")))]
async fn ask() -> impl axum::response::IntoResponse {
    "GET"
}

#[openapi::operation(method = "TRACE", path = "/things", operation_id = "trace")]
async fn trace() -> NoContent {
    NoContent
}

#[allow(deprecated, reason = "a deprecated operation is served as any other")]
fn router() -> ApiRouter<App> {
    let things = ApiRouter::new()
        .operation::<list>()
        .operation::<make>()
        .operation::<replace>();
    let more = ApiRouter::new()
        .operation::<change>()
        .operation::<remove>()
        .operation::<probe>();
    ApiRouter::new()
        .info(Info::new("Things", "1"))
        .merge(things)
        .merge(more)
        .operation::<ask>()
        .nest("/deep", ApiRouter::new().operation::<trace>())
}

#[test]
fn every_operation_is_in_the_document() {
    let _ = Described { trace: None }.trace;
    for dialect in [Dialect::OpenApi30, Dialect::OpenApi31] {
        let document = router().openapi(dialect).expect("a document");
        for (path, method, id) in [
            ("/things", "get", "list"),
            ("/things", "post", "makeThing"),
            ("/things/{id}", "put", "replace"),
            ("/things/{id}", "patch", "change"),
            ("/things/{id}", "delete", "remove"),
            ("/things", "head", "probe"),
            ("/things", "options", "ask"),
            ("/deep/things", "trace", "trace"),
        ] {
            assert_eq!(
                document["paths"][path][method]["operationId"], id,
                "{document:#}"
            );
        }
    }
    let _service: axum::Router = router().with_state(App).into_router().expect("a router");
}
