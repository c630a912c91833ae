//! HTTP: operations, extractors, errors, the stack around them and the server loop.
//!
//! Owns everything between the socket and a handler's typed values. It must not know the generator, nor any database:
//! the one exception is the glue that turns `sqlx::Error` into an [`ApiError`].

mod body;
mod call;
mod config;
mod context;
#[cfg(feature = "db")]
mod database;
mod env;
pub mod envelope;
mod error;
mod etag;
mod exchange;
mod extract;
mod log;
mod media;
mod multipart;
mod operation;
pub(crate) mod parameter;
mod redact;
mod render;
mod request_id;
pub mod response;
mod routes;
mod server;
mod sse;
mod stack;
pub mod testing;
mod typed;

pub use ::http::{HeaderName, StatusCode};
pub use backend_macros::{Parameters, Request, RequestBody, Response, ResponseBody};
pub use call::{BodyStream, Call, handle};
pub(crate) use call::{admit, refuse};
pub use config::{CorsConfig, HttpConfig, ServerConfig};
pub use context::Context;
pub use env::{ConfigError, Env, Secret};
pub use error::{ApiError, Cause};
pub use etag::{ETag, etag};
pub(crate) use exchange::Exchange;
pub use extract::{Cookie, Form, Header, Json, Multipart, Path, Query};
pub use log::{LogConfig, Redacting};
pub use multipart::File;
pub use operation::{ErrorShape, Operation, Requirement, Template};
pub use parameter::{Parameter, Parameters, Style};
pub use redact::redact;
pub use request_id::RequestId;
pub use response::Reply;
pub use routes::Routes;
pub use server::{Server, run, serve, shutdown_signal};
pub use sse::{Event, last_event_id, sse};
pub use stack::Stack;
pub use typed::{Answer, Dispatch, Request, RequestBody, Response, ResponseBody};

#[doc(inline)]
pub use crate::__routes as routes;
