use backend_runtime::schema::Union;

#[derive(Union)]
#[schema(one_of)]
enum Generic<T> {
    A(T),
}

#[derive(Union)]
enum Neither {
    A(String),
}

#[derive(Union)]
#[schema(any_of, mapping = "x")]
enum Places {
    #[schema(discriminator = "kind")]
    A(String),
    #[schema(name = "B", inline)]
    B(u8),
    C(u8, u8),
    D,
}

fn main() {}
