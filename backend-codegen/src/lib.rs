//! OpenAPI documents in, complete backend services out.
//!
//! Pure: text in, file plan out. No network, database, clock or terminal.
//! `spec/` (text to a located tree) → `lower/` → `ir/` → `emit/targets/<id>/` → `plan/`.

pub mod build;
pub mod compare;
pub mod config;
pub mod diagnostic;
pub mod disk;
pub mod emit;
#[cfg(feature = "extract")]
pub mod extract;
pub mod generate;
pub mod ir;
pub mod lower;
pub mod plan;
pub mod resources;
pub mod settings;
pub mod sketch;
pub mod source;
pub mod spec;
pub mod summary;
