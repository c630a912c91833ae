//! The file of one service, and what its functions have in common.

use super::super::{
    convert::Conversions,
    entity::{Entity, parameter_type},
    imports::Imports,
    query::QueryShape,
};
use crate::emit::words::article;
use crate::{
    emit::{
        layout::{Code, Writer},
        sql::Dialect,
    },
    ir::TypeId,
    resources::{Action, Merge, Parent, Replace, ResourceOperation, Role, Shape},
};

pub(super) struct Service<'a, 'e> {
    pub(super) entity: &'e Entity<'a>,
    pub(super) conversions: Conversions<'a>,
    pub(super) dialect: Option<Dialect>,
    pub(super) ty: String,
    pub(super) has_query: bool,
    pub(super) count_takes_query: bool,
}

/// The text of a service.
pub(in super::super) fn file(entity: &Entity<'_>, dialect: Option<Dialect>) -> String {
    let mut imports =
        Imports::reserving(["AppState", "ApiError", "Context", "Uuid", "OffsetDateTime"]);
    imports.external("backend_runtime::http", "ApiError");
    imports.own("state", "AppState");
    let repository = format!("repositories::{}", entity.module);
    imports.own(&repository, &entity.repository());
    let shape = QueryShape::new(entity, &mut Imports::default());
    let has_query = !shape.is_empty();
    let service = Service {
        entity,
        conversions: Conversions::new(entity.project),
        dialect,
        ty: imports.named(entity.type_name),
        has_query,
        count_takes_query: !shape.filters.is_empty() || !shape.parents.is_empty(),
    };
    let mut body = Writer::default();
    let mut written: Vec<String> = Vec::new();
    for operation in &entity.resource.operations {
        for nested in [false, true] {
            if nested != operation.nesting.is_some()
                && !(operation.nesting.is_some() && !nested && needs_flat(operation))
            {
                continue;
            }
            let name = function_name(entity, operation, nested);
            if written.contains(&name) {
                continue;
            }
            if !written.is_empty() {
                body.blank();
            }
            written.push(name.clone());
            service.function(operation, &name, nested, &mut imports, &mut body);
        }
    }
    for parent in entity.checked_parents() {
        service.check(parent, &mut imports, &mut body);
    }
    service.conversions.write(&mut imports, &mut body);
    if entity
        .resource
        .columns
        .iter()
        .any(|column| matches!(column.role, Role::CreatedAt | Role::UpdatedAt))
        && (entity.creates() || entity.updates())
    {
        imports.own("services", "now");
    }
    if has_query && entity.lists().next().is_some() {
        imports.own(&repository, &entity.query_type());
    }
    let mut writer = Writer::default();
    writer.module_doc(&format!(
        "The rules for {}.",
        entity.resource.name.replace('_', " ")
    ));
    writer.blank();
    let body = body.finish();
    imports.keep_mentioned(&body);
    imports.write(&mut writer);
    writer.finish() + &body
}

/// A nested path to one row checks whose it is and goes on as the flat path does.
fn needs_flat(operation: &ResourceOperation) -> bool {
    operation.names_row()
}

/// `check_author`
pub(in super::super) fn check_function(parent: &Parent) -> String {
    format!("check_{}", parent.singular)
}

/// `list`, `create_of_author`
pub(in super::super) fn function_name(
    entity: &Entity<'_>,
    operation: &ResourceOperation,
    nested: bool,
) -> String {
    let verb = match operation.action {
        Action::List(_) => "list",
        Action::Create(_) => "create",
        Action::Read(_) => "get",
        Action::Replace(_) => "replace",
        Action::Merge(_) => "update",
        Action::Delete(_) => "delete",
    };
    match entity.resource.parent_of(operation).filter(|_| nested) {
        Some(parent) => format!("{verb}_of_{}", parent.singular),
        None => verb.to_owned(),
    }
}

impl Service<'_, '_> {
    pub(super) fn connection(&self) -> Code {
        match self.dialect {
            Some(_) => Code::chain("state.pool", [".acquire()", ".await?"]),
            None => Code::chain("state.tables", [".lock()", ".await"]),
        }
    }

    /// SQLite takes its write lock at once: a transaction that reads first could not get it later.
    pub(super) fn transaction(&self) -> Code {
        match self.dialect {
            Some(Dialect::Sqlite) => Code::chain(
                "state.pool",
                [".begin_with(\"BEGIN IMMEDIATE\")", ".await?"],
            ),
            Some(Dialect::Postgres | Dialect::Mysql) => {
                Code::chain("state.pool", [".begin()", ".await?"])
            }
            None => self.connection(),
        }
    }

    pub(super) fn commit(&self, writer: &mut Writer) {
        if self.dialect.is_some() {
            writer.line("db.commit().await?;");
        }
    }

    pub(super) fn missing(&self) -> String {
        format!("ApiError::not_found({:?})", self.entity.noun())
    }

    pub(super) fn key_parameter(&self, imports: &mut Imports) -> String {
        format!("id: {}", self.entity.key_parameter(imports))
    }

    pub(super) fn parent_parameter(
        &self,
        parent: &Parent,
        imports: &mut Imports,
    ) -> (String, String) {
        let view = self.entity.view(parent.column);
        let ty = parameter_type(&view.column.kind, imports);
        (view.ident, ty)
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
        if parent.is_some() && operation.names_row() {
            return self.nested_member(operation, name, imports, writer);
        }
        match &operation.action {
            Action::List(_) => self.list(name, parent, imports, writer),
            Action::Read(_) => self.get(imports, writer),
            Action::Create(create) => self.create(create, name, parent, imports, writer),
            Action::Replace(replace) => self.replace(replace, operation, imports, writer),
            Action::Merge(merge) => self.merge(merge, operation, imports, writer),
            Action::Delete(returned) => {
                self.delete(operation, returned.shape != Shape::Nothing, imports, writer)
            }
        }
    }

    /// Parameters of a function behind those of the row: the body, and the context for preconditions.
    pub(super) fn rest(
        &self,
        operation: &ResourceOperation,
        imports: &mut Imports,
    ) -> Vec<(String, String)> {
        let mut rest = Vec::new();
        match &operation.action {
            Action::Replace(Replace { input, .. }) => {
                rest.push(("input".to_owned(), self.named(*input, imports)))
            }
            Action::Merge(Merge { input, .. }) => {
                rest.push(("changes".to_owned(), self.named(*input, imports)))
            }
            Action::List(_) | Action::Create(_) | Action::Read(_) | Action::Delete(_) => {}
        }
        if operation.checks_etag {
            imports.external("backend_runtime::http", "Context");
            rest.push(("context".to_owned(), "&Context".to_owned()));
        }
        rest
    }

    pub(super) fn named(&self, id: TypeId, imports: &mut Imports) -> String {
        imports.named(self.entity.project.names.type_name(id))
    }

    pub(super) fn result(&self, operation: &ResourceOperation) -> String {
        match &operation.action {
            Action::Delete(returned) if returned.shape == Shape::Nothing => "()".to_owned(),
            _ => self.ty.clone(),
        }
    }

    fn nested_member(
        &self,
        operation: &ResourceOperation,
        name: &str,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        let Some(owner) = self.entity.resource.parent_of(operation) else {
            return;
        };
        let (parent, parent_type) = self.parent_parameter(owner, imports);
        let mut parameters = vec![
            "state: &AppState".to_owned(),
            format!("{parent}: {parent_type}"),
            self.key_parameter(imports),
        ];
        let rest = self.rest(operation, imports);
        parameters.extend(rest.iter().map(|(name, ty)| format!("{name}: {ty}")));
        let noun = owner.singular.replace('_', " ");
        writer.doc(&format!(
            "The same for {} of this {noun} only.",
            article(&self.entity.noun())
        ));
        writer.signature(
            &format!("pub async fn {name}"),
            &parameters,
            &format!(" -> Result<{}, ApiError> {{", self.result(operation)),
        );
        writer.indent();
        let check = check_function(owner);
        writer.line(format!("{check}(state, {parent}, id).await?;"));
        let mut arguments = vec!["state".to_owned(), "id".to_owned()];
        arguments.extend(rest.into_iter().map(|(name, _)| name));
        writer.call_chain(
            "",
            &function_name(self.entity, operation, false),
            &arguments,
            &[".await"],
            "",
        );
        writer.close("}");
    }

    fn check(&self, parent: &Parent, imports: &mut Imports, writer: &mut Writer) {
        let (ident, ty) = self.parent_parameter(parent, imports);
        writer.blank();
        let parameters = [
            "state: &AppState".to_owned(),
            format!("{ident}: {ty}"),
            self.key_parameter(imports),
        ];
        let (noun, owner) = (self.entity.noun(), parent.singular.replace('_', " "));
        writer.doc(&format!(
            "Not found, unless the {noun} is one of this {owner}."
        ));
        writer.signature(
            &format!("pub async fn {}", check_function(parent)),
            &parameters,
            " -> Result<(), ApiError> {",
        );
        writer.indent();
        writer.value("let mut db = ", &self.connection(), ";");
        let asked = self.entity.belongs_function(parent);
        writer.open(format!("if db.{asked}(id, {ident}).await? {{"));
        writer.line("return Ok(());");
        writer.close("}");
        writer.line(format!("Err({})", self.missing()));
        writer.close("}");
    }
}
