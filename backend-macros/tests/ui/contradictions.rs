use backend_runtime::schema::Schema;
use backend_runtime::validate::Validate;

#[derive(Validate, Schema)]
struct Wrong {
    #[schema(min_length = 3, max_length = 2)]
    a: String,
    #[schema(minimum = 3, exclusive_maximum = 3)]
    b: i32,
    #[schema(min_length = 1)]
    c: u8,
    #[schema(maximum = 1)]
    d: Option<String>,
    #[schema(min_items = 1)]
    e: std::collections::BTreeMap<String, i32>,
    #[schema(pattern = "a(")]
    f: String,
    #[schema(multiple_of = 0)]
    g: i32,
    #[schema(then(minimum = 1))]
    h: i32,
    #[schema(enum = [])]
    i: String,
    #[schema(max_contains = 1)]
    j: Vec<i32>,
    #[schema(min_items = 2, max_items = 1)]
    k: Vec<i32>,
    #[schema(min_properties = 2, max_properties = 1)]
    l: std::collections::BTreeMap<String, i32>,
    #[schema(exclusive_minimum = 1, exclusive_maximum = 1)]
    m: f64,
    #[schema(unique_items)]
    n: String,
    #[schema(pattern = "a")]
    o: Vec<String>,
    #[schema(items(min_length = 2, max_length = 1))]
    p: Vec<String>,
    #[schema(pattern_properties("("(never)))]
    q: serde_json::Value,
}

fn main() {}
