//! `tests/api`: what the document promises, asked of the service without a socket.

mod access;
mod bodies;
mod common;
mod create;
mod creator;
mod crud;
mod headers;
mod invalid;
mod json;
mod listing;
mod parameters;
mod request;
mod rows;
mod told;
mod unwritten;

use super::Project;
use crate::{emit::layout::Writer, plan::FilePlan};

/// Plans the tests: one program, a module per handler file.
pub(super) fn emit(project: &Project<'_>, modules: &[String], plan: &mut FilePlan) {
    let mut names: Vec<&String> = modules.iter().collect();
    names.sort();
    names.dedup();
    let tests = Tests { project };
    let mut written = Vec::new();
    let mut texts = String::new();
    for name in names {
        let operations: Vec<usize> = (0..modules.len())
            .filter(|&index| modules[index] == *name)
            .collect();
        let path = format!("tests/api/{}.rs", test_module(name));
        match tests.module(name, &operations) {
            Some(text) => {
                texts.push_str(&text);
                plan.yours(path, text);
            }
            None if (project.existing)(&path) => {}
            None => continue,
        }
        written.push(test_module(name));
    }
    plan.generated("tests/api/main.rs", tests.main(&written));
    plan.yours("tests/api/common.rs", tests.common(&texts));
}

fn test_module(name: &str) -> String {
    if name == "common" || name == "main" {
        format!("{name}_operations")
    } else {
        // The module of the handlers: a name of its own already, which shortening again could make another's.
        name.to_owned()
    }
}

struct Tests<'a> {
    project: &'a Project<'a>,
}

/// A request that a test sends: statements before it, and its expression.
struct Sent {
    before: Vec<String>,
    path: String,
}

/// Whether code names the type `Value`; texts may hold the word in something longer, such as the header `X-Value`.
fn mentions_value(code: &str) -> bool {
    code.match_indices("Value").any(|(at, word)| {
        let before = code[..at].chars().next_back();
        let after = code[at + word.len()..].chars().next();
        before.is_some_and(|c| " &<(".contains(c))
            && after.is_none_or(|c| !c.is_alphanumeric() && !"_-\"".contains(c))
    })
}

impl Tests<'_> {
    fn module(&self, name: &str, operations: &[usize]) -> Option<String> {
        let mut body = Writer::default();
        for &index in operations {
            self.operation(index, &mut body);
        }
        let body = body.finish();
        if body.is_empty() {
            return None;
        }
        let mut writer = Writer::default();
        writer.module_doc(&format!("Operations of {}.", name.replace('_', " ")));
        writer.blank();
        let helpers: Vec<String> = ["added", "removed", "replaced"]
            .into_iter()
            .filter(|name| body.contains(&format!("{name}(&valid")))
            .map(str::to_owned)
            .collect();
        if !helpers.is_empty() {
            writer.import("backend_runtime::http::testing", &helpers);
        }
        let json = match (mentions_value(&body), body.contains("json!(")) {
            (true, true) => Some("{Value, json}"),
            (true, false) => Some("Value"),
            (false, true) => Some("json"),
            (false, false) => None,
        };
        if let Some(names) = json {
            writer.line(format!("use serde_json::{names};"));
        }
        if !helpers.is_empty() || json.is_some() {
            writer.blank();
        }
        writer.line("use crate::common;");
        Some(writer.finish() + &body)
    }

    fn operation(&self, index: usize, writer: &mut Writer) {
        let operation = &self.project.api.operations[index];
        let function = &self.project.names.operation(index).function;
        if operation.refusal.is_some() {
            return;
        }
        if let Some((resource, found)) = self.project.resource_of(index) {
            if self.is_simple(operation) {
                self.valid(resource, found, function, operation, writer);
            }
            self.missing(found, function, operation, writer);
        } else {
            self.unwritten(function, operation, writer);
        }
        self.invalid_body(function, operation, writer);
        self.invalid_parameters(function, operation, writer);
        self.secured(function, operation, writer);
    }
}
