//! [`ApiError`]: every failure that a client sees, before it is given a body.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use super::render;
use crate::validate::Violation;

/// The cause of a failure, kept for the log only.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// A failed request: status, stable code, a sentence for people, and violations.
///
/// How it is rendered is decided by the operation's [`ErrorShape`](super::ErrorShape) for the status, or the
/// standard envelope. The source is never shown to the client; the log has it under the request id.
#[derive(Debug, Clone)]
pub struct ApiError(Arc<Fields>);

#[derive(Debug, Clone)]
pub(crate) struct Fields {
    pub(crate) status: StatusCode,
    pub(crate) code: Cow<'static, str>,
    pub(crate) message: Cow<'static, str>,
    pub(crate) details: Vec<Violation>,
    pub(crate) headers: HeaderMap,
    pub(crate) source: Option<Arc<Cause>>,
}

impl ApiError {
    /// An error with a code and message of your own.
    pub fn new(
        status: StatusCode,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<Cow<'static, str>>,
    ) -> ApiError {
        ApiError(Arc::new(Fields {
            status,
            code: code.into(),
            message: message.into(),
            details: Vec::new(),
            headers: HeaderMap::new(),
            source: None,
        }))
    }

    /// 400 with every violation found, whatever part of the request it is in.
    pub fn violations(details: Vec<Violation>) -> ApiError {
        let message = match details.len() {
            1 => "1 value of the request is invalid".into(),
            many => format!("{many} values of the request are invalid"),
        };
        let mut error = ApiError::new(StatusCode::BAD_REQUEST, "validation_failed", message);
        error.fields().details = details;
        error
    }

    /// 400 for a request that is wrong as a whole.
    pub fn bad_request(message: impl Into<Cow<'static, str>>) -> ApiError {
        ApiError::new(StatusCode::BAD_REQUEST, "bad_request", message)
    }

    /// 401 with the challenges of `WWW-Authenticate` (RFC 9110 §11.6.1).
    pub fn unauthorized(challenges: &[String]) -> ApiError {
        let mut error = ApiError::new(
            StatusCode::UNAUTHORIZED,
            "unauthorized",
            "valid credentials are required",
        );
        for challenge in challenges {
            if let Ok(value) = HeaderValue::from_str(challenge) {
                error
                    .fields()
                    .headers
                    .append(header::WWW_AUTHENTICATE, value);
            }
        }
        error
    }

    /// 403 for known callers who may not do this.
    pub fn forbidden() -> ApiError {
        ApiError::new(
            StatusCode::FORBIDDEN,
            "forbidden",
            "the credentials do not allow this operation",
        )
    }

    /// 404: `what` names the kind of thing that is missing, as `book`.
    pub fn not_found(what: &str) -> ApiError {
        ApiError::new(
            StatusCode::NOT_FOUND,
            "not_found",
            format!("{what} not found"),
        )
    }

    /// 404 for a path that no operation has.
    pub fn no_route() -> ApiError {
        ApiError::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "no operation has this path",
        )
    }

    /// 405; the router adds `Allow`.
    pub fn method_not_allowed() -> ApiError {
        ApiError::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            "this path does not support the method; see the Allow header",
        )
    }

    /// 406 naming the media types on offer.
    pub fn not_acceptable(offered: &[&str]) -> ApiError {
        ApiError::new(
            StatusCode::NOT_ACCEPTABLE,
            "not_acceptable",
            format!("this operation answers {}", offered.join(", ")),
        )
    }

    /// 408: the client took too long to send the request.
    pub fn request_timeout() -> ApiError {
        ApiError::new(
            StatusCode::REQUEST_TIMEOUT,
            "request_timeout",
            "the request body did not arrive in time",
        )
        .with_header(header::CONNECTION, HeaderValue::from_static("close"))
    }

    /// 409 with a code of your own, as `isbn_taken`.
    pub fn conflict(
        code: impl Into<Cow<'static, str>>,
        message: impl Into<Cow<'static, str>>,
    ) -> ApiError {
        ApiError::new(StatusCode::CONFLICT, code, message)
    }

    /// 412: `If-Match` names another version.
    pub fn precondition_failed() -> ApiError {
        ApiError::new(
            StatusCode::PRECONDITION_FAILED,
            "precondition_failed",
            "the resource was changed since the given ETag",
        )
    }

    /// 413 naming the limit.
    pub fn payload_too_large(limit_bytes: usize) -> ApiError {
        ApiError::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "payload_too_large",
            format!("the request body is larger than {limit_bytes} bytes"),
        )
    }

    /// 415 naming what is accepted.
    pub fn unsupported_media_type(accepted: &[&str]) -> ApiError {
        let mut error = ApiError::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            format!("send the body as {}", accepted.join(" or ")),
        );
        if let Ok(value) = HeaderValue::from_str(&accepted.join(", ")) {
            error = error.with_header(header::ACCEPT, value);
        }
        error
    }

    /// 415 for a `Content-Encoding` other than gzip and deflate.
    pub fn unsupported_encoding() -> ApiError {
        ApiError::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_encoding",
            "send the body as it is, or with Content-Encoding gzip or deflate",
        )
        .with_header(
            header::ACCEPT_ENCODING,
            HeaderValue::from_static("gzip, deflate"),
        )
    }

    /// 429 with `Retry-After`.
    pub fn too_many_requests(retry_after_seconds: u64) -> ApiError {
        ApiError::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_requests",
            "too many requests; see the Retry-After header",
        )
        .with_header(header::RETRY_AFTER, HeaderValue::from(retry_after_seconds))
    }

    /// 431 naming the limit.
    pub fn headers_too_large(limit_bytes: usize) -> ApiError {
        ApiError::new(
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            "headers_too_large",
            format!("the request line and headers are larger than {limit_bytes} bytes"),
        )
    }

    /// 500: `source` goes to the log under the request id and is never shown.
    pub fn internal(source: impl Into<Cause>) -> ApiError {
        let mut error = ApiError::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal_error",
            "the server failed to handle the request",
        );
        error.fields().source = Some(Arc::new(source.into()));
        error
    }

    /// 501: the operation is declared, typed and validated, and waits for code.
    pub fn not_implemented(operation_id: &str) -> ApiError {
        ApiError::new(
            StatusCode::NOT_IMPLEMENTED,
            "not_implemented",
            format!("operation `{operation_id}` is not implemented yet"),
        )
    }

    /// 503, with the reason for the log.
    pub fn unavailable(source: impl Into<Cause>) -> ApiError {
        let mut error = ApiError::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "the service is temporarily unavailable",
        );
        error.fields().source = Some(Arc::new(source.into()));
        error
    }

    /// Adds a header to the response.
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> ApiError {
        self.fields().headers.append(name, value);
        self
    }

    /// Adds a cause for the log.
    pub fn with_source(mut self, source: impl Into<Cause>) -> ApiError {
        self.fields().source = Some(Arc::new(source.into()));
        self
    }

    /// Adds violations, as from a rule of your own.
    pub fn with_details(mut self, details: Vec<Violation>) -> ApiError {
        self.fields().details = details;
        self
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The stable code.
    pub fn code(&self) -> &str {
        &self.0.code
    }

    /// The sentence for people.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The violations.
    pub fn details(&self) -> &[Violation] {
        &self.0.details
    }

    pub(crate) fn get(&self) -> &Fields {
        &self.0
    }

    fn fields(&mut self) -> &mut Fields {
        Arc::make_mut(&mut self.0)
    }

    /// The cause and the causes of the cause, joined by `: `, for the log.
    pub(crate) fn cause_chain(&self) -> Option<String> {
        let source = self.0.source.as_ref()?;
        let mut text = source.to_string();
        let mut next = source.source();
        while let Some(cause) = next {
            text.push_str(": ");
            text.push_str(&cause.to_string());
            next = cause.source();
        }
        Some(text)
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {}: {}",
            self.0.status.as_u16(),
            self.0.code,
            self.0.message
        )
    }
}

impl std::error::Error for ApiError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0
            .source
            .as_deref()
            .map(|cause| &**cause as &(dyn std::error::Error + 'static))
    }
}

/// The standard envelope. Inside a [`Stack`](super::Stack) the request id is filled in on the way out.
impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = render::standard(&self, None);
        response.extensions_mut().insert(self);
        response
    }
}
