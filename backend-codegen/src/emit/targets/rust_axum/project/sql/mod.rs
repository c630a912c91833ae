//! `src/repositories/<resource>.rs` on a database: constants with SQL, a trait, and its implementation for connections.

mod constants;
mod contract;
mod decimal;
mod engine;
mod filters;
mod implementation;
mod order;
mod read;
mod repository;
mod write;

pub(super) use order::literal;
pub(super) use repository::{Repository, file};
