//! Variables for path parameters.

use crate::ir::names::lower_camel;

/// A variable for a path parameter.
pub(in super::super) fn path_variable(name: &str) -> String {
    let variable = lower_camel(name, "parameter");
    if [
        "app",
        "basePath",
        "body",
        "c",
        "case",
        "class",
        "ctx",
        "database",
        "default",
        "delete",
        "done",
        "enum",
        "in",
        "input",
        "new",
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
    ]
    .contains(&variable.as_str())
    {
        return format!("{variable}Parameter");
    }
    variable
}
