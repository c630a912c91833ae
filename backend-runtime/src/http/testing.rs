//! Calling a service in tests without a socket.

use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tower::ServiceExt;

/// Sends requests straight into a router.
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// use backend_runtime::http::testing::TestClient;
///
/// let router = axum::Router::new().route("/", axum::routing::get(|| async { "hello" }));
/// let response = TestClient::new(router).get("/").send().await;
/// assert_eq!((response.status.as_u16(), response.text().as_str()), (200, "hello"));
/// # });
/// ```
#[derive(Debug, Clone)]
pub struct TestClient {
    router: Router,
    headers: HeaderMap,
}

impl TestClient {
    /// A client of `router`.
    pub fn new(router: Router) -> TestClient {
        TestClient {
            router,
            headers: HeaderMap::new(),
        }
    }

    /// Sends a header with every request.
    ///
    /// # Panics
    /// When name or value are not those of a header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> TestClient {
        insert(&mut self.headers, name, value);
        self
    }

    /// Starts a request.
    ///
    /// # Panics
    /// When `method` is no method.
    pub fn request(&self, method: &str, path: &str) -> TestRequest {
        TestRequest {
            router: self.router.clone(),
            method: Method::from_bytes(method.as_bytes()).expect("a test names a valid method"),
            path: path.to_owned(),
            headers: self.headers.clone(),
            body: Body::empty(),
        }
    }

    /// Starts a `GET`.
    pub fn get(&self, path: &str) -> TestRequest {
        self.request("GET", path)
    }

    /// Starts a `POST`.
    pub fn post(&self, path: &str) -> TestRequest {
        self.request("POST", path)
    }

    /// Starts a `PUT`.
    pub fn put(&self, path: &str) -> TestRequest {
        self.request("PUT", path)
    }

    /// Starts a `PATCH`.
    pub fn patch(&self, path: &str) -> TestRequest {
        self.request("PATCH", path)
    }

    /// Starts a `DELETE`.
    pub fn delete(&self, path: &str) -> TestRequest {
        self.request("DELETE", path)
    }
}

/// A request being put together.
#[derive(Debug)]
pub struct TestRequest {
    router: Router,
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Body,
}

impl TestRequest {
    /// Adds a header.
    ///
    /// # Panics
    /// When name or value are not those of a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> TestRequest {
        insert(&mut self.headers, name, value);
        self
    }

    /// A JSON body with its content type.
    ///
    /// # Panics
    /// When the value cannot be serialised.
    #[must_use]
    pub fn json<T: Serialize + ?Sized>(self, value: &T) -> TestRequest {
        let text = serde_json::to_vec(value).expect("test values serialise");
        self.body("application/json", text)
    }

    /// A body with its content type.
    #[must_use]
    pub fn body(mut self, content_type: &str, body: impl Into<Body>) -> TestRequest {
        let value = HeaderValue::from_str(content_type).expect("a test names a valid content type");
        self.headers.insert(header::CONTENT_TYPE, value);
        self.body = body.into();
        self
    }

    /// Sends the request and reads the whole answer.
    ///
    /// # Panics
    /// When the path is no URI or the answer's body breaks off.
    pub async fn send(self) -> TestResponse {
        let mut request = Request::builder()
            .method(self.method)
            .uri(encoded(&self.path))
            .body(self.body)
            .expect("a test names a valid path");
        *request.headers_mut() = self.headers;
        let Ok(response) = self.router.oneshot(request).await;
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("the answer is complete");
        TestResponse {
            status: parts.status,
            headers: parts.headers,
            body: body.to_bytes(),
        }
    }
}

fn insert(headers: &mut HeaderMap, name: &str, value: &str) {
    let name = HeaderName::from_bytes(name.as_bytes()).expect("a test names a valid header");
    headers.append(
        name,
        HeaderValue::from_str(value).expect("a test sends a valid header"),
    );
}

/// The value with the part at a JSON Pointer replaced.
///
/// # Panics
/// When there is no such part.
#[must_use]
pub fn replaced(value: &Value, pointer: &str, part: Value) -> Value {
    let mut value = value.clone();
    *value
        .pointer_mut(pointer)
        .unwrap_or_else(|| panic!("there is no {pointer}")) = part;
    value
}

/// The value without the property at a JSON Pointer.
///
/// # Panics
/// When there is no such property.
#[must_use]
pub fn removed(value: &Value, pointer: &str) -> Value {
    let mut value = value.clone();
    let (members, name) = member(&mut value, pointer);
    members
        .and_then(|members| members.remove(&name))
        .unwrap_or_else(|| panic!("there is no {pointer}"));
    value
}

/// The value with a property at a JSON Pointer that it does not have.
///
/// # Panics
/// When there is no object for it.
#[must_use]
pub fn added(value: &Value, pointer: &str) -> Value {
    let mut value = value.clone();
    let (members, name) = member(&mut value, pointer);
    members
        .unwrap_or_else(|| panic!("there is no object for {pointer}"))
        .insert(name, Value::Bool(true));
    value
}

/// The object that a JSON Pointer leads into, and the name within it.
fn member<'v>(
    value: &'v mut Value,
    pointer: &str,
) -> (Option<&'v mut serde_json::Map<String, Value>>, String) {
    let (parent, name) = pointer.rsplit_once('/').unwrap_or_default();
    let name = name.replace("~1", "/").replace("~0", "~");
    let members = value.pointer_mut(parent).and_then(Value::as_object_mut);
    (members, name)
}

/// The path as clients send it: what is not ASCII is percent-encoded (RFC 3986 §2.1).
fn encoded(path: &str) -> String {
    percent_encoding::utf8_percent_encode(path, percent_encoding::CONTROLS).to_string()
}

/// A complete answer.
#[derive(Debug)]
pub struct TestResponse {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl TestResponse {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON of a type, `serde_json::Value` for any.
    ///
    /// # Panics
    /// When it is not.
    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| {
            panic!("{error} in the answer {}: {}", self.status, self.text())
        })
    }

    /// The text at a JSON Pointer of the body, `""` when there is none.
    ///
    /// # Panics
    /// When the body is no JSON.
    pub fn text_at(&self, pointer: &str) -> String {
        let body: Value = self.json();
        let text = body.pointer(pointer).and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    }

    /// A header's text, `""` when it is not there.
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The violations of a standard 400 as (field, code).
    ///
    /// # Panics
    /// When the body is no JSON.
    pub fn violations(&self) -> Vec<(String, String)> {
        self.violations_at("/error/details", "field", "code")
    }

    /// The violations in an error body of the document's own as (field, code): the JSON Pointer of their list, and the
    /// names of the two members.
    ///
    /// # Panics
    /// When the body is no JSON.
    pub fn violations_at(&self, pointer: &str, field: &str, code: &str) -> Vec<(String, String)> {
        let body: Value = self.json();
        let details = body.pointer(pointer).and_then(Value::as_array);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        details
            .into_iter()
            .flatten()
            .map(|detail| (text(&detail[field]), text(&detail[code])))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{added, removed, replaced};

    #[test]
    fn parts_are_replaced_and_removed_by_pointer() {
        let value = json!({"a": {"b/c": [1, 2]}, "d": 3});
        assert_eq!(
            replaced(&value, "/a/b~1c/1", json!("x")),
            json!({"a": {"b/c": [1, "x"]}, "d": 3})
        );
        assert_eq!(removed(&value, "/a/b~1c"), json!({"a": {}, "d": 3}));
        assert_eq!(removed(&value, "/d"), json!({"a": {"b/c": [1, 2]}}));
        assert_eq!(added(&value, "/e")["e"], json!(true));
        assert_eq!(added(&value, "/a/e~1f")["a"]["e/f"], json!(true));
    }
}
