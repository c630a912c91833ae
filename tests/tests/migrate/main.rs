//! `cargo backend migrate` and the library behind it, on three databases.

mod library;
mod support;
