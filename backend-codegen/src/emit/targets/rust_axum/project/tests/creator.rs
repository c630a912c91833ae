//! Functions of `common` that store one of a resource, and the bodies that do.

use serde_json::Value;

use super::{Tests, json::write_json, request::named_parent};
use crate::emit::targets::rust_axum::project::{entity::Entity, sql::literal};
use crate::emit::words::article;
use crate::{
    emit::layout::{Code, Writer},
    ir::Operation,
    resources::{Action, Create, Frame, Resource, ResourceOperation, Shape},
};

/// A function of `common` that makes another one.
pub(super) struct Another {
    /// Its text.
    pub(super) text: String,
    /// It takes the first one, whose parents it shares.
    pub(super) takes_first: bool,
}

impl Tests<'_> {
    /// The function of `common` that makes one of a resource.
    pub(super) fn creator(&self, resource: &Resource) -> Option<String> {
        // The helpers are the user's by then, and may be without this one.
        if (self.project.existing)("tests/api/common.rs") {
            return None;
        }
        let entity = Entity::new(self.project, resource);
        let (operation, create) = self.create_of(resource)?;
        let called = &self.project.api.operations[operation.operation];
        let (path, body, before) = self.creation(resource, operation, create, false)?;
        let mut writer = Writer::default();
        writer.doc(&format!(
            "Stores {} and returns it.",
            article(&entity.noun())
        ));
        writer.open(format!(
            "pub async fn {}(client: &TestClient) -> Value {{",
            creator_name(resource)
        ));
        for line in before {
            writer.line(line);
        }
        write_json("let body = ", &body, &mut writer);
        self.answered(called, create, &path, &mut writer)?;
        writer.close("}");
        Some(writer.finish())
    }

    /// The path and the body of a request that makes one, and what stands before it.
    pub(super) fn creation(
        &self,
        resource: &Resource,
        operation: &ResourceOperation,
        create: &Create,
        qualified: bool,
    ) -> Option<(String, Value, Vec<String>)> {
        let module = if qualified { "common::" } else { "" };
        let mut before = Vec::new();
        let called = &self.project.api.operations[operation.operation];
        let path = self.path_with(called, |name| {
            let parent = named_parent(resource, operation, name)?;
            let other = &self.project.resources.list[parent.resource?];
            before.push(self.parent_line(other, "parent", qualified)?);
            before.push(format!("let parent = {module}text(&parent);"));
            Some("parent".to_owned())
        })?;
        let (body, lines) = self.valid_body(resource, create, qualified)?;
        before.extend(lines);
        Some((path, body, before))
    }

    /// The function of `common` that makes another one beside the first.
    pub(super) fn another(&self, resource: &Resource) -> Option<Another> {
        self.creator(resource)?;
        let (operation, create) = self.create_of(resource)?;
        let called = &self.project.api.operations[operation.operation];
        let mut parent_of_first = None;
        let path = self.path_with(called, |name| {
            let parent = named_parent(resource, operation, name)?;
            let field = resource.columns[parent.column].source.field()?;
            parent_of_first = Some(format!("let parent = text(&first[{}]);", literal(field)));
            Some("parent".to_owned())
        })?;
        let body = self.another_body(resource, create)?;
        let mut lines = Writer::default();
        lines.indent();
        if let Some(line) = &parent_of_first {
            lines.line(line);
        }
        write_json("let body = ", &body, &mut lines);
        self.answered(called, create, &path, &mut lines)?;
        let lines = lines.finish();
        let takes_first = lines.contains("first[");
        let first = if takes_first { ", first: &Value" } else { "" };
        let (name, noun) = (another_name(resource), resource.singular.replace('_', " "));
        let mut writer = Writer::default();
        writer.doc(&format!(
            "Stores another {noun}, with other values, and returns it."
        ));
        writer.line(format!(
            "pub async fn {name}(client: &TestClient{first}) -> Value {{"
        ));
        let text = format!("{}{lines}}}\n", writer.finish());
        Some(Another { text, takes_first })
    }

    /// Sends `body`, wants success, and returns what was stored.
    fn answered(
        &self,
        called: &Operation,
        create: &Create,
        path: &str,
        writer: &mut Writer,
    ) -> Option<()> {
        let mut send = self.call(called, path, "");
        send.extend([".json(&body)", ".send()", ".await"].map(str::to_owned));
        writer.value(
            "let answer = ",
            &Code::Chain("client".to_owned(), send),
            ";",
        );
        self.status(create.returned.status, writer);
        match &create.returned.shape {
            Shape::Wrapped(frame) => writer.line(format!("{}.clone()", inside(frame))),
            Shape::Entity => writer.line("answer.json()"),
            Shape::Nothing => return None,
        }
        Some(())
    }

    pub(super) fn parent_line(
        &self,
        resource: &Resource,
        variable: &str,
        qualified: bool,
    ) -> Option<String> {
        self.creator(resource)?;
        let key = Entity::new(self.project, resource)
            .key()
            .column
            .source
            .field()?
            .to_owned();
        let module = if qualified { "common::" } else { "" };
        let client = if qualified { "&client" } else { "client" };
        Some(format!(
            "let {variable} = {module}{}({client}).await[{}].clone();",
            creator_name(resource),
            literal(&key)
        ))
    }

    /// The simplest operation that makes one.
    pub(super) fn create_of<'r>(
        &self,
        resource: &'r Resource,
    ) -> Option<(&'r ResourceOperation, &'r Create)> {
        let creates = resource
            .operations
            .iter()
            .filter_map(|operation| match &operation.action {
                Action::Create(create) => Some((operation, create)),
                Action::List(_)
                | Action::Read(_)
                | Action::Replace(_)
                | Action::Merge(_)
                | Action::Delete(_) => None,
            });
        let mut usable = creates.filter(|(operation, _)| {
            self.is_simple(&self.project.api.operations[operation.operation])
        });
        usable.next()
    }

    pub(super) fn is_creator(&self, resource: &Resource, found: &ResourceOperation) -> bool {
        self.create_of(resource)
            .is_some_and(|(operation, _)| std::ptr::eq(operation, found))
    }

    /// Makes one and binds it with its key; `None` when none can be made.
    pub(super) fn made(
        &self,
        resource: &Resource,
        found: &ResourceOperation,
        writer: &mut Writer,
    ) -> Option<()> {
        self.creator(resource)?;
        let key = Entity::new(self.project, resource)
            .key()
            .column
            .source
            .field()?
            .to_owned();
        writer.line(format!(
            "let stored = common::{}(&client).await;",
            creator_name(resource)
        ));
        // A body that names the row takes the key from what was stored.
        if found.key_parameter.is_some() {
            writer.line(format!(
                "let key = common::text(&stored[{}]);",
                literal(&key)
            ));
        }
        Some(())
    }
}

pub(super) fn another_name(resource: &Resource) -> String {
    format!("another_{}", resource.singular)
}

pub(super) fn creator_name(resource: &Resource) -> String {
    format!("new_{}", resource.singular)
}

/// The content of an answer with an object around it.
pub(super) fn inside(frame: &Frame) -> String {
    let path: Vec<String> = frame
        .path()
        .into_iter()
        .map(|name| format!("[{}]", literal(name)))
        .collect();
    format!("answer.json::<Value>(){}", path.concat())
}
