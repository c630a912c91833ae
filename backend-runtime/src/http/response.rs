//! Answers: what generated response types turn into.

use std::convert::Infallible;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::{BufMut, Bytes, BytesMut};
use futures_util::{Stream, StreamExt};
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;

use super::{ApiError, ETag};

pub use super::sse::{Event, sse};

/// An answer to which headers can be added.
#[derive(Debug)]
pub struct Reply(Response);

/// A JSON body (`application/json`).
pub fn json<T: Serialize + ?Sized>(status: StatusCode, value: &T) -> Reply {
    json_as(status, "application/json", value)
}

/// A JSON body with another media type, as `application/problem+json`.
pub fn json_as<T: Serialize + ?Sized>(
    status: StatusCode,
    content_type: &'static str,
    value: &T,
) -> Reply {
    let mut writer = BytesMut::with_capacity(256).writer();
    match serde_json::to_writer(&mut writer, value) {
        Ok(()) => bytes(status, content_type, writer.into_inner().freeze()),
        Err(error) => Reply(ApiError::internal(error).into_response()),
    }
}

/// No body.
pub fn empty(status: StatusCode) -> Reply {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    Reply(response)
}

/// `text/plain`.
pub fn text(status: StatusCode, text: impl Into<String>) -> Reply {
    bytes(status, "text/plain; charset=utf-8", text.into())
}

/// Bytes of any media type.
pub fn bytes(status: StatusCode, content_type: &'static str, content: impl Into<Bytes>) -> Reply {
    body(status, content_type, Body::from(content.into()))
}

/// A body that is sent while it is made; an error breaks the connection, as HTTP has no other way to tell.
pub fn stream<S, B, E>(status: StatusCode, content_type: &'static str, stream: S) -> Reply
where
    S: Stream<Item = Result<B, E>> + Send + 'static,
    B: Into<Bytes> + 'static,
    E: Into<super::Cause> + 'static,
{
    let stream = stream.map(|piece| piece.map(Into::into).map_err(Into::into));
    body(status, content_type, Body::from_stream(stream))
}

pub(crate) fn infallible_stream<S>(content_type: &'static str, stream: S) -> Reply
where
    S: Stream<Item = Bytes> + Send + 'static,
{
    let stream = stream.map(Ok::<_, Infallible>);
    body(StatusCode::OK, content_type, Body::from_stream(stream))
}

/// A body that is a stream already.
pub fn body(status: StatusCode, content_type: &'static str, content: Body) -> Reply {
    let mut response = Response::new(content);
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    Reply(response)
}

impl Reply {
    /// Adds a header; text that cannot be a header value (line breaks) makes the answer a 500, never a second header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: impl AsRef<str>) -> Reply {
        match HeaderValue::from_str(value.as_ref()) {
            Ok(value) => {
                self.0.headers_mut().append(name, value);
                self
            }
            Err(error) => Reply(ApiError::internal(error).into_response()),
        }
    }

    /// Adds a header unless the value is missing.
    #[must_use]
    pub fn header_optional(self, name: HeaderName, value: Option<impl AsRef<str>>) -> Reply {
        match value {
            Some(value) => self.header(name, value),
            None => self,
        }
    }

    /// Where the new resource is.
    #[must_use]
    pub fn location(self, path: impl AsRef<str>) -> Reply {
        self.header(header::LOCATION, path)
    }

    /// Which version this is.
    #[must_use]
    pub fn etag(mut self, etag: &ETag) -> Reply {
        self.0.headers_mut().insert(header::ETAG, etag.to_header());
        self
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        self.0
    }
}

/// The status of a number of three digits; 500 for any other.
pub fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Percent-encodes what is one segment of a path, or one name or value of a query: only unreserved characters stand as
/// they are (RFC 3986 §2.3).
pub fn path_segment(text: &str) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'.')
        .remove(b'_')
        .remove(b'~');
    utf8_percent_encode(text, RESERVED).to_string()
}
