//! CRUD resources: which operations of an [`Api`](crate::ir::Api) create, read, list, replace, change and delete one
//! kind of stored thing, and what a table for it looks like.
//!
//! Owns the recognition, as plain data that every target and every SQL dialect reads. Must not know: languages,
//! frameworks, SQL text. What cannot be known for certain is left out with a reason, never guessed.

mod action;
mod body;
mod column;
mod fill;
mod listing;
mod model;
mod path;
mod recognise;
mod reference;
mod words;

pub use model::{
    Action, Check, Column, ColumnType, Create, Fill, Filter, FilterTest, Fit, Key, KeyKind,
    KeyOrigin, Listing, Merge, Paging, Parent, Refused, Replace, Resource, ResourceOperation,
    Resources, Returned, Role, Shape, Sort, SortValue, Source,
};
pub use recognise::recognise;
