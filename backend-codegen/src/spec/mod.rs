//! Text in, resolved and located document out.
//!
//! Owns: JSON and YAML, versions, `$ref`, files of one document, the structure of OpenAPI documents.
//! Must not know: Rust types, services, the network (a [`Fetch`] brings the bytes).
//!
//! [`load()`] reads everything a document consists of; [`Document::deref`] follows references.

mod build;
mod chain;
mod document;
mod fetch;
mod files;
pub mod grammar;
mod inline;
mod json;
mod limits;
mod load;
mod location;
mod node;
mod number;
#[cfg(feature = "openapiv3")]
pub mod openapiv3;
mod pattern;
mod pointer;
mod suggest;
mod text;
mod tree;
mod upgrade;
mod validate;
mod walk;
pub mod write;
mod yaml;

pub use document::{Document, RefId, Resolved, Version};
pub use fetch::{Fetch, FetchError, Memory};
pub use limits::Limits;
pub use load::{LoadOptions, load};
pub use location::is_url;
#[cfg(feature = "extract")]
pub(crate) use node::node_of;
pub use node::{Entry, Node, Object, Value};
pub use number::Number;
pub use pattern::check_pattern;
pub use pointer::{append, tokens};
pub use suggest::{closest, did_you_mean};
pub use validate::validate;
