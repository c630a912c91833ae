//! The emit stage.

pub mod effective;
pub mod lang;
pub mod layout;
pub mod render;
pub mod sql;
pub mod targets;
