use backend_runtime::http::{Parameters, Path};
use backend_runtime::openapi;
use backend_runtime::schema::Schema;
use backend_runtime::validate::Validate;

#[derive(serde::Deserialize, Validate, Schema, Parameters)]
struct BookPath {
    book_id: i64,
}

// Parameters of the path that nothing reads.
#[openapi::get("/books/{book_id}")]
async fn no_extractor() {}
#[openapi::get("/books/{book_id}/reviews/{review_id}")]
async fn one_of_two(_: Path<BookPath>) {}
#[openapi::get("/books/{bookId}")]
async fn another_name(_: Path<BookPath>) {}

fn main() {}
