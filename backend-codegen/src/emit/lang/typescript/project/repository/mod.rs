//! `src/repositories/<resource>.ts`: the queries of one table.

mod file;
mod filters;
mod query;
mod read;
mod write;

pub(super) use file::file;
pub(super) use query::QueryShape;
