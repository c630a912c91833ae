//! What the keys say about types with one JSON type, whatever container holds it.

use backend_runtime::schema::Schema;
use backend_runtime::validate::Validate;
use backend_runtime::wire::Patch;
use std::borrow::Cow;
use std::sync::Arc;

#[derive(Validate, Schema)]
struct Containers {
    #[schema(minimum = 1)]
    a: Option<String>,
    #[schema(minimum = 1)]
    b: Box<String>,
    #[schema(minimum = 1)]
    c: Arc<String>,
    #[schema(minimum = 1)]
    d: Cow<'static, str>,
    #[schema(minimum = 1)]
    e: Patch<String>,
    #[schema(minimum = 1)]
    f: uuid::Uuid,
    #[schema(minimum = 1)]
    g: time::Date,
    #[schema(minimum = 1)]
    h: url::Url,
    #[schema(minimum = 1)]
    i: rust_decimal::Decimal,
    #[schema(minimum = 1)]
    j: chrono::NaiveDate,
    #[schema(minimum = 1)]
    k: bytes::Bytes,
    #[schema(max_length = 1)]
    l: [u8; 3],
    #[schema(max_length = 1)]
    m: (u8, u8),
    #[schema(max_length = 1)]
    n: bool,
}

#[derive(Validate, Schema)]
#[schema(max_length = 1)]
struct Number(u8);

#[derive(Validate, Schema)]
#[schema(max_items = 1)]
struct Object {
    a: u8,
}

#[derive(Validate, Schema)]
#[schema(max_properties = 1)]
struct Pair(u8, u8);

#[derive(Validate, Schema)]
#[serde(tag = "kind")]
enum Variants {
    Struct {
        #[schema(min_length = 2, max_length = 1)]
        a: String,
    },
    #[schema(mapping = "x")]
    Other(#[schema(pattern = "(")] String),
}

#[derive(Validate, Schema)]
struct Generic<T> {
    #[schema(min_lenght = 1)]
    a: T,
    #[schema(max_length = 1)]
    b: Vec<T>,
}

fn main() {}
