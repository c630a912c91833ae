//! YAML 1.2 (core schema) to a tree with positions.
//!
//! Owns: what a scalar means, anchors, merge keys. The grammar is granit-parser's: its events carry byte offsets, and
//! it is what serde-saphyr itself stands on.

mod events;
mod scalar;

pub(super) use events::parse;
pub(super) use scalar::is_plain_string;
