//! The model that every way in (OpenAPI, a database, code) lowers to and every emitter reads.
//!
//! Owns everything an emitter may know. Must not know: document nodes, files, target languages.
//! Names in here are the document's own; languages turn them into identifiers ([`names`]).

mod api;
mod body;
mod constraint;
mod default;
mod group;
mod head;
pub mod names;
mod operation;
mod outgoing;
mod parameter;
mod raw;
pub(crate) mod reach;
mod response;
mod schema;
mod security;
mod types;

pub use api::Api;
pub use body::{Body, Content, ContentKind, PartEncoding};
pub use constraint::{Bounds, Number, Pattern};
pub use group::Group;
pub use head::{Head, Server};
pub use operation::{Envelopment, Method, Operation, PathSegment, PathTemplate, Refusal};
pub use outgoing::{CallbackUrl, Outgoing, UrlPiece, UrlSource};
pub use parameter::{Location, Parameter, Style};
pub use raw::{RawKeyword, RawSchema};
pub use response::{Header, Response, StatusPattern};
pub use schema::{
    Additional, Array, Field, IntegerFormat, Kind, Map, Meta, NumberFormat, Object, Schema,
    StringFormat, StringType, Union, UnionMode, Variant,
};
pub use security::{ApiKeyLocation, Requirement, SchemeKind, SecurityScheme};
pub use types::{Direction, TypeDef, TypeId, Types};
