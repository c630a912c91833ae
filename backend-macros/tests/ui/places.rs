use backend_runtime::schema::Schema;
use backend_runtime::schema::Union;
use backend_runtime::validate::Validate;

#[derive(Validate, Schema)]
#[schema(discriminator = "kind")]
struct Wrong {
    #[schema(name = "X")]
    a: String,
    #[schema(mapping = "x")]
    b: String,
}

#[derive(Union)]
struct NoEnum {
    a: String,
}

#[derive(Union)]
#[schema(one_of, any_of)]
enum Both {
    A(String),
    B { c: String },
}

#[derive(Schema)]
union Bits {
    a: u8,
}

#[derive(Validate, Schema)]
struct Sets {
    #[schema(max_items = 3)]
    a: std::collections::HashSet<String>,
    b: Vec<Option<std::collections::BTreeSet<u8>>>,
}

fn main() {}
