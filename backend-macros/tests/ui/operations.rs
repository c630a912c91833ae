use backend_macros as openapi;

struct Json<T>(T);
struct Form<T>(T);
trait IntoResponse {}

impl IntoResponse for () {}

// The path.
#[openapi::get("things")]
async fn no_slash() {}
#[openapi::get("/a/{id")]
async fn open_brace() {}
#[openapi::get("/a/{id}/b/{id}")]
async fn twice() {}
#[openapi::get("/a/{}")]
async fn nameless() {}
#[openapi::get("/a?x=1")]
async fn query() {}
#[openapi::get]
async fn no_path() {}
#[openapi::operation(method = "GET")]
async fn no_path_here_either() {}

// The method.
#[openapi::get("/a", method = "POST")]
async fn two_methods() {}
#[openapi::operation(path = "/a")]
async fn no_method() {}
#[openapi::operation(method = "PSOT", path = "/a")]
async fn misspelt() {}
#[openapi::operation(method = "FETCH", path = "/a")]
async fn unheard_of() {}

// The keys.
#[openapi::get("/a", sumary = "x")]
async fn near() {}
#[openapi::get("/a", colour = 1)]
async fn far() {}
#[openapi::get("/a", id = " ")]
async fn blank() {}
#[openapi::get("/a", tag = 1)]
async fn no_text() {}
#[openapi::get("/a", tags = "x")]
async fn no_list() {}
#[openapi::get("/a", parameters(body = u8))]
async fn no_location() {}
#[openapi::get("/a", security("login"))]
async fn no_scheme() {}

// Responses that the signature does not tell.
#[openapi::get("/a", responses((description = "x")))]
async fn no_status() {}
#[openapi::get("/a", responses((status = 99)))]
async fn low() {}
#[openapi::get("/a", responses((status = "9XX")))]
async fn no_range() {}
#[openapi::get("/a", responses((status = 200, content_type = "a/b")))]
async fn no_body() {}
#[openapi::get("/a", responses((status = 200, descripton = "x")))]
async fn near_response() {}
#[openapi::get("/a", responses((status = 200, size = 1)))]
async fn far_response() {}

// The signature.
#[openapi::get("/a")]
fn blocking() {}
#[openapi::get("/a")]
async fn generic<T>() {}
#[openapi::get("/a")]
async fn body(_: Json<u8>) {}
#[openapi::head("/a")]
async fn optional_body(_: Option<Json<u8>>) {}
#[openapi::post("/a")]
async fn two_bodies(_: Json<u8>, _: Form<u8>) {}
#[openapi::get("/a")]
async fn opaque() -> impl IntoResponse {}
#[openapi::get("/a")]
struct NoFunction;

// All at once.
#[openapi::get("users/{id", tagg = "x", id = "", colour = 2)]
fn everything<T>(_: Json<T>) -> impl IntoResponse {}

struct Service;

impl Service {
    #[openapi::get("/a")]
    async fn method(&self) {}
}

fn main() {}
