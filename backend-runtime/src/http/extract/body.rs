//! `Json`, `Form` and `Multipart`.

use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::http::{ApiError, Call, Parameters, response};
use crate::validate::Validate;

/// A JSON body, and a JSON answer.
///
/// Rejects with 400 `validation_failed` (violations have JSON Pointers; malformed JSON has line and column), 408, 413 and
/// 415.
#[derive(Debug, Clone, Copy, Default)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned + Validate, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _state: &S) -> Result<Self, ApiError> {
        let mut call = Call::detached(request);
        match call.json().await? {
            Some(value) => Ok(Json(value)),
            None => Err(call.invalid()),
        }
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        response::json(StatusCode::OK, &self.0).into_response()
    }
}

/// An `application/x-www-form-urlencoded` body.
///
/// Rejects with 400 `validation_failed`, 408, 413 and 415.
#[derive(Debug, Clone, Copy, Default)]
pub struct Form<T>(pub T);

impl<T, S> FromRequest<S> for Form<T>
where
    T: DeserializeOwned + Validate + Parameters,
    S: Send + Sync,
{
    type Rejection = ApiError;

    async fn from_request(request: Request, _state: &S) -> Result<Self, ApiError> {
        let mut call = Call::detached(request);
        match call.form().await? {
            Some(value) => Ok(Form(value)),
            None => Err(call.invalid()),
        }
    }
}

/// A `multipart/form-data` body; files are fields of type [`File`](crate::http::File).
///
/// Rejects with 400 `validation_failed`, 408, 413 and 415.
#[derive(Debug, Clone, Copy, Default)]
pub struct Multipart<T>(pub T);

impl<T, S> FromRequest<S> for Multipart<T>
where
    T: DeserializeOwned + Validate + Parameters,
    S: Send + Sync,
{
    type Rejection = ApiError;

    async fn from_request(request: Request, _state: &S) -> Result<Self, ApiError> {
        let mut call = Call::detached(request);
        match call.multipart().await? {
            Some(value) => Ok(Multipart(value)),
            None => Err(call.invalid()),
        }
    }
}
