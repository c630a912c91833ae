//! The OpenAPI document as the code has it: built from the tables of operations and of types, and from nothing else.
//!
//! Owns the descriptions that the document needs beyond what requests are served by ([`Docs`]), the traits that read
//! them off extractors and answers ([`Describe`], [`Responses`]), the builder, and [`ApiRouter`]. It must not know the
//! generator nor any document's text.

mod admission;
mod build;
mod command;
mod committed;
pub mod describe;
mod docs;
mod effective;
mod envelope;
mod info;
mod parameter;
mod problem;
mod responses;
mod router;
mod routes;
mod security;
mod served;
mod template;
mod words;
mod yaml;

pub use backend_macros::{Responses, delete, get, head, operation, options, patch, post, put};
pub use build::{Options, build};
pub use command::command;
pub use committed::assert_committed;
pub use describe::Describe;
pub use docs::{
    Body, Callback, Content, Docs, Encoding, Header, Input, ParameterIn, ParameterSet, Response,
    ResponseList, Webhook,
};
pub use envelope::{DATA_ENVELOPE, ERROR_ENVELOPE, SUCCESS_ENVELOPE};
pub use info::{Api, Info, Server, Tag};
pub use problem::{Problem, Problems};
pub use responses::{Created, NoContent, Responses};
pub use router::{ApiOperation, ApiRouter, route};
pub use served::effective_json;
pub use template::assert_described;
pub use words::{References, api};
pub use yaml::to_yaml;

#[doc(no_inline)]
pub use crate::schema::Dialect;
// What the attributes expand to is compiled in crates that need not name axum themselves.
#[doc(hidden)]
pub use axum;
