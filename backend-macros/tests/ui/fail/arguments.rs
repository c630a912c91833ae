use backend_runtime::schema::Schema;
use backend_runtime::validate::Validate;

#[derive(Validate, Schema)]
struct Wrong {
    #[schema(min_length = "1")]
    a: String,
    #[schema(min_length = -1)]
    b: String,
    #[schema(min_length)]
    c: String,
    #[schema(unique_items = true)]
    d: Vec<i32>,
    #[schema(items = 1)]
    e: Vec<i32>,
    #[schema(enum = "a")]
    f: String,
    #[schema(default = yes)]
    g: bool,
    #[schema(any_of((type = "strin")))]
    h: String,
    #[schema(custom)]
    i: String,
    #[schema(custom_with = "text")]
    j: String,
    #[schema(required)]
    k: serde_json::Value,
    #[schema(property_names = 1)]
    l: serde_json::Value,
}

fn main() {}
