//! `src/repositories` without a database: the same traits, answered by tables in memory.

mod change;
mod list;
mod repository;
mod tables;

pub(super) use tables::emit;
