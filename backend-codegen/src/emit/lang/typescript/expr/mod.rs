//! Expressions, broken over lines where prettier breaks them.

mod arguments;
mod chain;
mod flat;
mod model;
mod print;
mod width;

pub use model::{Expr, Link};
pub(super) use width::{TAB, WIDTH, width};
