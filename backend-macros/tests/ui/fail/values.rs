use backend_runtime::schema::Schema;
use backend_runtime::validate::Validate;

#[derive(Validate, Schema)]
struct Wrong {
    #[schema(maximum = 10, default = 11)]
    a: i32,
    #[schema(default = "x")]
    b: i32,
    #[schema(pattern = "^a", example = "b")]
    c: String,
    #[schema(enum = ["a", "b"], default = "c")]
    d: String,
    #[schema(max_length = 2, examples = ["ab", "abc"])]
    e: String,
    #[schema(multiple_of = 0.5, default = 0.75)]
    f: f64,
    #[schema(exclusive_minimum = 1, default = 1)]
    g: f64,
    #[schema(max_items = 1, default = [1, 2])]
    h: Vec<u8>,
    #[schema(const = "x")]
    i: bool,
    #[schema(minimum = 5, enum = [1, 7])]
    j: i32,
}

fn main() {}
