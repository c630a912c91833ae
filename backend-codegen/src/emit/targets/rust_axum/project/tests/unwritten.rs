//! Operations that wait for code.

use super::{Tests, json::write_json};
use crate::emit::{sample::sample, targets::rust_axum::project::sql::literal};
use crate::{
    emit::layout::{Code, Writer},
    ir::Operation,
};

impl Tests<'_> {
    /// 501 until somebody writes it.
    pub(super) fn unwritten(&self, function: &str, operation: &Operation, writer: &mut Writer) {
        if !self.is_simple(operation) {
            return;
        }
        let Some(path) = self.path_to_nothing(operation) else {
            return;
        };
        let body = match operation.body.as_ref().filter(|body| body.required) {
            Some(body) => match body.contents.as_slice() {
                [content] => match content
                    .schema
                    .as_ref()
                    .and_then(|schema| sample(self.project.api, schema))
                {
                    Some(value) => Some(value),
                    None => return,
                },
                _ => return,
            },
            None => None,
        };
        self.test(
            &format!("{function}_waits_to_be_written"),
            operation,
            writer,
        );
        self.client(writer);
        if let Some(body) = &body {
            write_json("let body = ", body, writer);
        }
        let mut links = self.call(operation, &literal(&path), "");
        if body.is_some() {
            links.push(".json(&body)".to_owned());
        }
        links.extend([".send()".to_owned(), ".await".to_owned()]);
        writer.value(
            "let answer = ",
            &Code::Chain("client".to_owned(), links),
            ";",
        );
        self.failed(operation, 501, "not_implemented", writer);
        writer.close("}");
    }
}
