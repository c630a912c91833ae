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

fn main() {}
