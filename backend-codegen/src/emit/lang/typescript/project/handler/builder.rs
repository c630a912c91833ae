//! From an operation of a resource to its handler.

use super::super::{
    Project,
    entity::{Entity, input_of, is_bigint, object},
    service::{check_function, function_name},
};
use super::{
    model::{Access, Answer, Handler},
    names::path_variable,
};
use crate::{
    emit::lang::typescript::{Expr, Imports, Statement, literal, member},
    ir::{Location, Operation, PathSegment, names::lower_camel},
    resources::{Action, Column, ColumnType, KeyOrigin, ResourceOperation, Shape},
};

pub(super) struct Builder<'a, 'e> {
    pub(super) project: &'a Project<'a>,
    pub(super) entity: &'e Entity<'a>,
    pub(super) one: &'e ResourceOperation,
    pub(super) operation: &'a Operation,
    pub(super) access: Access,
}

/// The handler of an operation; `None` when it is left to the user.
pub fn handler(
    project: &Project<'_>,
    index: usize,
    access: Access,
    imports: &mut Imports,
) -> Option<Handler> {
    let (resource, one) = project.resource_of(index)?;
    let entity = Entity::new(project, resource);
    let builder = Builder {
        project,
        entity: &entity,
        one,
        operation: &project.input.api.operations[index],
        access,
    };
    Some(builder.build(imports))
}

impl Builder<'_, '_> {
    /// What holds the row, beside what the path names.
    pub(super) fn variable(&self) -> String {
        let name = self.entity.variable();
        let parameters = self.operation.parameters.iter();
        let mut in_path = parameters.filter(|parameter| parameter.location == Location::Path);
        match in_path.any(|parameter| path_variable(&parameter.name) == name) {
            true => format!("{name}Item"),
            false => name,
        }
    }

    pub(super) fn build(&self, imports: &mut Imports) -> Handler {
        let variable = self.variable();
        match &self.one.action {
            Action::List(listing) => self.list(listing, imports),
            Action::Read(returned) => {
                let mut handler = self.simple(returned.status, &returned.shape, &variable, imports);
                if self.declares(304) {
                    imports.value("../lib/etag.js", "etag");
                    handler.answer.not_modified = Some(variable);
                }
                handler
            }
            Action::Delete(returned) => {
                self.simple(returned.status, &returned.shape, &variable, imports)
            }
            Action::Create(create) => self.simple(
                create.returned.status,
                &create.returned.shape,
                &variable,
                imports,
            ),
            Action::Replace(replace) => self.simple(
                replace.returned.status,
                &replace.returned.shape,
                &variable,
                imports,
            ),
            Action::Merge(merge) => self.simple(
                merge.returned.status,
                &merge.returned.shape,
                &variable,
                imports,
            ),
        }
    }

    pub(super) fn declares(&self, status: u16) -> bool {
        self.operation
            .responses
            .iter()
            .any(|response| response.status == crate::ir::StatusPattern::Code(status))
    }

    /// The path parameters in use, with their variables.
    pub(super) fn path(&self) -> Vec<(String, String)> {
        let nesting = self.one.nesting.iter();
        let above = nesting.flat_map(|nesting| nesting.above.iter().map(|above| &above.parameter));
        let names = above
            .chain(self.one.parent_parameter())
            .chain(&self.one.key_parameter);
        names
            .map(|name| (name.clone(), path_variable(name)))
            .collect()
    }

    /// Asks whether each thing that the path names before the parent owns the next one.
    pub(super) fn owners(&self, imports: &mut Imports) -> Vec<Statement> {
        let nesting = self.one.nesting.iter();
        let above = nesting.flat_map(|nesting| &nesting.above);
        let checks = above.map(|above| {
            let child = Entity::new(
                self.project,
                &self.project.input.resources.list[above.child],
            );
            let parent = &child.resource.parents[above.parent];
            let arguments = vec![
                Expr::text(self.access.database),
                self.path_argument(&above.parameter, &child, child.column(parent.column)),
                self.path_argument(&above.child_parameter, &child, child.key_column()),
            ];
            let check = format!("{}.{}", service(&child, imports), check_function(parent));
            let call = Expr::call(check, arguments);
            ("await ".to_owned(), call, ";".to_owned())
        });
        checks.collect()
    }

    /// A path parameter as the value of an entity's column.
    fn path_argument(&self, name: &str, entity: &Entity<'_>, column: &Column) -> Expr {
        let parameter = self
            .operation
            .parameters_in(Location::Path)
            .find(|one| one.name == name);
        let given = parameter.is_some_and(|one| is_bigint(self.project, &one.schema));
        let stored = entity.is_bigint(column);
        Expr::text(converted(path_variable(name), given, stored, column))
    }

    pub(super) fn parent_argument(&self) -> Option<Expr> {
        let name = self.one.parent_parameter()?;
        let parent = self.entity.resource.parent_of(self.one)?;
        Some(self.path_argument(name, self.entity, self.entity.column(parent.column)))
    }

    /// The function of the service that does it.
    pub(super) fn service(&self, imports: &mut Imports) -> String {
        let space = service(self.entity, imports);
        format!("{space}.{}", function_name(self.entity, self.one, true))
    }

    pub(super) fn simple(
        &self,
        status: u16,
        shape: &Shape,
        variable: &str,
        imports: &mut Imports,
    ) -> Handler {
        let mut statements = Vec::new();
        let body = input_of(&self.one.action).map(|_| self.body(&mut statements, imports));
        statements.extend(self.owners(imports));
        let mut arguments = vec![Expr::text(self.access.database)];
        arguments.extend(self.parent_argument());
        arguments.extend(self.key_argument(imports));
        arguments.extend(body);
        if self.one.checks_etag {
            arguments.push(Expr::text(self.access.preconditions));
        }
        let headers = self.headers(status, variable, imports);
        let body = match shape {
            Shape::Nothing => None,
            Shape::Entity => Some(Expr::text(variable)),
            Shape::Wrapped(frame) => Some(self.framed(frame, variable, None, imports)),
        };
        let keeps = body.is_some() || !headers.is_empty();
        let head = if keeps {
            format!("const {variable} = await ")
        } else {
            "await ".to_owned()
        };
        let call = Expr::call(self.service(imports), arguments);
        statements.push((head, call, ";".to_owned()));
        Handler {
            path: self.path(),
            query: false,
            checks_version: self.one.checks_etag,
            statements,
            answer: Answer {
                status,
                body,
                headers,
                not_modified: None,
            },
        }
    }

    /// The body. One that the document does not require is required by what is done with it, before anything else is
    /// asked; one that names the row is read twice.
    fn body(&self, statements: &mut Vec<Statement>, imports: &mut Imports) -> Expr {
        let body = self.operation.body.as_ref();
        let value = match body.is_some_and(|body| body.required) {
            true => Expr::text(self.access.body),
            false => {
                imports.value("../lib/request.js", "present");
                Expr::call("present", vec![Expr::text(self.access.body)])
            }
        };
        let nesting = self.one.nesting.as_ref();
        let is_late = nesting.is_some_and(|nesting| !nesting.above.is_empty());
        let is_asked = value != Expr::text(self.access.body) && is_late;
        if !is_asked && self.one.key_property.is_none() {
            return value;
        }
        statements.push(("const body = ".to_owned(), value, ";".to_owned()));
        Expr::text("body")
    }

    /// The key of the row, from the path or from the body.
    fn key_argument(&self, imports: &mut Imports) -> Option<Expr> {
        let column = self.entity.key_column();
        if let Some(name) = &self.one.key_parameter {
            return Some(self.path_argument(name, self.entity, column));
        }
        let property = self.one.key_property.as_ref()?;
        let input = input_of(&self.one.action)?;
        let mut fields = object(self.project, input)?.fields.iter();
        let field = fields.find(|field| field.name == *property)?;
        let value = format!("body{}", member(property));
        let is_filled =
            field.schema.meta.default.is_some() && !self.project.input.api.types[input].in_merges;
        let value = match field.schema.nullable || !(field.required || is_filled) {
            true => {
                imports.value("../lib/request.js", "keyOf");
                format!("keyOf({value}, {})", literal(property))
            }
            false => value,
        };
        let given = is_bigint(self.project, &field.schema);
        let stored = self.entity.is_bigint(column);
        Some(Expr::text(converted(value, given, stored, column)))
    }

    pub(super) fn headers(
        &self,
        status: u16,
        variable: &str,
        imports: &mut Imports,
    ) -> Vec<(String, Expr)> {
        let response = self
            .operation
            .responses
            .iter()
            .find(|response| response.status == crate::ir::StatusPattern::Code(status));
        let mut headers = Vec::new();
        for header in response.into_iter().flat_map(|response| &response.headers) {
            let is_list = matches!(self.one.action, Action::List(_));
            if header.name.eq_ignore_ascii_case("etag") && !is_list {
                imports.value("../lib/etag.js", "etag");
                headers.push(("ETag".to_owned(), Expr::text(format!("etag({variable})"))));
            }
        }
        let mut declared = response.into_iter().flat_map(|response| &response.headers);
        let is_declared = declared.any(|header| header.name.eq_ignore_ascii_case("location"));
        // A new resource says where it is (RFC 9110 §15.3.2), whether or not the document mentions the header.
        if (is_declared || status == 201)
            && let Some(location) = self.location(variable)
        {
            imports.value("../generated/operations.js", "basePath");
            headers.push(("Location".to_owned(), Expr::text(location)));
        }
        headers
    }

    /// Where a new row is found: the path of the operation that reads one.
    pub(super) fn location(&self, variable: &str) -> Option<String> {
        if !matches!(self.one.action, Action::Create(_)) {
            return None;
        }
        let own = self.one.nesting.as_ref();
        let operations = self.entity.resource.operations.iter();
        let mut reads = operations.filter(|one| matches!(one.action, Action::Read(_)));
        let read = reads.find(|one| match (&one.nesting, own) {
            (None, _) => true,
            (Some(read), Some(own)) => read.parent == own.parent && read.above.is_empty(),
            (Some(_), None) => false,
        })?;
        let template = &self.project.input.api.operations[read.operation].path;
        let mut text = String::from("`${basePath}");
        for segment in &template.segments {
            text.push('/');
            match segment {
                PathSegment::Literal(literal) => {
                    let plain = literal
                        .chars()
                        .all(|c| c.is_ascii_alphanumeric() || "-_.~:@+".contains(c));
                    if !plain {
                        return None;
                    }
                    text.push_str(literal);
                }
                PathSegment::Parameter(name) if read.key_parameter.as_deref() == Some(name) => {
                    text.push_str(&format!("${{{}}}", self.key_of_row(variable)));
                }
                PathSegment::Parameter(_) => {
                    let parent = self.one.parent_parameter()?;
                    text.push_str(&format!(
                        "${{encodeURIComponent({})}}",
                        path_variable(parent)
                    ));
                }
                PathSegment::Mixed(_) => return None,
            }
        }
        text.push('`');
        Some(text)
    }

    pub(super) fn key_of_row(&self, variable: &str) -> String {
        let column = self.entity.key_column();
        let value = format!("{variable}{}", member(&self.entity.property(column)));
        let is_required = self.entity.field(column).is_none_or(|field| field.required);
        let value = if is_required {
            value
        } else {
            format!("{value} ?? \"\"")
        };
        match column.kind {
            ColumnType::Text(_) if self.entity.resource.key.origin != KeyOrigin::Server => {
                format!("encodeURIComponent({value})")
            }
            ColumnType::Int32 | ColumnType::Int64 => format!("String({value})"),
            _ => value,
        }
    }
}

/// The space of a resource's service: `bookService`.
fn service(entity: &Entity<'_>, imports: &mut Imports) -> String {
    let space = format!("{}Service", lower_camel(&entity.resource.singular, "item"));
    imports.space(&format!("../services/{}.js", entity.module), &space);
    space
}

/// An integer as the column has it: one may be `bigint` and the other not.
fn converted(value: String, given: bool, stored: bool, column: &Column) -> String {
    match (
        column.kind == ColumnType::Int64 || column.kind == ColumnType::Int32,
        given,
        stored,
    ) {
        (true, true, false) => format!("Number({value})"),
        (true, false, true) => format!("BigInt({value})"),
        _ => value,
    }
}
