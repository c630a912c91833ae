//! Expressions, broken over lines where prettier breaks them.

mod arguments;
mod chain;
mod flat;
mod model;
mod print;
mod width;

pub use model::{Expr, Link, Statement, written};
pub(super) use print::statement;
pub(super) use width::{TAB, WIDTH};
