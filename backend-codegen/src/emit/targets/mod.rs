//! One folder per target framework.

pub mod rust_axum;
