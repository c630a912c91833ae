//! What a result means: gates, whether the client itself was the limit, and what to look at.

mod generator;
mod recommend;
mod reference;
mod slo;

pub use generator::{Bottleneck, bottleneck};
pub use recommend::recommendations;
pub use reference::{REFERENCES, Reference};
pub use slo::{Measure, Slo, Verdict, check_endpoints, evaluate};
