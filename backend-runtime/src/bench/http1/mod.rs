//! HTTP/1.1 as a load tester needs it: a parser that keeps nothing it was not asked for, and one exchange.
//!
//! An answer costs one read and no allocation when it arrives in one piece; bodies are counted and dropped
//! unless somebody wants to look at them.

mod exchange;
mod parser;

pub(crate) use exchange::{Answer, Connection, Idle, Wanted};
pub(crate) use parser::Kept;
