//! Extractors for hand-written axum handlers: the same decoding and rejections as generated code has.
//!
//! Each decodes one location by itself, so that a handler with several reports the first that fails. To report all
//! together, go through [`Call`](super::Call).

mod body;
mod parts;

pub use body::{Form, Json, Multipart};
pub use parts::{Cookie, Header, Path, Query};
