//! Which operation answers a request: templates of any form, the most specific first.
//!
//! Whole-segment templates are axum's business. Where a segment mixes text and parameters (`/{page}.{format}`), several
//! templates look alike to axum; those are told apart here. Two operations that no request tells apart are refused by the
//! generator; here the first one stays.

mod list;
mod names;
mod overlap;
mod table;
mod template;

pub use table::Routes;
pub(crate) use template::{Part, on_wire, parts};
