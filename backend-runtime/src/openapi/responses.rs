//! What handlers answer, for the document.

use std::borrow::Cow;

use axum::response::{IntoResponse, Response as HttpResponse};
use http::StatusCode;
use serde::Serialize;

use super::{Content, Header, Response, ResponseList};
use crate::http::{ApiError, Json, Reply, response};
use crate::schema::{Keyword, Node, Schema, TypeSet};

/// A type that knows which responses it turns into.
#[diagnostic::on_unimplemented(
    message = "the document cannot tell what `{Self}` answers",
    label = "not described",
    note = "return `backend_runtime::http::Json<T>` with a `T` that derives `Schema`, an enum that derives `Responses`, \
            or a `Result` of such types",
    note = "or name them in the attribute: `responses((status = 200, description = \"…\", body = T))`"
)]
pub trait Responses {
    /// Its responses.
    const RESPONSES: &'static ResponseList;
}

const STRING: Node = Node::new(&[Keyword::Type(TypeSet::STRING)]);

impl<T: Responses, E: Responses> Responses for Result<T, E> {
    const RESPONSES: &'static ResponseList = &ResponseList {
        own: &[],
        more: &[T::RESPONSES, E::RESPONSES],
    };
}

impl<T: Schema> Responses for Json<T> {
    const RESPONSES: &'static ResponseList = &ResponseList::of(&[Response {
        description: "OK",
        contents: &[Content {
            schema: Some(Node::of::<T>()),
            ..Content::NEW
        }],
        ..Response::NEW
    }]);
}

/// What the service answers by itself is told by the effective document.
impl Responses for ApiError {
    const RESPONSES: &'static ResponseList = &ResponseList::EMPTY;
}

macro_rules! undeclared {
    ($($type:ty),*) => {$(
        /// Declares nothing: name the responses in the attribute.
        impl Responses for $type {
            const RESPONSES: &'static ResponseList = &ResponseList::EMPTY;
        }
    )*};
}

undeclared!(HttpResponse, Reply, StatusCode);

macro_rules! text {
    ($($type:ty),*) => {$(
        impl Responses for $type {
            const RESPONSES: &'static ResponseList = &ResponseList::of(&[Response {
                description: "OK",
                contents: &[Content {
                    media_type: "text/plain",
                    schema: Some(STRING),
                    ..Content::NEW
                }],
                ..Response::NEW
            }]);
        }
    )*};
}

text!(String, &'static str, Cow<'static, str>);

impl Responses for () {
    const RESPONSES: &'static ResponseList = &ResponseList::of(&[Response {
        description: "OK",
        ..Response::NEW
    }]);
}

/// 201 with `Location` and the new resource as JSON.
#[derive(Debug, Clone)]
pub struct Created<T> {
    /// Where it is.
    pub location: String,
    /// What it is.
    pub body: T,
}

impl<T: Serialize> IntoResponse for Created<T> {
    fn into_response(self) -> HttpResponse {
        let reply = response::json(StatusCode::CREATED, &self.body);
        reply.location(self.location).into_response()
    }
}

impl<T: Schema> Responses for Created<T> {
    const RESPONSES: &'static ResponseList = &ResponseList::of(&[Response {
        status: "201",
        description: "Created",
        headers: &[Header {
            name: "Location",
            description: "Where the new resource is.",
            required: true,
            schema: STRING,
        }],
        contents: &[Content {
            schema: Some(Node::of::<T>()),
            ..Content::NEW
        }],
        ..Response::NEW
    }]);
}

/// 204.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NoContent;

impl IntoResponse for NoContent {
    fn into_response(self) -> HttpResponse {
        StatusCode::NO_CONTENT.into_response()
    }
}

impl Responses for NoContent {
    const RESPONSES: &'static ResponseList = &ResponseList::of(&[Response {
        status: "204",
        description: "No Content",
        ..Response::NEW
    }]);
}
