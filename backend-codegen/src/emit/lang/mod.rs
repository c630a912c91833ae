//! The languages that code is emitted in: how the model's types and names are spelled in each.

pub mod rust;
pub mod typescript;
