//! Handlers of CRUD operations: a request's values into the service, its result into the declared response.

mod frame;
mod list;
mod respond;

use super::{
    Project,
    entity::{Entity, input_of, is_optional},
    imports::Imports,
    services::{check_function, function_name},
    sql::literal,
};
use crate::{
    emit::{
        lang::rust::{OperationShape, Presence, field_shapes},
        layout::{Code, Writer},
    },
    ir::Location,
    resources::{Action, ColumnType, ResourceOperation, Shape},
};

/// An operation on a resource, to be written as the body of its handler.
pub(super) struct Crud<'a, 'e> {
    pub(super) project: &'a Project<'a>,
    pub(super) entity: &'e Entity<'a>,
    pub(super) operation: &'e ResourceOperation,
    pub(super) shape: OperationShape<'a>,
}

impl Crud<'_, '_> {
    /// The statements of the function.
    pub(super) fn body(&self, imports: &mut Imports, writer: &mut Writer) {
        imports.own_module("services");
        match &self.operation.action {
            Action::List(listing) => self.list(listing, imports, writer),
            Action::Read(returned) | Action::Delete(returned) => {
                let deletes = matches!(self.operation.action, Action::Delete(_));
                let keeps = returned.shape != Shape::Nothing;
                self.call(
                    if keeps {
                        Some(self.entity.variable())
                    } else {
                        None
                    },
                    &[],
                    writer,
                );
                if !deletes {
                    self.not_modified(imports, writer);
                }
                self.answer(returned.status, &returned.shape, imports, writer);
            }
            Action::Create(create) => {
                self.input(writer);
                let keeps =
                    create.returned.shape != Shape::Nothing || self.location(imports).is_some();
                self.call(
                    if keeps {
                        Some(self.entity.variable())
                    } else {
                        None
                    },
                    &["input"],
                    writer,
                );
                self.answer(
                    create.returned.status,
                    &create.returned.shape,
                    imports,
                    writer,
                );
            }
            Action::Replace(replace) => self.change(
                replace.returned.status,
                &replace.returned.shape,
                imports,
                writer,
            ),
            Action::Merge(merge) => self.change(
                merge.returned.status,
                &merge.returned.shape,
                imports,
                writer,
            ),
        }
    }

    fn change(&self, status: u16, shape: &Shape, imports: &mut Imports, writer: &mut Writer) {
        self.input(writer);
        let keeps = *shape != Shape::Nothing
            || self
                .variant(status)
                .is_some_and(|variant| self.has_etag(variant));
        self.call(
            if keeps {
                Some(self.entity.variable())
            } else {
                None
            },
            &["input"],
            writer,
        );
        self.answer(status, shape, imports, writer);
    }

    /// A body that the document does not require is required by what is done with it.
    fn input(&self, writer: &mut Writer) {
        if self.shape.body.as_ref().is_some_and(|body| body.optional) {
            let missing = ".ok_or_else(|| ApiError::bad_request(\"the request has no body\"))?";
            writer.value(
                "let input = ",
                &Code::Chain("request".into(), vec![".body".into(), missing.into()]),
                ";",
            );
        }
    }

    fn body_argument(&self) -> String {
        if self.shape.body.as_ref().is_some_and(|body| body.optional) {
            "input"
        } else {
            "request.body"
        }
        .to_owned()
    }

    fn path_argument(&self, parameter: &str, kind: &ColumnType) -> String {
        let set = self
            .shape
            .parameters
            .iter()
            .find(|set| set.location == Location::Path);
        let field = set
            .into_iter()
            .flat_map(|set| &set.fields)
            .find(|(_, one)| one.name == parameter);
        let ident = field.map_or_else(|| "id".to_owned(), |(field, _)| field.ident.clone());
        match kind {
            ColumnType::Int32 | ColumnType::Int64 | ColumnType::Uuid => {
                format!("request.path.{ident}")
            }
            _ => format!("&request.path.{ident}"),
        }
    }

    fn parent_argument(&self) -> Option<String> {
        let parent = self.entity.resource.parent_of(self.operation)?;
        let parameter = &self.operation.nesting.as_ref()?.parameter;
        Some(self.path_argument(parameter, &self.entity.view(parent.column).column.kind))
    }

    /// Asks whether each thing that the path names before the parent owns the next one.
    fn owners(&self, writer: &mut Writer) {
        let nesting = self.operation.nesting.iter();
        for above in nesting.flat_map(|nesting| &nesting.above) {
            let child = Entity::new(self.project, &self.project.resources.list[above.child]);
            let parent = &child.resource.parents[above.parent];
            let arguments = [
                "state".to_owned(),
                self.path_argument(&above.parameter, &child.view(parent.column).column.kind),
                self.path_argument(&above.child_parameter, &child.key().column.kind),
            ];
            let callee = format!("services::{}::{}", child.module, check_function(parent));
            writer.call_chain("", &callee, &arguments, &[".await?"], ";");
        }
    }

    /// The key of the row, from the path or from the body.
    fn key_argument(&self, writer: &mut Writer) -> Option<String> {
        let key = self.entity.key();
        if let Some(parameter) = &self.operation.key_parameter {
            return Some(self.path_argument(parameter, &key.column.kind));
        }
        let property = self.operation.key_property.as_ref()?;
        let input = input_of(&self.operation.action)?;
        let definition = &self.project.api.types[input];
        let shapes = field_shapes(definition, &self.project.api.types, self.project.names);
        let field = shapes.iter().find(|field| field.wire == property)?;
        let mut value = format!("{}.{}", self.body_argument(), field.ident);
        let is_text = matches!(key.column.kind, ColumnType::Text(_));
        if is_text {
            value.push_str(".clone()");
        }
        let mut links = Vec::new();
        if field.presence == Presence::Patch {
            links.push(".into_change().flatten()".to_owned());
        }
        if is_optional(field.presence) {
            let message = format!("the body has no `{}`", property.escape_default());
            links.push(format!(
                ".ok_or_else(|| ApiError::bad_request({}))?",
                literal(&message)
            ));
        }
        writer.value("let id = ", &Code::Chain(value, links), ";");
        Some(if is_text { "&id" } else { "id" }.to_owned())
    }

    /// Calls the service with the values of the path, the body and the context.
    fn call(&self, variable: Option<String>, rest: &[&str], writer: &mut Writer) {
        self.owners(writer);
        let function = function_name(self.entity, self.operation, true);
        let mut arguments = vec!["state".to_owned()];
        arguments.extend(self.parent_argument());
        arguments.extend(self.key_argument(writer));
        arguments.extend(rest.iter().map(|_| self.body_argument()));
        if self.operation.checks_etag {
            arguments.push("&request.context".to_owned());
        }
        let head = variable.map_or_else(String::new, |variable| format!("let {variable} = "));
        let callee = format!("services::{}::{function}", self.entity.module);
        writer.call_chain(&head, &callee, &arguments, &[".await?"], ";");
    }
}
