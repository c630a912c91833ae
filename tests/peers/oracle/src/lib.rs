//! What both programs make instances with.

mod formats;
mod instances;
mod pattern;

pub use formats::{all_limits, formats, limits};
pub use instances::{Instances, target};
pub use pattern::readable;
