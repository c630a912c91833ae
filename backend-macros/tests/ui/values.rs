use backend_runtime::schema::Schema;
use backend_runtime::validate::Validate;

#[derive(Validate, Schema)]
struct Wrong {
    #[schema(maximum = 10, default = 11)]
    a: i32,
    #[schema(default = "x")]
    b: i32,
    #[schema(pattern = "^a", default = "b")]
    c: String,
    #[schema(enum = ["a", "b"], default = "c")]
    d: String,
    #[schema(max_length = 2, enum = ["ab", "abc"])]
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

/// The format is the attribute's, or that of the type.
#[derive(Validate, Schema)]
struct Formats {
    #[schema(format = "date", default = "2024-02-30")]
    a: String,
    #[schema(format = "email", default = "nobody")]
    b: Option<String>,
    #[schema(format = "uri", enum = ["https://a.example", "no uri"])]
    c: String,
    #[schema(format = "ipv4", enum = ["1.2.3.4", "1.2.3"])]
    d: String,
    #[schema(items(format = "uuid", const = "x"))]
    e: Vec<String>,
    #[schema(default = "yesterday")]
    f: time::OffsetDateTime,
    #[schema(default = "x")]
    g: Option<uuid::Uuid>,
    #[schema(default = "1,5")]
    h: rust_decimal::Decimal,
    #[schema(format = "int32", default = 3000000000)]
    i: i64,
    #[schema(default = 256)]
    j: u8,
    #[schema(default = -1)]
    k: Option<u64>,
    #[schema(items(minimum = 1, default = 0))]
    l: Vec<i16>,
    #[schema(values(max_length = 1))]
    m: std::collections::BTreeMap<String, u8>,
    #[schema(property_names(minimum = 1))]
    n: std::collections::BTreeMap<String, u8>,
}

fn main() {}
