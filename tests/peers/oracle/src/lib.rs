//! What both programs make instances with.

mod instances;
mod pattern;

pub use instances::{Instances, target};
pub use pattern::readable;
