//! What operations on resources promise: stored, shown, changed, removed, not found, stale.

use serde_json::Value;

use super::{
    Sent, Tests,
    bodies::expression,
    creator::{creator_name, inside},
    json::write_json,
};
use crate::emit::targets::rust_axum::project::{entity::input_of, sql::literal};
use crate::{
    emit::layout::{Code, Writer},
    ir::{Operation, TypeId},
    resources::{Action, Fill, Listing, Resource, ResourceOperation, Shape},
};

/// The greatest length of a name whose assertion fits into a line.
pub(super) const SHORT_NAME: usize = 20;

impl Tests<'_> {
    pub(super) fn valid(
        &self,
        resource: &Resource,
        found: &ResourceOperation,
        function: &str,
        operation: &Operation,
        writer: &mut Writer,
    ) {
        if self.creator(resource).is_none() {
            return;
        }
        match &found.action {
            Action::Create(create) => {
                self.creates((resource, found, create), function, operation, writer);
            }
            Action::List(listing) => {
                self.lists(resource, found, listing, function, operation, writer)
            }
            Action::Read(returned) => {
                let Some(sent) = self.member(resource, found, operation) else {
                    return;
                };
                self.test(
                    &format!("{function}_returns_what_was_stored"),
                    operation,
                    writer,
                );
                self.client(writer);
                let _ = self.made(resource, found, writer);
                self.send(operation, &sent, false, writer);
                self.status(returned.status, writer);
                let value = match &returned.shape {
                    Shape::Wrapped(frame) => inside(frame),
                    Shape::Entity | Shape::Nothing => "answer.json::<Value>()".to_owned(),
                };
                writer.line(format!("assert_eq!({value}, stored);"));
                writer.close("}");
            }
            Action::Replace(replace) => self.changes(
                replace.input,
                &replace.fills,
                replace.returned.status,
                (resource, found, function, operation),
                writer,
            ),
            Action::Merge(merge) => self.changes(
                merge.input,
                &merge.fills,
                merge.returned.status,
                (resource, found, function, operation),
                writer,
            ),
            Action::Delete(returned) => {
                let Some(sent) = self.member(resource, found, operation) else {
                    return;
                };
                self.test(&format!("{function}_removes_it_once"), operation, writer);
                self.client(writer);
                let _ = self.made(resource, found, writer);
                self.send(operation, &sent, false, writer);
                self.status(returned.status, writer);
                let stale = (resource, found, function, operation);
                let again = Sent {
                    before: Vec::new(),
                    path: sent.path,
                };
                self.send(operation, &again, false, writer);
                self.failed(operation, 404, "not_found", writer);
                writer.close("}");
                self.stale(None, stale, writer);
            }
        }
    }

    /// 412 for a version that somebody has changed meanwhile.
    pub(super) fn stale(
        &self,
        body: Option<&Value>,
        (resource, found, function, operation): (&Resource, &ResourceOperation, &str, &Operation),
        writer: &mut Writer,
    ) {
        let Some(sent) = self.member(resource, found, operation) else {
            return;
        };
        if !found.checks_etag {
            return;
        }
        self.test(
            &format!("{function}_refuses_a_stale_version"),
            operation,
            writer,
        );
        self.client(writer);
        let _ = self.made(resource, found, writer);
        if let Some(body) = body {
            write_json("let body = ", body, writer);
        }
        for line in &sent.before {
            writer.line(line);
        }
        let mut links = self.call(operation, &sent.path, "");
        links.push(".header(\"if-match\", \"\\\"stale\\\"\")".to_owned());
        if body.is_some() {
            links.push(".json(&body)".to_owned());
        }
        links.extend([".send()".to_owned(), ".await".to_owned()]);
        writer.value(
            "let answer = ",
            &Code::Chain("client".to_owned(), links),
            ";",
        );
        self.failed(operation, 412, "precondition_failed", writer);
        writer.close("}");
    }

    pub(super) fn lists(
        &self,
        resource: &Resource,
        found: &ResourceOperation,
        listing: &Listing,
        function: &str,
        operation: &Operation,
        writer: &mut Writer,
    ) {
        let Some(sent) = self.member(resource, found, operation) else {
            return;
        };
        self.test(
            &format!("{function}_shows_what_was_stored"),
            operation,
            writer,
        );
        self.client(writer);
        writer.line(format!(
            "let stored = common::{}(&client).await;",
            creator_name(resource)
        ));
        self.send(operation, &sent, false, writer);
        self.status(listing.status, writer);
        let rows = match &listing.frame {
            Some(frame) => inside(frame),
            None => "answer.json::<Value>()".to_owned(),
        };
        writer.line(format!("assert_eq!({rows}, json!([stored]));"));
        writer.close("}");
        self.listed((resource, found, operation), listing, function, writer);
    }

    /// PUT with a whole body, PATCH with every property that may be sent.
    pub(super) fn changes(
        &self,
        input: TypeId,
        fills: &[Fill],
        status: u16,
        (resource, found, function, operation): (&Resource, &ResourceOperation, &str, &Operation),
        writer: &mut Writer,
    ) {
        let (Some(sent), Some(mut body)) = (
            self.member(resource, found, operation),
            self.plain_body(input),
        ) else {
            return;
        };
        for (column, fill) in resource.columns.iter().zip(fills) {
            let (Some(_), Fill::Input { property, .. }) = (column.references, fill) else {
                continue;
            };
            if body.contains_key(property) {
                body.insert(
                    property.clone(),
                    expression(&format!("stored[{}]", literal(property))),
                );
            }
        }
        let key = &resource.columns[resource.key.column];
        if let Some(name) = key.source.field().filter(|name| body.contains_key(*name)) {
            body.insert(
                name.to_owned(),
                expression(&format!("stored[{}]", literal(name))),
            );
        }
        let changed = self.other_values(resource, input, fills, &mut body);
        self.test(
            &format!("{function}_changes_what_was_stored"),
            operation,
            writer,
        );
        self.client(writer);
        let _ = self.made(resource, found, writer);
        let body = Value::Object(body);
        write_json("let body = ", &body, writer);
        self.send(operation, &sent, true, writer);
        self.status(status, writer);
        if found.key_parameter.is_some() {
            self.shows(resource, &changed, writer);
        }
        writer.close("}");
        self.stale(Some(&body), (resource, found, function, operation), writer);
    }

    /// What is read afterwards has the members as they were sent.
    fn shows(&self, resource: &Resource, members: &[String], writer: &mut Writer) {
        let read = resource
            .operations
            .iter()
            .find_map(|one| match &one.action {
                Action::Read(returned) if one.key_parameter.is_some() && one.nesting.is_none() => {
                    Some((one, returned))
                }
                _ => None,
            });
        // Longer names do not fit into an assertion of one line.
        let members = || members.iter().filter(|name| name.len() <= SHORT_NAME);
        let Some((found, returned)) = read.filter(|_| members().next().is_some()) else {
            return;
        };
        let operation = &self.project.api.operations[found.operation];
        let value = match &returned.shape {
            Shape::Wrapped(frame) => format!("{}.clone()", inside(frame)),
            Shape::Entity => "answer.json::<Value>()".to_owned(),
            Shape::Nothing => return,
        };
        if operation.refusal.is_some() || !self.is_simple(operation) {
            return;
        }
        let Some(sent) = self.member(resource, found, operation) else {
            return;
        };
        self.send(operation, &sent, false, writer);
        self.status(returned.status, writer);
        writer.line(format!("let shown = {value};"));
        for member in members() {
            let member = literal(member);
            writer.line(format!("assert_eq!(shown[{member}], body[{member}]);"));
        }
    }

    /// 404 for a key that no row has.
    pub(super) fn missing(
        &self,
        found: &ResourceOperation,
        function: &str,
        operation: &Operation,
        writer: &mut Writer,
    ) {
        let needs_row = found.names_row() || found.nesting.is_some();
        let parent_is_stored = found.names_row()
            || self.project.resources.list.iter().any(|resource| {
                let mut own = resource.operations.iter();
                let parent = resource.parent_of(found);
                own.any(|one| std::ptr::eq(one, found))
                    && parent.is_some_and(|parent| parent.resource.is_some())
            });
        if !needs_row || !parent_is_stored || !self.is_simple(operation) {
            return;
        }
        let Some(path) = self.path_to_nothing(operation) else {
            return;
        };
        let body = match input_of(&found.action) {
            Some(input) => match self.plain_body(input) {
                Some(body) => Some(Value::Object(body)),
                None => return,
            },
            None => None,
        };
        self.test(
            &format!("{function}_does_not_find_what_is_not_there"),
            operation,
            writer,
        );
        self.client(writer);
        if let Some(body) = &body {
            write_json("let body = ", body, writer);
        }
        self.send(
            operation,
            &Sent {
                before: Vec::new(),
                path: literal(&path),
            },
            body.is_some(),
            writer,
        );
        self.failed(operation, 404, "not_found", writer);
        writer.close("}");
    }
}
