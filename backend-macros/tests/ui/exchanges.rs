//! The derives that generated operations are made of.

use backend_macros::{Enum, Request, RequestBody, Response, ResponseBody};

#[derive(Request)]
enum NoStruct {
    A,
}

#[derive(Request)]
#[request(GET, "/a")]
struct NoNames(u8);

#[derive(Request)]
#[request(GET, id = "a")]
struct Missing {
    other: u8,
}

#[derive(Request)]
#[request(GET, "/a", id = "a", anwers = u8)]
struct Near {}

#[derive(Request)]
#[request(GET, "/a", id = "a", call = get, answers = u8)]
struct NoTrait {}

#[derive(Request)]
#[request(GET, "/a", id = "a", answers = u8)]
struct Parts {
    first: u8,
    #[body(jsn)]
    body: u8,
    second: u8,
}

#[derive(RequestBody)]
struct NoEnum;

#[derive(RequestBody)]
enum Bodies {
    #[body(any("a/b"))]
    Any(u8),
    #[body(json)]
    Two(u8, u8),
    #[body(yaml, xml)]
    Unknown(u8),
}

#[derive(ResponseBody)]
enum MoreBodies {
    #[body(json)]
    Nothing,
}

#[derive(Response)]
struct NoVariants;

#[derive(Response)]
enum Answers {
    NoStatus,
    #[response(20)]
    Short,
    #[response("2YY")]
    Range,
    #[response(200, eror = X)]
    Near,
    #[response(200)]
    Header {
        #[header(1)]
        a: u8,
    },
}

#[derive(Enum)]
struct NotListed;

#[derive(Enum)]
enum Full {
    A(u8),
    B,
    C { d: u8 },
}

fn main() {}
