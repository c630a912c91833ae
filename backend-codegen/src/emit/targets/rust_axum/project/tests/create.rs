//! What creating promises: the values that were sent come back, the row is where `Location` says, and what is unique
//! stays so.

use serde_json::Value;

use super::{
    Sent, Tests,
    creator::{creator_name, inside},
    crud::SHORT_NAME,
    json::write_json,
};
use crate::{
    emit::{
        layout::{Code, Writer},
        targets::rust_axum::project::sql::literal,
    },
    ir::{Location, Operation},
    resources::{Column, Create, Fill, Resource, ResourceOperation, Role, Shape},
};

/// An operation that makes one.
pub(super) type Creation<'a> = (&'a Resource, &'a ResourceOperation, &'a Create);

impl Tests<'_> {
    pub(super) fn creates(
        &self,
        creation: Creation<'_>,
        function: &str,
        operation: &Operation,
        writer: &mut Writer,
    ) {
        self.stores(creation, function, operation, writer);
        self.refuses_a_second(creation, function, operation, writer);
    }

    fn stores(
        &self,
        creation: Creation<'_>,
        function: &str,
        operation: &Operation,
        writer: &mut Writer,
    ) {
        let (resource, found, create) = creation;
        let made = self.creation(resource, found, create, true);
        let key = resource.key_column().source.field();
        let (Some((path, body, before)), Some(key)) = (made, key) else {
            return;
        };
        let value = match &create.returned.shape {
            Shape::Wrapped(frame) => format!("{}.clone()", inside(frame)),
            Shape::Entity => "answer.json::<Value>()".to_owned(),
            Shape::Nothing => return,
        };
        self.test(&format!("{function}_stores_one"), operation, writer);
        self.client(writer);
        for line in before {
            writer.line(line);
        }
        write_json("let body = ", &body, writer);
        let before = Vec::new();
        self.send(operation, &Sent { before, path }, true, writer);
        self.status(create.returned.status, writer);
        writer.line(format!("let stored = {value};"));
        writer.line(format!(
            "assert!(!stored[{}].is_null(), \"{{stored}}\");",
            literal(key)
        ));
        for member in self.returned(resource, create, &body) {
            let member = literal(member);
            writer.line(format!("assert_eq!(stored[{member}], body[{member}]);"));
        }
        self.located(creation, writer);
        writer.close("}");
    }

    /// The members of a body that come back as they were sent.
    fn returned<'b>(&self, resource: &Resource, create: &'b Create, body: &Value) -> Vec<&'b str> {
        let comparable = self.others(resource, create);
        let columns = resource.columns.iter().zip(&create.fills).zip(comparable);
        columns
            .filter_map(|((column, fill), other)| {
                let Fill::Input { property, .. } = fill else {
                    return None;
                };
                let is_shown = column.source.field() == Some(property);
                let is_sent = body.get(property).is_some() && property.len() <= SHORT_NAME;
                (other.is_some() && is_shown && is_sent).then_some(property.as_str())
            })
            .collect()
    }

    /// `Location`, where the response has it and the row can be read by its key alone.
    fn located(&self, (resource, found, create): Creation<'_>, writer: &mut Writer) {
        let status = Some(create.returned.status);
        let shape = self.project.shape(found.operation);
        let is_told = shape
            .variants
            .iter()
            .filter(|variant| variant.status == status)
            .flat_map(|variant| &variant.headers)
            .any(|header| header.wire.eq_ignore_ascii_case("location"));
        let Some(read) = resource
            .read_of(found)
            .filter(|read| is_told && read.nesting.is_none())
        else {
            return;
        };
        let reading = &self.project.api.operations[read.operation];
        let has_query = reading
            .parameters_in(Location::Query)
            .any(|one| one.required);
        let path = self.path_with(reading, |name| {
            (read.key_parameter.as_ref() == Some(name)).then(|| "key".to_owned())
        });
        let key = resource.key_column().source.field();
        let (Some(path), Some(key), false) = (path, key, has_query) else {
            return;
        };
        let path = path.trim_start_matches('&');
        writer.line(format!(
            "let key = common::text(&stored[{}]);",
            literal(key)
        ));
        let arguments = vec!["answer.headers[\"location\"]".to_owned(), path.to_owned()];
        let call = Code::Call("assert_eq!".to_owned(), arguments);
        writer.value("", &call, ";");
    }

    /// 409 for a value that no two may have.
    fn refuses_a_second(
        &self,
        (resource, found, create): Creation<'_>,
        function: &str,
        operation: &Operation,
        writer: &mut Writer,
    ) {
        let unique = |column: &Column| {
            column.unique && column.role == Role::Plain && column.references.is_none()
        };
        let mut columns = resource.columns.iter().zip(&create.fills);
        let column = columns.find_map(|(column, fill)| {
            (unique(column) && matches!(fill, Fill::Input { .. })).then_some(column)
        });
        let body = self.valid_body(resource, create, true);
        let needs_parent = !operation.path.parameters().is_empty();
        let path = self.path_with(operation, |_| None);
        let (Some(column), Some((body, lines)), Some(path), false) =
            (column, body, path, needs_parent)
        else {
            return;
        };
        if !self.is_creator(resource, found) {
            return;
        }
        let name = format!(
            "{function}_refuses_a_second_one_with_the_same_{}",
            column.name
        );
        self.test(&name, operation, writer);
        self.client(writer);
        writer.line(format!(
            "common::{}(&client).await;",
            creator_name(resource)
        ));
        for line in lines {
            writer.line(line);
        }
        write_json("let body = ", &body, writer);
        let before = Vec::new();
        self.send(operation, &Sent { before, path }, true, writer);
        self.failed(operation, 409, "unique_violation", writer);
        writer.close("}");
    }
}
