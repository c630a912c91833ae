//! `src/services/<resource>.rs`: rules between HTTP and storage, one transaction for what belongs together.

mod change;
mod read;
mod service;
mod values;

pub(super) use service::{check_function, file, function_name};
pub(super) use values::expression_text;
