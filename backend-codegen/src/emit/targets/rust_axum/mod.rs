//! Rust services on axum.

pub mod out;
pub mod project;
