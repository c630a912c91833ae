//! CRUD resources: which operations of an [`Api`](crate::ir::Api) create, read, list, replace, change and delete one
//! kind of stored thing, and what a table for it looks like.
//!
//! Owns the recognition, as plain data that every target and every SQL dialect reads. Must not know: languages,
//! frameworks, SQL text. What cannot be known for certain is left out with a reason, never guessed.

mod action;
mod body;
mod column;
mod convert;
mod decimal;
mod fill;
mod frame;
mod key;
mod listing;
mod model;
mod nesting;
mod path;
mod recognise;
mod reference;
mod secret;
mod words;

pub use decimal::{DecimalForm, Digits};
pub(crate) use fill::same_type;
pub(crate) use listing::{Pages, pages_of};
pub use model::{
    Action, Check, Column, ColumnType, Create, Fill, Filter, FilterTest, Fit, Frame, Key, KeyKind,
    KeyOrigin, Listing, Merge, Paging, Part, Refused, Replace, Resource, ResourceOperation,
    Resources, Returned, Role, Shape, Sort, SortValue, Source,
};
pub use nesting::{Above, Nesting, Parent};
pub(crate) use path::{ResourcePath, read as read_path};
pub use recognise::recognise;
