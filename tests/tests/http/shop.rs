//! A bookshop in the shape of generated code: static operations, a trait, and one function per operation.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, Mutex};

use ::http::StatusCode;
use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use backend_runtime::auth::{ApiKeyIn, Scheme, SchemeKind};
use backend_runtime::http::{
    self, ApiError, Call, Context, ErrorShape, Operation, Parameters, Reply, Requirement, Template,
    response,
};
use backend_runtime::schema::Schema;
use backend_runtime::validate::Validate;
use serde::{Deserialize, Serialize};

pub(crate) static API_KEY: Scheme = Scheme::new(
    "apiKey",
    SchemeKind::ApiKey {
        location: ApiKeyIn::Header,
        name: "X-Api-Key",
    },
);

pub(crate) static BEARER: Scheme = Scheme::new("bearer", SchemeKind::OAuth2);

pub(crate) static LIST_BOOKS: Operation = Operation {
    id: "listBooks",
    method: "GET",
    path: "/books",
    produces: &["application/json"],
    ..Operation::NEW
};

pub(crate) static CREATE_BOOK: Operation = Operation {
    id: "createBook",
    method: "POST",
    path: "/books",
    consumes: &["application/json"],
    produces: &["application/json"],
    ..Operation::NEW
};

pub(crate) static GET_BOOK: Operation = Operation {
    id: "getBook",
    method: "GET",
    path: "/books/{id}",
    produces: &["application/json"],
    errors: &[ErrorShape {
        status: "404",
        content_type: "application/problem+json",
        body: &Template::Object(&[("title", Template::Message), ("status", Template::Status)]),
    }],
    ..Operation::NEW
};

pub(crate) static REPLACE_BOOK: Operation = Operation {
    id: "replaceBook",
    method: "PUT",
    path: "/books/{id}",
    consumes: &["application/json"],
    produces: &["application/json"],
    ..Operation::NEW
};

pub(crate) static DELETE_BOOK: Operation = Operation {
    id: "deleteBook",
    method: "DELETE",
    path: "/books/{id}",
    security: &[
        Requirement {
            schemes: &[(&API_KEY, &[])],
        },
        Requirement {
            schemes: &[(&BEARER, &["books:write"])],
        },
    ],
    ..Operation::NEW
};

#[derive(Debug, Clone, Deserialize, Validate, Schema, Parameters)]
pub(crate) struct ListBooksQuery {
    #[serde(default = "twenty")]
    #[schema(minimum = 1, maximum = 100, default = 20)]
    pub(crate) limit: i64,
    #[serde(default)]
    #[schema(items(min_length = 2))]
    #[param(explode = false)]
    pub(crate) tags: Vec<String>,
}

fn twenty() -> i64 {
    20
}

#[derive(Debug, Clone, Deserialize, Validate, Schema, Parameters)]
pub(crate) struct BookPath {
    #[schema(minimum = 1)]
    pub(crate) id: i64,
}

#[derive(Debug, Clone, Deserialize, Validate, Schema, Parameters)]
pub(crate) struct CreateBookHeader {
    #[serde(rename = "X-Source")]
    #[schema(enum = ["web", "import"])]
    pub(crate) x_source: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, Validate, Schema)]
pub(crate) struct NewBook {
    #[schema(min_length = 1, max_length = 100)]
    pub(crate) title: String,
    #[schema(minimum = 0)]
    pub(crate) pages: i32,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct Book {
    pub(crate) id: i64,
    #[serde(flatten)]
    pub(crate) content: NewBook,
}

pub(crate) struct ListBooksRequest {
    pub(crate) query: ListBooksQuery,
}

pub(crate) struct CreateBookRequest {
    pub(crate) header: CreateBookHeader,
    pub(crate) body: NewBook,
}

pub(crate) struct BookRequest {
    pub(crate) path: BookPath,
    pub(crate) context: Context,
}

pub(crate) struct ReplaceBookRequest {
    pub(crate) path: BookPath,
    pub(crate) body: NewBook,
    pub(crate) context: Context,
}

/// Bodies and statuses that the document declares.
pub(crate) enum GetBookResponse {
    Ok(Book),
    NotModified,
}

impl IntoResponse for GetBookResponse {
    fn into_response(self) -> Response {
        match self {
            GetBookResponse::Ok(book) => match http::etag(&book) {
                Ok(etag) => response::json(StatusCode::OK, &book)
                    .etag(&etag)
                    .into_response(),
                Err(error) => error.into_response(),
            },
            GetBookResponse::NotModified => {
                response::empty(StatusCode::NOT_MODIFIED).into_response()
            }
        }
    }
}

pub(crate) trait BooksApi: Clone + Send + Sync + 'static {
    fn list_books(
        &self,
        request: ListBooksRequest,
    ) -> impl Future<Output = Result<Reply, ApiError>> + Send;
    fn create_book(
        &self,
        request: CreateBookRequest,
    ) -> impl Future<Output = Result<Reply, ApiError>> + Send;
    fn get_book(
        &self,
        request: BookRequest,
    ) -> impl Future<Output = Result<GetBookResponse, ApiError>> + Send;
    fn replace_book(
        &self,
        request: ReplaceBookRequest,
    ) -> impl Future<Output = Result<Reply, ApiError>> + Send;
    fn delete_book(
        &self,
        request: BookRequest,
    ) -> impl Future<Output = Result<Reply, ApiError>> + Send;
}

pub(crate) fn routes<A: BooksApi>() -> Router<A> {
    Router::new()
        .route("/books", get(list_books::<A>).post(create_book::<A>))
        .route(
            "/books/{id}",
            get(get_book::<A>)
                .put(replace_book::<A>)
                .delete(delete_book::<A>),
        )
}

async fn list_books<A: BooksApi>(State(api): State<A>, request: Request) -> Response {
    http::handle(&LIST_BOOKS, request, async move |mut call: Call| {
        let Some(query) = call.query::<ListBooksQuery>() else {
            return Err(call.invalid());
        };
        api.list_books(ListBooksRequest { query }).await
    })
    .await
}

async fn create_book<A: BooksApi>(State(api): State<A>, request: Request) -> Response {
    http::handle(&CREATE_BOOK, request, async move |mut call: Call| {
        let header = call.header::<CreateBookHeader>();
        let body = call.json::<NewBook>().await?;
        let (Some(header), Some(body)) = (header, body) else {
            return Err(call.invalid());
        };
        api.create_book(CreateBookRequest { header, body }).await
    })
    .await
}

async fn get_book<A: BooksApi>(State(api): State<A>, request: Request) -> Response {
    http::handle(&GET_BOOK, request, async move |mut call: Call| {
        let Some(path) = call.path::<BookPath>() else {
            return Err(call.invalid());
        };
        let context = call.into_context();
        api.get_book(BookRequest { path, context }).await
    })
    .await
}

async fn replace_book<A: BooksApi>(State(api): State<A>, request: Request) -> Response {
    http::handle(&REPLACE_BOOK, request, async move |mut call: Call| {
        let path = call.path::<BookPath>();
        let body = call.json::<NewBook>().await?;
        let (Some(path), Some(body)) = (path, body) else {
            return Err(call.invalid());
        };
        let context = call.into_context();
        api.replace_book(ReplaceBookRequest {
            path,
            body,
            context,
        })
        .await
    })
    .await
}

async fn delete_book<A: BooksApi>(State(api): State<A>, request: Request) -> Response {
    http::handle(&DELETE_BOOK, request, async move |mut call: Call| {
        let Some(path) = call.path::<BookPath>() else {
            return Err(call.invalid());
        };
        let context = call.into_context();
        api.delete_book(BookRequest { path, context }).await
    })
    .await
}

/// The service behind the trait, in memory.
#[derive(Clone, Default)]
pub(crate) struct Shop(Arc<Mutex<BTreeMap<i64, Book>>>);

impl BooksApi for Shop {
    async fn list_books(&self, request: ListBooksRequest) -> Result<Reply, ApiError> {
        let books = self
            .0
            .lock()
            .expect("no test panics while it holds the lock");
        let page: Vec<&Book> = books.values().take(request.query.limit as usize).collect();
        Ok(response::json(StatusCode::OK, &page))
    }

    async fn create_book(&self, request: CreateBookRequest) -> Result<Reply, ApiError> {
        let mut books = self
            .0
            .lock()
            .expect("no test panics while it holds the lock");
        let id = books.len() as i64 + 1;
        if books
            .values()
            .any(|book| book.content.title == request.body.title)
        {
            return Err(ApiError::conflict(
                "title_taken",
                "a book with this title exists",
            ));
        }
        let book = Book {
            id,
            content: request.body,
        };
        books.insert(id, book.clone());
        let source = request.header.x_source;
        Ok(response::json(StatusCode::CREATED, &book)
            .location(format!("/books/{id}"))
            .header_optional(::http::HeaderName::from_static("x-source"), source))
    }

    async fn get_book(&self, request: BookRequest) -> Result<GetBookResponse, ApiError> {
        let books = self
            .0
            .lock()
            .expect("no test panics while it holds the lock");
        let book = books
            .get(&request.path.id)
            .ok_or_else(|| ApiError::not_found("book"))?;
        if request.context.is_not_modified(&http::etag(book)?) {
            return Ok(GetBookResponse::NotModified);
        }
        Ok(GetBookResponse::Ok(book.clone()))
    }

    async fn replace_book(&self, request: ReplaceBookRequest) -> Result<Reply, ApiError> {
        let mut books = self
            .0
            .lock()
            .expect("no test panics while it holds the lock");
        let book = books
            .get_mut(&request.path.id)
            .ok_or_else(|| ApiError::not_found("book"))?;
        request
            .context
            .check_preconditions(Some(&http::etag(book)?))?;
        book.content = request.body;
        Ok(response::json(StatusCode::OK, book))
    }

    async fn delete_book(&self, request: BookRequest) -> Result<Reply, ApiError> {
        let mut books = self
            .0
            .lock()
            .expect("no test panics while it holds the lock");
        books
            .remove(&request.path.id)
            .ok_or_else(|| ApiError::not_found("book"))?;
        Ok(response::empty(StatusCode::NO_CONTENT))
    }
}
