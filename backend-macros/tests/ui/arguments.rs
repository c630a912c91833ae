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

#[derive(Validate, Schema)]
struct More {
    #[schema(pattern = 1)]
    a: String,
    #[schema(minimum = "1")]
    b: i32,
    #[schema(maximum = 1e999)]
    c: f64,
    #[schema(properties("a" = 1))]
    d: serde_json::Value,
    #[schema(dependent_required("a" = "b"))]
    e: serde_json::Value,
    #[schema(extension("x" 1))]
    f: serde_json::Value,
    #[schema(one_of(type = "string"))]
    g: serde_json::Value,
    #[schema(default = -"x")]
    h: String,
    #[schema(types("string", "nul"))]
    i: serde_json::Value,
    #[schema(default = b'a')]
    j: u8,
    #[schema(example = {"a" 1})]
    k: serde_json::Value,
    #[schema(ref = "x")]
    l: serde_json::Value,
}
