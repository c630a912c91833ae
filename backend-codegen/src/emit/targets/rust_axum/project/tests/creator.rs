//! Functions of `common` that store one of a resource, and the bodies that do.

use serde_json::{Map, Value};

use super::{Tests, json::write_json, request::named_parent};
use crate::emit::{
    sample::sample,
    targets::rust_axum::project::{
        entity::{Entity, module_name},
        services::article,
        sql::literal,
    },
};
use crate::{
    emit::layout::{Code, Writer},
    ir::{Kind, Schema, TypeId},
    resources::{Action, Create, Fill, Frame, Resource, ResourceOperation, Shape},
};

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
        let mut writer = Writer::default();
        let mut before = Vec::new();
        let path = self.path_with(called, |name| {
            let parent = named_parent(resource, operation, name)?;
            let other = &self.project.resources.list[parent.resource?];
            before.push(self.parent_line(other, "parent", false)?);
            before.push("let parent = text(&parent);".to_owned());
            Some("parent".to_owned())
        })?;
        let (body, lines) = self.valid_body(resource, create, false)?;
        before.extend(lines);
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
        let mut send = self.call(called, &path, "");
        send.extend([".json(&body)", ".send()", ".await"].map(str::to_owned));
        writer.value(
            "let answer = ",
            &Code::Chain("client".to_owned(), send),
            ";",
        );
        writer.line(format!(
            "assert_eq!(answer.status, {}, \"{{}}\", answer.text());",
            create.returned.status
        ));
        match &create.returned.shape {
            Shape::Wrapped(frame) => writer.line(format!("{}.clone()", inside(frame))),
            Shape::Entity => writer.line("answer.json()"),
            Shape::Nothing => return None,
        }
        writer.close("}");
        Some(writer.finish())
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

    /// A body with keys of other resources as variables, and the lines that make those.
    pub(super) fn valid_body(
        &self,
        resource: &Resource,
        create: &Create,
        qualified: bool,
    ) -> Option<(Value, Vec<String>)> {
        let mut body = self.plain_body(create.input)?;
        let mut lines = Vec::new();
        for (column, fill) in resource.columns.iter().zip(&create.fills) {
            let (Some(target), Fill::Input { property, .. }) = (column.references, fill) else {
                continue;
            };
            if !body.contains_key(property) {
                continue;
            }
            let other = &self.project.resources.list[target];
            if std::ptr::eq(other, resource) {
                body.remove(property);
                continue;
            }
            let variable = module_name(&column.name);
            lines.push(self.parent_line(other, &variable, qualified)?);
            body.insert(
                property.clone(),
                Value::String(format!("\u{1}{variable}\u{1}")),
            );
        }
        Some((Value::Object(body), lines))
    }

    pub(super) fn plain_body(&self, input: TypeId) -> Option<Map<String, Value>> {
        let schema = Schema::of(Kind::Ref(input), self.project.api.types[input].schema.span);
        match sample(self.project.api, &schema)? {
            Value::Object(map) => Some(map),
            _ => None,
        }
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
