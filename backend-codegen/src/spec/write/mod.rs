//! Documents as text again: YAML, JSON, and many files as one.
//!
//! Nothing is lost but comments and layout: order, number text and unknown keys stay.

mod bundle;
mod json;
mod yaml;

pub use bundle::bundle;
pub use json::to_json;
pub use yaml::to_yaml;
