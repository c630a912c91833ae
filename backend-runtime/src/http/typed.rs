//! What generated types implement: requests that decode themselves, answers that know their status.

use std::future::Future;

use super::{ApiError, Call, ErrorShape, Operation, Reply, StatusCode};

/// What a call of one operation brings. Derive it.
pub trait Request: Sized + Send + 'static {
    /// What the operation answers.
    type Response: Response;

    /// What the document says about the operation.
    const OPERATION: &'static Operation;

    /// Decodes every part.
    ///
    /// # Errors
    /// 400 with the violations of all parts, and what the body's decoder answers: 408, 413, 415.
    fn from_call(call: Call) -> impl Future<Output = Result<Self, ApiError>> + Send;
}

/// A request body of several media types. Derive it on an enum.
pub trait RequestBody: Sized + Send {
    /// Decodes the body as its media type says; `None` when violations were remembered.
    ///
    /// # Errors
    /// 415 for another media type, 413, 408.
    fn from_call(call: &mut Call) -> impl Future<Output = Result<Option<Self>, ApiError>> + Send;
}

/// What one operation answers. Derive it on an enum.
pub trait Response: Send {
    /// The media types of successes, in the document's order.
    const PRODUCES: &'static [&'static str];
    /// The error bodies that the document declares.
    const ERRORS: &'static [ErrorShape];

    /// The answer.
    fn reply(self) -> Reply;
}

/// A response body of several media types. Derive it on an enum.
pub trait ResponseBody: Send {
    /// The answer with this status.
    fn reply(self, status: StatusCode) -> Reply;
}

/// A request that an API answers: each request calls one method of one trait.
pub trait Dispatch<A>: Request {
    /// Calls the method.
    ///
    /// # Errors
    /// Those of the method.
    fn dispatch(self, api: A) -> impl Future<Output = Result<Self::Response, ApiError>> + Send;
}

/// The future that a method of an API trait returns; `async fn` makes one.
pub trait Answer<R>: Future<Output = Result<R, ApiError>> + Send {}

impl<F, R> Answer<R> for F where F: Future<Output = Result<R, ApiError>> + Send {}
