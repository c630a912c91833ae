//! Everything around the operations: one service on every route, and the endpoints of our own.
//!
//! Owns request ids, limits on heads, times, panics, security headers, metrics and the request log. It must not know
//! any operation: those run through [`handle`](super::handle).

mod builder;
mod docs;
mod endpoints;
mod metrics;
mod security_headers;
mod service;

pub use builder::Stack;
pub(super) use builder::other_method;
