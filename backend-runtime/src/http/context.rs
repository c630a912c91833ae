//! What a handler knows of its request besides the decoded values.

use http::request::Parts;
use http::{HeaderMap, header};

use super::etag::{ETag, Preconditions};
use super::exchange::Exchange;
use super::{ApiError, Operation, RequestId};
use crate::auth::Principal;

/// The request besides its decoded values: id, caller, operation, headers.
#[derive(Debug, Clone)]
pub struct Context {
    /// Names the request in the response, error bodies and the log.
    pub request_id: RequestId,
    /// Who was authenticated; none for open operations.
    pub principal: Option<Principal>,
    /// What the document says about this operation.
    pub operation: &'static Operation,
    /// The media type to answer with, chosen from the operation's by `Accept`; `""` when it declares none.
    pub accepted: &'static str,
    /// Method, URI, headers and extensions.
    pub parts: Parts,
}

impl Context {
    /// A context for tests that call services directly.
    pub fn for_test() -> Context {
        static OPERATION: Operation = Operation::NEW;
        Context {
            request_id: Exchange::detached().id,
            principal: None,
            operation: &OPERATION,
            accepted: "application/json",
            parts: http::Request::new(()).into_parts().0,
        }
    }

    /// The request's headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.parts.headers
    }

    /// Holds the request to `If-Match` and `If-None-Match` for a change (RFC 9110 §13.1); `current` is `None` while
    /// the resource does not exist.
    ///
    /// # Errors
    /// 412 when the resource was changed since the client read it.
    pub fn check_preconditions(&self, current: Option<&ETag>) -> Result<(), ApiError> {
        Preconditions::read(&self.parts.headers).check(current)
    }

    /// Whether a `GET` may be answered 304: the client has this version (`If-None-Match`).
    pub fn is_not_modified(&self, current: &ETag) -> bool {
        Preconditions::read(&self.parts.headers).is_not_modified(current)
    }

    /// Whether the client sent `If-Match`.
    pub fn has_if_match(&self) -> bool {
        self.parts.headers.contains_key(header::IF_MATCH)
    }
}
