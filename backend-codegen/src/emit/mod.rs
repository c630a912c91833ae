//! The emit stage.

pub mod render;
