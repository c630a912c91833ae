//! A small service written by hand.

use std::sync::{Arc, Mutex};

use axum::extract::State;
use backend_runtime::auth::{ApiKeyIn, Scheme, SchemeKind};
use backend_runtime::http::{ApiError, Context, Json, Parameters, Path, Query};
use backend_runtime::openapi::{self, ApiRouter, Created, Info, NoContent, Responses};
use backend_runtime::schema::{Json as Constant, Schema};
use backend_runtime::validate::Validate;
use serde::{Deserialize, Serialize};

pub(crate) static API_KEY: Scheme = Scheme {
    name: "apiKey",
    kind: SchemeKind::ApiKey {
        location: ApiKeyIn::Header,
        name: "X-Api-Key",
    },
    more: &[("description", Constant::String("One key per client."))],
};
pub(crate) static LOGIN: Scheme = Scheme::new("login", SchemeKind::Bearer);

#[derive(Clone, Default)]
pub(crate) struct Shelf(pub(crate) Arc<Mutex<Vec<Book>>>);

/// A book on the shelf.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Validate, Schema)]
pub(crate) struct Book {
    /// Counted from 1.
    #[schema(read_only, minimum = 1)]
    #[serde(default)]
    pub(crate) id: u32,
    /// As on the cover.
    #[schema(min_length = 1, max_length = 100, example = "Emma")]
    pub(crate) title: String,
    pub(crate) format: Option<Format>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, Validate, Schema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Format {
    Paper,
    Audio,
}

#[derive(Deserialize, Validate, Schema, Parameters)]
pub(crate) struct BookPath {
    /// Which book.
    #[schema(minimum = 1)]
    id: u32,
}

#[derive(Deserialize, Validate, Schema, Parameters)]
pub(crate) struct ListQuery {
    /// How many at most.
    #[schema(minimum = 1, maximum = 100, default = 20)]
    #[serde(default = "twenty")]
    limit: u8,
    /// Only these formats.
    #[param(explode = false)]
    format: Option<Vec<Format>>,
    #[param(deprecated)]
    before: Option<u32>,
}

fn twenty() -> u8 {
    20
}

/// What can go wrong with one book.
#[derive(Debug, Responses)]
pub(crate) enum BookError {
    /// No book has this id.
    #[response(status = 404)]
    BookNotFound,
    /// Another book has this title.
    #[response(status = 409, content_type = "application/problem+json")]
    Taken(Clash),
    #[response(transparent)]
    Other(#[from] ApiError),
}

#[derive(Debug, Serialize, Deserialize, Schema)]
pub(crate) struct Clash {
    pub(crate) with: u32,
}

#[derive(Debug, Responses)]
pub(crate) enum Cover {
    /// The picture.
    #[response(status = 200, content_type = "image/svg+xml")]
    Picture {
        /// Which version this is.
        etag: String,
        #[header = "X-Pixels"]
        pixels: Option<u32>,
        body: String,
    },
    #[response(status = 304)]
    Unchanged,
}

/// All books.
///
/// In the order in which they came.
#[openapi::get("/books", tag = "books")]
pub(crate) async fn list_books(
    State(shelf): State<Shelf>,
    Query(query): Query<ListQuery>,
) -> Json<Vec<Book>> {
    let books = shelf.0.lock().expect("no panic while locked");
    let wanted = |book: &&Book| match (&query.format, book.format) {
        (Some(formats), Some(format)) => formats.contains(&format),
        (formats, _) => formats.is_none(),
    };
    let before = |book: &&Book| query.before.is_none_or(|id| book.id < id);
    Json(
        books
            .iter()
            .filter(wanted)
            .filter(before)
            .take(query.limit.into())
            .cloned()
            .collect(),
    )
}

/// Puts a book on the shelf.
#[openapi::post("/books", tags("books"), id = "addBook", security(API_KEY, (API_KEY, LOGIN("write"))))]
pub(crate) async fn add(
    State(shelf): State<Shelf>,
    context: Context,
    Json(book): Json<Book>,
) -> Result<Created<Book>, BookError> {
    assert!(context.principal.is_some() && context.operation.id == "addBook");
    let mut books = shelf.0.lock().expect("no panic while locked");
    if let Some(other) = books.iter().find(|other| other.title == book.title) {
        return Err(BookError::Taken(Clash { with: other.id }));
    }
    let id = u32::try_from(books.len() + 1).map_err(ApiError::internal)?;
    let book = Book { id, ..book };
    books.push(book.clone());
    Ok(Created {
        location: format!("/books/{id}"),
        body: book,
    })
}

#[openapi::get("/books/{id}", tag = "books", summary = "One book.")]
pub(crate) async fn get_book(
    State(shelf): State<Shelf>,
    Path(path): Path<BookPath>,
) -> Result<Json<Book>, BookError> {
    let books = shelf.0.lock().expect("no panic while locked");
    let found = books.iter().find(|book| book.id == path.id);
    found.cloned().map(Json).ok_or(BookError::BookNotFound)
}

/// Takes a book away.
#[deprecated]
#[openapi::operation(method = "delete", path = "/books/{id}", tag = "books", state = Shelf)]
pub(crate) async fn remove_book(Path(path): Path<BookPath>) -> NoContent {
    let _ = path.id;
    NoContent
}

#[openapi::get("/books/{id}/cover", tag = "covers")]
pub(crate) async fn get_cover(Path(path): Path<BookPath>) -> Cover {
    match path.id {
        1 => Cover::Picture {
            etag: "\"1\"".to_owned(),
            pixels: Some(9),
            body: "<svg/>".to_owned(),
        },
        _ => Cover::Unchanged,
    }
}

/// Whether anybody is there.
#[openapi::get("/ping", responses((status = 200, description = "Somebody.", body = String, content_type = "text/plain")))]
pub(crate) async fn ping() -> impl axum::response::IntoResponse {
    "pong"
}

pub(crate) fn router() -> ApiRouter<Shelf> {
    let covers = ApiRouter::new().operation::<get_cover>();
    let books = ApiRouter::new()
        .operation::<list_books>()
        .operation::<add>()
        .operation::<get_book>()
        .operation::<remove_book>()
        .merge(covers);
    ApiRouter::new()
        .info(Info::new("Shop", "1.2.0").described("Books, and nothing else."))
        .server("https://shop.example/v1", "")
        .tag("books", "What stands on the shelf.")
        .nest("/v1", books)
        .operation::<ping>()
        .route("/plain", axum::routing::get(|| async { "plain" }))
}
