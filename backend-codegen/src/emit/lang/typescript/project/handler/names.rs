//! Variables for path parameters.

use crate::{emit::lang::typescript::is_keyword, ir::names::lower_camel};

/// What handlers of one framework or another call something else.
const TAKEN: [&str; 21] = [
    "app",
    "basePath",
    "body",
    "c",
    "ctx",
    "database",
    "done",
    "input",
    "next",
    "operations",
    "page",
    "preconditions",
    "query",
    "reply",
    "req",
    "request",
    "res",
    "response",
    "rows",
    "size",
    "total",
];

/// A variable for a path parameter.
pub(in super::super) fn path_variable(name: &str) -> String {
    let variable = lower_camel(name, "parameter");
    if is_keyword(&variable) || TAKEN.contains(&variable.as_str()) {
        return format!("{variable}Parameter");
    }
    variable
}
