//! The emit stage.

pub mod effective;
pub mod lang;
pub mod render;
pub mod targets;
