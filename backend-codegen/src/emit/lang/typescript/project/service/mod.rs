//! `src/services/<resource>.ts`: rules between HTTP and storage, one transaction for what belongs together.

mod absence;
mod change;
mod convert;
mod file;
mod nested;
mod read;
mod values;

pub(super) use file::{check_function, file, function_name};
