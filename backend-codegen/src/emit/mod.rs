//! The emit stage.

pub mod lang;
pub mod render;
pub mod targets;
