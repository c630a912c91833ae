use backend_runtime::schema::Schema;
use backend_runtime::validate::Validate;

#[derive(Validate, Schema)]
struct Wrong {
    #[schema(min_lenght = 1)]
    a: String,
    #[schema(maxLength = 1)]
    b: String,
    #[schema(shiny)]
    c: String,
    #[schema(minimum = 1, minimum = 2)]
    d: i32,
}

fn main() {}
