//! Rust services on axum.

pub mod out;
