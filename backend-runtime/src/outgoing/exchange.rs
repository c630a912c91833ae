//! The request that asked for callbacks, and what it was answered.

use http::{HeaderMap, StatusCode};
use serde::Serialize;
use serde_json::Value;

use super::{SendError, Source};
use crate::http::{Context, parameter};

/// The request that asked for callbacks, and what it was answered, as expressions look at it.
#[derive(Debug, Clone)]
pub struct Exchange {
    context: Context,
    request_body: Value,
    status: Option<StatusCode>,
    response_headers: HeaderMap,
    response_body: Value,
}

impl Exchange {
    /// A request, still without its body.
    pub fn of(context: &Context) -> Exchange {
        Exchange {
            context: context.clone(),
            request_body: Value::Null,
            status: None,
            response_headers: HeaderMap::new(),
            response_body: Value::Null,
        }
    }

    /// With the body of the request.
    ///
    /// # Errors
    /// [`SendError::Value`] when it cannot be written as JSON.
    pub fn request_body<T: Serialize>(mut self, body: &T) -> Result<Exchange, SendError> {
        self.request_body = value(body)?;
        Ok(self)
    }

    /// With the response.
    ///
    /// # Errors
    /// [`SendError::Value`] when the body cannot be written as JSON.
    pub fn response<T: Serialize>(
        mut self,
        status: StatusCode,
        headers: HeaderMap,
        body: &T,
    ) -> Result<Exchange, SendError> {
        self.status = Some(status);
        self.response_headers = headers;
        self.response_body = value(body)?;
        Ok(self)
    }

    pub(super) fn url(&self) -> Option<String> {
        let parts = &self.context.parts;
        let host = parts.headers.get(http::header::HOST);
        let host = host.and_then(|host| host.to_str().ok());
        match (parts.uri.authority(), host) {
            (None, Some(host)) => Some(format!("http://{host}{}", parts.uri)),
            (Some(_), _) | (None, None) => Some(parts.uri.to_string()),
        }
    }

    pub(super) fn method(&self) -> Option<String> {
        Some(self.context.parts.method.to_string())
    }

    pub(super) fn status_code(&self) -> Option<String> {
        self.status.map(|status| status.as_u16().to_string())
    }

    pub(super) fn in_request(&self, source: Source) -> Option<String> {
        let parts = &self.context.parts;
        match source {
            Source::Header(name) => header(&parts.headers, name),
            Source::Query(name) => parameter::query_value(parts.uri.query().unwrap_or(""), name),
            Source::Path(name) => {
                parameter::path_value(self.context.operation.path, parts.uri.path(), name)
            }
            Source::Body(pointer) => at(&self.request_body, pointer),
        }
    }

    pub(super) fn in_response(&self, source: Source) -> Option<String> {
        match source {
            Source::Header(name) => header(&self.response_headers, name),
            Source::Body(pointer) => at(&self.response_body, pointer),
            // A response has neither.
            Source::Query(_) | Source::Path(_) => None,
        }
    }
}

fn value<T: Serialize>(body: &T) -> Result<Value, SendError> {
    serde_json::to_value(body).map_err(|error| SendError::Value(error.to_string()))
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

/// A value as text; objects, arrays and null are none.
fn at(body: &Value, pointer: &str) -> Option<String> {
    match body.pointer(pointer)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Expression, Piece};
    use super::*;
    use crate::http::Operation;
    use serde_json::json;

    fn exchange() -> Exchange {
        static OPERATION: Operation = Operation {
            path: "/hooks/{id}",
            ..Operation::NEW
        };
        let request = http::Request::builder()
            .method("POST")
            .uri("/hooks/a%20b?next=x%26y&next=z")
            .header("host", "api.example.com")
            .header("x-token", "t1")
            .body(())
            .unwrap();
        let context = Context {
            operation: &OPERATION,
            parts: request.into_parts().0,
            ..Context::for_test()
        };
        Exchange::of(&context)
            .request_body(&json!({"url": "https://a.example/b", "deep": [{"n~/": 7}], "no": null}))
            .unwrap()
            .response(StatusCode::CREATED, HeaderMap::new(), &json!({"id": "1/2"}))
            .unwrap()
    }

    #[test]
    fn every_source_is_read() {
        let exchange = exchange();
        let told = |piece: Piece| {
            Expression(&[]).url(&exchange).and_then(|_| {
                let pieces: &'static [Piece] = Box::leak(Box::new([piece]));
                Expression(pieces).url(&exchange)
            })
        };
        for (piece, expected) in [
            (
                Piece::Url,
                "http://api.example.com/hooks/a%20b?next=x%26y&next=z",
            ),
            (Piece::Method, "POST"),
            (Piece::StatusCode, "201"),
            (Piece::Request(Source::Header("X-Token")), "t1"),
            (Piece::Request(Source::Query("next")), "x&y"),
            (Piece::Request(Source::Path("id")), "a b"),
            (Piece::Request(Source::Body("/url")), "https://a.example/b"),
            (Piece::Request(Source::Body("/deep/0/n~0~1")), "7"),
            (Piece::Response(Source::Body("/id")), "1/2"),
        ] {
            assert_eq!(told(piece).unwrap(), expected, "{piece}");
        }
        for piece in [
            Piece::Request(Source::Body("/no")),
            Piece::Request(Source::Body("/absent")),
            Piece::Request(Source::Query("absent")),
            Piece::Response(Source::Query("next")),
        ] {
            assert!(matches!(told(piece), Err(SendError::Missing(_))), "{piece}");
        }
    }

    #[test]
    fn a_value_behind_text_stays_the_part_that_it_is() {
        const URL: Expression = Expression(&[
            Piece::Request(Source::Body("/url")),
            Piece::Text("/"),
            Piece::Response(Source::Body("/id")),
            Piece::Text("?next="),
            Piece::Request(Source::Query("next")),
        ]);
        assert_eq!(
            URL.url(&exchange()).unwrap(),
            "https://a.example/b/1%2F2?next=x%26y"
        );
    }
}
