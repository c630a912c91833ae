//! The file of one service, and what its functions have in common.

use super::{
    super::{
        entity::{Entity, input_of},
        repository::QueryShape,
    },
    convert::Conversions,
};
use crate::emit::words::article;
use crate::{
    emit::{
        lang::typescript::{Imports, Writer},
        sql::Dialect,
    },
    ir::{
        TypeId,
        names::{lower_camel, upper_camel},
    },
    resources::{Action, Parent, Resource, ResourceOperation, Shape},
};

pub(super) struct Service<'a, 'e> {
    pub(super) entity: &'e Entity<'a>,
    pub(super) query: QueryShape<'a>,
    pub(super) dialect: Dialect,
    pub(super) conversions: Conversions<'a>,
}

/// The text of a service.
pub(in super::super) fn file(entity: &Entity<'_>) -> String {
    let mut imports = Imports::default();
    imports.ty("../db/client.js", "Database");
    let service = Service {
        entity,
        query: QueryShape::new(entity),
        dialect: entity.project.dialect(),
        conversions: Conversions::new(entity.project),
    };
    let mut body = Writer::default();
    let mut written: Vec<String> = Vec::new();
    for operation in &entity.resource.operations {
        let nested = operation.nesting.is_some();
        // A nested path to one row checks whose it is and goes on as the flat path does.
        let is_member = nested && operation.names_row();
        let all: &[bool] = if is_member { &[false, true] } else { &[nested] };
        for &nested in all {
            let name = function_name(entity, operation, nested);
            if !written.contains(&name) {
                written.push(name.clone());
                body.blank();
                service.function(operation, &name, nested, &mut imports, &mut body);
            }
        }
    }
    for parent in entity.checked_parents() {
        service.check(parent, &mut imports, &mut body);
    }
    service.conversions.write(&mut imports, &mut body);
    let mut writer = Writer::default();
    imports.write(&mut writer);
    writer.finish() + &body.finish()
}

/// `listBooks`, `createBookOfAuthor`
pub(in super::super) fn function_name(
    entity: &Entity<'_>,
    operation: &ResourceOperation,
    nested: bool,
) -> String {
    let name = match operation.action {
        Action::List(_) => entity.plural_function("list"),
        Action::Create(_) => entity.function("create"),
        Action::Read(_) => entity.function("get"),
        Action::Replace(_) => entity.function("replace"),
        Action::Merge(_) => entity.function("update"),
        Action::Delete(_) => entity.function("delete"),
    };
    match entity.resource.parent_of(operation).filter(|_| nested) {
        Some(parent) => format!("{name}Of{}", upper_camel(&parent.singular, "Parent")),
        None => name,
    }
}

/// `checkAuthor`
pub(in super::super) fn check_function(parent: &Parent) -> String {
    format!("check{}", upper_camel(&parent.singular, "Parent"))
}

impl Service<'_, '_> {
    pub(super) fn repository(&self) -> String {
        format!("../repositories/{}.js", self.entity.module)
    }

    /// A function of the repository, which services call by the repository's name.
    pub(super) fn call(&self, name: &str, imports: &mut Imports) -> String {
        let space = repository_space(self.entity.resource);
        imports.space(&self.repository(), &space);
        format!("{space}.{name}")
    }

    pub(super) fn not_found(&self, imports: &mut Imports) -> String {
        imports.value("../lib/errors.js", "notFound");
        format!("throw notFound({:?});", self.entity.noun())
    }

    pub(super) fn ty(&self, imports: &mut Imports) -> String {
        imports.ty("../generated/schemas.js", self.entity.type_name);
        self.entity.type_name.to_owned()
    }

    pub(super) fn input(&self, id: TypeId, imports: &mut Imports) -> String {
        let name = self.entity.project.names.ty(id);
        imports.ty("../generated/schemas.js", name);
        name.to_owned()
    }

    pub(super) fn key_parameter(&self) -> String {
        format!("id: {}", self.entity.scalar(self.entity.key_column()))
    }

    /// `authorId: bigint`
    pub(super) fn parent_parameter(&self, parent: &Parent) -> String {
        let (name, column) = self.entity.parent_key(parent);
        format!("{name}: {}", self.entity.scalar(column))
    }

    pub(super) fn function(
        &self,
        operation: &ResourceOperation,
        name: &str,
        nested: bool,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        let parent = self.entity.resource.parent_of(operation).filter(|_| nested);
        if let Some(parent) = parent.filter(|_| operation.names_row()) {
            return self.nested_member(operation, name, parent, imports, writer);
        }
        match &operation.action {
            Action::List(_) => self.list(name, parent, imports, writer),
            Action::Create(create) => self.create(create, name, parent, imports, writer),
            Action::Read(_) => self.get(name, imports, writer),
            Action::Replace(replace) => {
                let about = format!("Replaces {}.", article(&self.entity.noun()));
                self.change(
                    operation,
                    name,
                    &about,
                    (replace.input, &replace.fills),
                    imports,
                    writer,
                );
            }
            Action::Merge(merge) => {
                let about = format!("Changes what is given of {}.", article(&self.entity.noun()));
                self.change(
                    operation,
                    name,
                    &about,
                    (merge.input, &merge.fills),
                    imports,
                    writer,
                );
            }
            Action::Delete(returned) => {
                self.delete(
                    operation,
                    name,
                    returned.shape != Shape::Nothing,
                    imports,
                    writer,
                );
            }
        }
    }

    pub(super) fn rest(
        &self,
        operation: &ResourceOperation,
        imports: &mut Imports,
    ) -> Vec<(String, String)> {
        let mut rest = Vec::new();
        if let Some(id) = input_of(&operation.action) {
            rest.push(("input".to_owned(), self.input(id, imports)));
        }
        if operation.checks_etag {
            imports.ty("../lib/etag.js", "Preconditions");
            rest.push(("preconditions".to_owned(), "Preconditions".to_owned()));
        }
        rest
    }
}

/// `bookRepository`
pub(in super::super) fn repository_space(resource: &Resource) -> String {
    format!("{}Repository", lower_camel(&resource.singular, "item"))
}
