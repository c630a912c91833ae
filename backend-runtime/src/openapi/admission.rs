//! What happens before a registered handler: security and `Accept`, as for generated operations.

use ::http::request::Parts;
use axum::extract::{FromRequestParts, Request};
use axum::middleware::Next;
use axum::response::Response;

use crate::auth::Principal;
use crate::http::{self, ApiError, Context, Exchange, Operation};

/// Who was admitted to what; [`Context`] reads it.
#[derive(Clone)]
struct Admitted {
    operation: &'static Operation,
    principal: Option<Principal>,
    accepted: &'static str,
}

/// Admits a request to `operation` and runs the handler.
pub(super) async fn admit(operation: &'static Operation, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let exchange = Exchange::of(&parts.extensions);
    match http::admit(operation, &parts, &exchange).await {
        Ok((principal, accepted)) => {
            parts.extensions.insert(Admitted {
                operation,
                principal,
                accepted,
            });
            next.run(Request::from_parts(parts, body)).await
        }
        Err(error) => http::refuse(&error, operation, &exchange.id),
    }
}

/// The request besides its decoded values, for handlers of an [`ApiRouter`](super::ApiRouter).
impl<S: Send + Sync> FromRequestParts<S> for Context {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Context, ApiError> {
        static UNKNOWN: Operation = Operation::NEW;
        let admitted = parts.extensions.get::<Admitted>().cloned();
        let admitted = admitted.unwrap_or(Admitted {
            operation: &UNKNOWN,
            principal: None,
            accepted: "",
        });
        Ok(Context {
            request_id: Exchange::of(&parts.extensions).id,
            principal: admitted.principal,
            operation: admitted.operation,
            accepted: admitted.accepted,
            parts: parts.clone(),
        })
    }
}
