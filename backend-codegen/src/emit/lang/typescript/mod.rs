//! TypeScript: names, literals, and text that prettier leaves as it is.
//!
//! Owns everything that the targets share: schemas, operations, and the printer. Must not know: frameworks.
//! Text of a document becomes a literal, a comment or a checked name here, nothing else.

mod document;
mod expr;
mod integer;
mod names;
mod operations;
mod order;
mod path;
pub mod project;
mod raw;
mod schema;
mod schemas;
mod text;
mod writer;

pub use document::document_file;
pub use expr::{Expr, Link, Statement, written};
pub use integer::integer_is_bigint;
pub use names::TsNames;
use names::is_keyword;
pub use operations::{operations_file, outgoing_file};
pub(crate) use order::references;
pub use path::{colon_path, segment_path};
pub use schema::{Scope, field_expr, schema_expr};
pub use schemas::schemas_file;
pub use text::{json, key, literal, member};
pub use writer::{HEADER, Imports, Writer, headed};
