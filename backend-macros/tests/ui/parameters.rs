use backend_macros::Parameters;

#[derive(Parameters)]
enum NoStruct {
    A,
}

#[derive(Parameters)]
struct NoNames(u8);

#[derive(Parameters)]
struct Wrong {
    #[param(style = "deep")]
    a: u8,
    #[param(style = "pipeDelimted")]
    b: u8,
    #[param(exploded, colour = 1)]
    c: u8,
    #[param(explode = 1)]
    d: u8,
    #[param(content = "application/json", explode)]
    e: u8,
    #[serde(flatten)]
    f: std::collections::BTreeMap<String, u8>,
    #[param(allow_empty)]
    g: u8,
}

fn main() {}
