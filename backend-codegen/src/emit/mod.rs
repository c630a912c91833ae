//! The emit stage.

pub(crate) mod conversions;
pub mod error_body;
pub mod lang;
pub mod layout;
pub(crate) mod past;
pub mod registry;
pub mod render;
pub(crate) mod sample;
pub mod sql;
pub mod target;
pub mod targets;
pub(crate) mod words;
