//! Handlers of CRUD operations: a request's values into the service, its result into the declared response.

mod frame;
mod list;
mod respond;

use super::{Project, entity::Entity, imports::Imports, services::function_name};
use crate::{
    emit::{
        lang::rust::OperationShape,
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
        let parameter = self.operation.parent_parameter.as_ref()?;
        let column = self.entity.resource.parent.as_ref()?.column;
        Some(self.path_argument(parameter, &self.entity.view(column).column.kind))
    }

    /// Calls the service with the values of the path, the body and the context.
    fn call(&self, variable: Option<String>, rest: &[&str], writer: &mut Writer) {
        let nested = self.operation.parent_parameter.is_some();
        let function = function_name(self.entity, self.operation, nested);
        let mut arguments = vec!["state".to_owned()];
        arguments.extend(self.parent_argument());
        if let Some(parameter) = &self.operation.key_parameter {
            arguments.push(self.path_argument(parameter, &self.entity.key().column.kind));
        }
        arguments.extend(rest.iter().map(|_| self.body_argument()));
        if self.operation.checks_etag {
            arguments.push("&request.context".to_owned());
        }
        let head = variable.map_or_else(String::new, |variable| format!("let {variable} = "));
        let callee = format!("services::{}::{function}", self.entity.module);
        writer.call_chain(&head, &callee, &arguments, &[".await?"], ";");
    }
}
