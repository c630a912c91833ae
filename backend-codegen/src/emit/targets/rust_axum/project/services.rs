//! `src/services/<resource>.rs`: rules between HTTP and storage, one transaction for what belongs together.

use super::{
    convert::Conversions,
    entity::{Entity, is_optional, is_updated, parameter_type, wants_total},
    imports::Imports,
    query::QueryShape,
};
use crate::{
    emit::{
        lang::rust::{FieldShape, Presence, default_expression, field_shapes},
        layout::{Code, Writer},
        sql::Dialect,
    },
    ir::{Schema, TypeId},
    resources::{
        Action, ColumnType, Create, Fill, Fit, KeyKind, Merge, Parent, Replace, ResourceOperation,
        Role, Shape,
    },
};

struct Service<'a, 'e> {
    entity: &'e Entity<'a>,
    conversions: Conversions<'a>,
    dialect: Option<Dialect>,
    ty: String,
    has_query: bool,
    count_takes_query: bool,
}

/// The text of a service.
pub(super) fn file(entity: &Entity<'_>, dialect: Option<Dialect>) -> String {
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
    imports.write(&mut writer);
    writer.finish() + &body.finish()
}

/// A nested path to one row checks whose it is and goes on as the flat path does.
fn needs_flat(operation: &ResourceOperation) -> bool {
    operation.key_parameter.is_some()
}

/// `check_author`
pub(super) fn check_function(parent: &Parent) -> String {
    format!("check_{}", parent.singular)
}

/// `list`, `create_of_author`
pub(super) fn function_name(
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
    fn connection(&self) -> Code {
        match self.dialect {
            Some(_) => Code::chain("state.pool", [".acquire()", ".await?"]),
            None => Code::chain("state.tables", [".lock()", ".await"]),
        }
    }

    /// SQLite takes its write lock at once: a transaction that reads first could not get it later.
    fn transaction(&self) -> Code {
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

    fn commit(&self, writer: &mut Writer) {
        if self.dialect.is_some() {
            writer.line("db.commit().await?;");
        }
    }

    fn missing(&self) -> String {
        format!("ApiError::not_found({:?})", self.entity.noun())
    }

    fn key_parameter(&self, imports: &mut Imports) -> String {
        format!("id: {}", self.entity.key_parameter(imports))
    }

    fn parent_parameter(&self, parent: &Parent, imports: &mut Imports) -> (String, String) {
        let view = self.entity.view(parent.column);
        let ty = parameter_type(&view.column.kind, imports);
        (view.ident, ty)
    }

    fn function(
        &self,
        operation: &ResourceOperation,
        name: &str,
        nested: bool,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        let parent = self.entity.resource.parent_of(operation).filter(|_| nested);
        if parent.is_some() && operation.key_parameter.is_some() {
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
    fn rest(&self, operation: &ResourceOperation, imports: &mut Imports) -> Vec<(String, String)> {
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

    fn named(&self, id: TypeId, imports: &mut Imports) -> String {
        imports.named(self.entity.project.names.type_name(id))
    }

    fn result(&self, operation: &ResourceOperation) -> String {
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

    fn list(&self, name: &str, owner: Option<&Parent>, imports: &mut Imports, writer: &mut Writer) {
        let entity = self.entity;
        let parent = owner.map(|owner| self.parent_parameter(owner, imports));
        let parent_entity = owner.and_then(|owner| entity.owner(owner));
        let total = entity.lists().any(|(operation, listing)| {
            function_name(entity, operation, true) == name && wants_total(listing)
        });
        let mut parameters = vec!["state: &AppState".to_owned()];
        if let (Some((ident, ty)), Some(_)) = (&parent, &parent_entity) {
            parameters.push(format!("{ident}: {ty}"));
        }
        if self.has_query {
            parameters.push(format!("query: &{}", entity.query_type()));
        }
        let (argument, counted) = (
            if self.has_query { "query" } else { "" },
            if self.count_takes_query { "query" } else { "" },
        );
        let rows = format!("Vec<{}>", self.ty);
        let result = if total {
            format!("({rows}, i64)")
        } else {
            rows
        };
        let nouns = entity.resource.name.replace('_', " ");
        writer.doc(&if total {
            format!("The {nouns} asked for, and how many there are in all.")
        } else {
            format!("The {nouns} asked for.")
        });
        writer.signature(
            &format!("pub async fn {name}"),
            &parameters,
            &format!(" -> Result<{result}, ApiError> {{"),
        );
        writer.indent();
        writer.value("let mut db = ", &self.connection(), ";");
        if let (Some((ident, _)), Some(parent)) = (&parent, &parent_entity) {
            self.check_parent(parent, ident, imports, writer);
        }
        let list = format!("db.{}({argument}).await?", entity.plural_function("list"));
        if total {
            writer.line(format!("let rows = {list};"));
            writer.line(format!(
                "let total = db.{}({counted}).await?;",
                entity.plural_function("count")
            ));
            writer.line("Ok((rows, total))");
        } else {
            writer.line(format!("let rows = {list};"));
            writer.line("Ok(rows)");
        }
        writer.close("}");
    }

    fn check_parent(
        &self,
        parent: &Entity<'_>,
        ident: &str,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        imports.own(
            &format!("repositories::{}", parent.module),
            &parent.repository(),
        );
        writer.open(format!(
            "if !db.{}_exists({ident}).await? {{",
            parent.resource.singular
        ));
        writer.line(format!(
            "return Err(ApiError::not_found({:?}));",
            parent.noun()
        ));
        writer.close("}");
    }

    fn get(&self, imports: &mut Imports, writer: &mut Writer) {
        writer.doc(&format!("One {}.", self.entity.noun()));
        let parameters = ["state: &AppState".to_owned(), self.key_parameter(imports)];
        writer.signature(
            "pub async fn get",
            &parameters,
            &format!(" -> Result<{}, ApiError> {{", self.ty),
        );
        writer.indent();
        writer.value("let mut db = ", &self.connection(), ";");
        self.find("let found = ", "find", writer);
        writer.line(format!("found.ok_or_else(|| {})", self.missing()));
        writer.close("}");
    }

    fn find(&self, head: &str, verb: &str, writer: &mut Writer) {
        let links = vec![
            format!(".{}(id)", self.entity.function(verb)),
            ".await?".to_owned(),
        ];
        writer.value(head, &Code::Chain("db".into(), links), ";");
    }

    /// The row to be changed, held against the precondition.
    fn current(
        &self,
        operation: &ResourceOperation,
        mutable: bool,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        let verb = if matches!(self.dialect, Some(Dialect::Postgres | Dialect::Mysql)) {
            "lock"
        } else {
            "find"
        };
        writer.value("let mut db = ", &self.transaction(), ";");
        self.find("let found = ", verb, writer);
        let name = if mutable {
            format!("mut {}", self.entity.variable())
        } else {
            "current".to_owned()
        };
        writer.value(
            &format!("let {name} = "),
            &Code::chain("found", [&format!(".ok_or_else(|| {})?", self.missing())]),
            ";",
        );
        if operation.checks_etag {
            imports.external("backend_runtime::http", "etag");
            let name = if mutable {
                self.entity.variable()
            } else {
                "current".to_owned()
            };
            writer.line(format!(
                "context.check_preconditions(Some(&etag(&{name})?))?;"
            ));
        }
    }

    fn create(
        &self,
        create: &Create,
        name: &str,
        owner: Option<&Parent>,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        let entity = self.entity;
        let input = self.named(create.input, imports);
        let mut parameters = vec!["state: &AppState".to_owned()];
        let parent = owner.map(|owner| self.parent_parameter(owner, imports));
        parameters.extend(parent.iter().map(|(ident, ty)| format!("{ident}: {ty}")));
        parameters.push(format!("input: {input}"));
        writer.doc(&format!("Stores a new {}.", entity.noun()));
        writer.signature(
            &format!("pub async fn {name}"),
            &parameters,
            &format!(" -> Result<{}, ApiError> {{", self.ty),
        );
        writer.indent();
        self.open_input(create.input, &create.fills, "input", writer);
        let now = create
            .fills
            .iter()
            .filter(|fill| **fill == Fill::Now)
            .count();
        if now > 1 {
            writer.line("let now = now();");
        }
        let fields = self.entity_fields(
            &create.fills,
            create.input,
            if now > 1 { "now" } else { "now()" },
            imports,
        );
        writer.record(
            &format!("let {} = {}", entity.variable(), self.ty),
            &fields,
            None,
            ";",
        );
        writer.value("let mut db = ", &self.connection(), ";");
        let owner = owner.and_then(|owner| entity.owner(owner));
        if let (Some((ident, _)), Some(parent)) = (&parent, owner) {
            self.check_parent(&parent, ident, imports, writer);
        }
        let mut arguments = vec![format!("&{}", entity.variable())];
        arguments.extend(self.extra_arguments(&create.fills, create.input, false));
        self.store("insert", &arguments, writer);
        writer.close("}");
    }

    fn store(&self, verb: &str, arguments: &[String], writer: &mut Writer) {
        let call = format!(".{}({})", self.entity.function(verb), arguments.join(", "));
        let links = vec![call, ".await?".to_owned()];
        writer.value("let stored = ", &Code::Chain("db".to_owned(), links), ";");
        if verb == "update" {
            self.commit(writer);
        }
        writer.line("Ok(stored)");
    }

    fn replace(
        &self,
        replace: &Replace,
        operation: &ResourceOperation,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        let entity = self.entity;
        self.open_change(
            "replace",
            &format!("Replaces {}.", article(&entity.noun())),
            operation,
            imports,
            writer,
        );
        self.current(operation, false, imports, writer);
        self.open_input(replace.input, &replace.fills, "input", writer);
        let fields = self.entity_fields(&replace.fills, replace.input, "now()", imports);
        writer.record(
            &format!("let {} = {}", entity.variable(), self.ty),
            &fields,
            None,
            ";",
        );
        let mut arguments = vec![format!("&{}", entity.variable())];
        arguments.extend(self.extra_arguments(&replace.fills, replace.input, true));
        self.store("update", &arguments, writer);
        writer.close("}");
    }

    fn open_change(
        &self,
        name: &str,
        about: &str,
        operation: &ResourceOperation,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        let mut parameters = vec!["state: &AppState".to_owned(), self.key_parameter(imports)];
        parameters.extend(
            self.rest(operation, imports)
                .into_iter()
                .map(|(name, ty)| format!("{name}: {ty}")),
        );
        writer.doc(about);
        writer.signature(
            &format!("pub async fn {name}"),
            &parameters,
            &format!(" -> Result<{}, ApiError> {{", self.result(operation)),
        );
        writer.indent();
    }

    fn merge(
        &self,
        merge: &Merge,
        operation: &ResourceOperation,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        let entity = self.entity;
        let variable = entity.variable();
        let about = format!("Changes what is given of {}.", article(&entity.noun()));
        self.open_change("update", &about, operation, imports, writer);
        self.current(operation, true, imports, writer);
        self.open_input(merge.input, &merge.fills, "changes", writer);
        let shapes = self.input_shapes(merge.input);
        for (view, fill) in entity.views().zip(&merge.fills) {
            if view.column.source.field().is_none() {
                continue;
            }
            let target = format!("{variable}.{}", view.ident);
            match fill {
                Fill::Now => {
                    let value = if view.optional {
                        "Some(now())"
                    } else {
                        "now()"
                    };
                    writer.line(format!("{target} = {value};"));
                }
                Fill::Input { property, .. } => {
                    if let Some(shape) = shapes.iter().find(|shape| shape.wire == property) {
                        self.assign(&target, shape, &view, writer);
                    }
                }
                Fill::NewKey | Fill::Keep | Fill::Path | Fill::Null | Fill::Default(_) => {}
            }
        }
        let mut arguments = vec![format!("&{variable}")];
        arguments.extend(self.extra_arguments(&merge.fills, merge.input, true));
        self.store("update", &arguments, writer);
        writer.close("}");
    }

    fn delete(
        &self,
        operation: &ResourceOperation,
        returns: bool,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        self.open_change(
            "delete",
            &format!("Removes {}.", article(&self.entity.noun())),
            operation,
            imports,
            writer,
        );
        let delete = format!("db.{}(id).await?", self.entity.function("delete"));
        if returns || operation.checks_etag {
            self.current(operation, false, imports, writer);
            writer.line(format!("{delete};"));
            self.commit(writer);
            writer.line(if returns { "Ok(current)" } else { "Ok(())" });
        } else {
            writer.value("let mut db = ", &self.connection(), ";");
            writer.open(format!("if !{delete} {{"));
            writer.line(format!("return Err({});", self.missing()));
            writer.close("}");
            writer.line("Ok(())");
        }
        writer.close("}");
    }

    fn input_shapes(&self, input: TypeId) -> Vec<FieldShape<'_>> {
        let project = self.entity.project;
        field_shapes(&project.api.types[input], &project.api.types, project.names)
    }

    /// `let BookInput { … } = input;`: a new property does not compile until it has a place.
    fn open_input(&self, input: TypeId, fills: &[Fill], variable: &str, writer: &mut Writer) {
        let used = |wire: &str| {
            fills
                .iter()
                .any(|fill| matches!(fill, Fill::Input { property, .. } if property == wire))
        };
        let shapes = self.input_shapes(input);
        let fields: Vec<(String, Option<Code>)> = shapes
            .iter()
            .map(|shape| {
                (
                    shape.ident.clone(),
                    (!used(shape.wire)).then(|| Code::text("_")),
                )
            })
            .collect();
        let name = self.entity.project.names.type_name(input);
        writer.record(
            &format!("let {name}"),
            &fields,
            None,
            &format!(" = {variable};"),
        );
    }

    fn entity_fields(
        &self,
        fills: &[Fill],
        input: TypeId,
        now: &str,
        imports: &mut Imports,
    ) -> Vec<(String, Option<Code>)> {
        let shapes = self.input_shapes(input);
        let views = self
            .entity
            .views()
            .zip(fills)
            .filter(|(view, _)| view.column.source.field().is_some());
        views
            .map(|(view, fill)| {
                let some = |text: String| {
                    if view.optional {
                        format!("Some({text})")
                    } else {
                        text
                    }
                };
                let value = match fill {
                    Fill::NewKey => self.new_key(view.optional, imports),
                    Fill::Keep => format!("current.{}", view.ident),
                    Fill::Now => some(now.to_owned()),
                    Fill::Path => some(owned(&view.column.kind, &view.ident)),
                    Fill::Null => "None".to_owned(),
                    Fill::Default(value) => some(self.default(&view, value, imports)),
                    Fill::Input { property, fit } => {
                        let shape = shapes.iter().find(|shape| shape.wire == property);
                        shape.map_or_else(
                            || "None".to_owned(),
                            |shape| self.converted(&view, shape, fit, imports),
                        )
                    }
                };
                if value == view.ident {
                    (value, None)
                } else {
                    (view.ident.clone(), Some(Code::breakable(value)))
                }
            })
            .collect()
    }

    fn new_key(&self, optional: bool, imports: &mut Imports) -> String {
        let made = match self.entity.resource.key.kind {
            // The database gives the number.
            KeyKind::Identity => return if optional { "None" } else { "0" }.to_owned(),
            KeyKind::Uuid => "Uuid::now_v7()",
            KeyKind::Text => "Uuid::now_v7().to_string()",
        };
        imports.external("uuid", "Uuid");
        if optional {
            format!("Some({made})")
        } else {
            made.to_owned()
        }
    }

    fn default(
        &self,
        view: &super::entity::ColumnView<'_>,
        value: &serde_json::Value,
        imports: &mut Imports,
    ) -> String {
        let project = self.entity.project;
        let schema = view
            .column
            .source
            .field()
            .and_then(|name| self.entity.field(name))
            .map(|field| field.schema);
        let expression = schema.and_then(|schema| {
            default_expression(schema, value, &project.api.types, project.names)
        });
        match expression {
            Some(tokens) => expression_text(&tokens, imports),
            None => "Default::default()".to_owned(),
        }
    }

    /// A request's value as the entity's field.
    fn converted(
        &self,
        view: &super::entity::ColumnView<'_>,
        shape: &FieldShape<'_>,
        fit: &Fit,
        imports: &mut Imports,
    ) -> String {
        let ident = &shape.ident;
        let is_key = view.column.role == Role::Key;
        let base = match shape.presence {
            Presence::Patch => format!("{ident}.into_change().flatten()"),
            Presence::Required
            | Presence::Nullable
            | Presence::Optional
            | Presence::OptionalNullable
            | Presence::Defaulted => ident.clone(),
        };
        let base = match self.stored_schema(view) {
            Some(stored) => self.conversions.field(&base, shape, stored),
            None => base,
        };
        match (is_optional(shape.presence), view.optional) {
            (true, true) if is_key => match self.entity.resource.key.kind {
                KeyKind::Identity => base,
                KeyKind::Uuid | KeyKind::Text => format!(
                    "Some({base}.unwrap_or_else(|| {}))",
                    self.new_key(false, imports)
                ),
            },
            (true, false) if is_key => match self.entity.resource.key.kind {
                KeyKind::Identity => format!("{base}.unwrap_or_default()"),
                KeyKind::Uuid => {
                    imports.external("uuid", "Uuid");
                    format!("{base}.unwrap_or_else(Uuid::now_v7)")
                }
                KeyKind::Text => {
                    format!("{base}.unwrap_or_else(|| {})", self.new_key(false, imports))
                }
            },
            (true, true) | (false, false) => base,
            (false, true) => format!("Some({base})"),
            (true, false) => match fit {
                Fit::Or(value) if *value != serde_json::json!([]) => {
                    let default = self.default(view, value, imports);
                    format!("{base}.unwrap_or({default})")
                }
                Fit::Or(_) | Fit::Same | Fit::Wrap | Fit::IfPresent => {
                    format!("{base}.unwrap_or_default()")
                }
            },
        }
    }

    /// The schema of the entity's field behind a column.
    fn stored_schema(&self, view: &super::entity::ColumnView<'_>) -> Option<&Schema> {
        let name = view.column.source.field()?;
        self.entity.field(name).map(|field| field.schema)
    }

    /// Puts one given value into the row.
    fn assign(
        &self,
        target: &str,
        shape: &FieldShape<'_>,
        view: &super::entity::ColumnView<'_>,
        writer: &mut Writer,
    ) {
        let ident = &shape.ident;
        let optional = view.optional;
        let stored = self.stored_schema(view);
        let converted = stored.filter(|stored| self.conversions.is_needed(shape, stored));
        // An `Option` of the request is taken apart before, so that it is its value that is made into another.
        let bare = FieldShape {
            presence: Presence::Required,
            ..shape.clone()
        };
        let value = match converted {
            Some(stored) => self.conversions.field(ident, &bare, stored),
            None => ident.clone(),
        };
        let some = if optional {
            format!("Some({value})")
        } else {
            value.clone()
        };
        match shape.presence {
            Presence::Required | Presence::Defaulted => {
                writer.value(&format!("{target} = "), &Code::breakable(some), ";");
            }
            Presence::Nullable if optional => match converted {
                Some(stored) => {
                    let value = self.conversions.field(ident, shape, stored);
                    writer.value(&format!("{target} = "), &Code::breakable(value), ";");
                }
                None => writer.line(format!("{target} = {ident};")),
            },
            Presence::Patch if optional && converted.is_none() => {
                writer.line(format!("{ident}.apply(&mut {target});"));
            }
            Presence::Patch if optional => {
                writer.open(format!("if let Some(change) = {ident}.into_change() {{"));
                writer.line(format!("{target} = change.map(|{ident}| {value});"));
                writer.close("}");
            }
            Presence::Patch => {
                writer.open(format!(
                    "if let Some(Some({ident})) = {ident}.into_change() {{"
                ));
                writer.line(format!("{target} = {value};"));
                writer.close("}");
            }
            Presence::Nullable | Presence::Optional | Presence::OptionalNullable => {
                writer.open(format!("if let Some({ident}) = {ident} {{"));
                writer.line(format!("{target} = {some};"));
                writer.close("}");
            }
        }
    }

    /// The values of columns that are no fields of the entity.
    fn extra_arguments(&self, fills: &[Fill], input: TypeId, updating: bool) -> Vec<String> {
        let shapes = self.input_shapes(input);
        let extras = self
            .entity
            .views()
            .zip(fills)
            .filter(|(view, _)| view.column.source.field().is_none());
        extras
            .filter(|(view, _)| !updating || is_updated(view.column))
            .map(|(view, fill)| match fill {
                Fill::Path if view.optional => format!("Some({})", view.ident),
                Fill::Path => view.ident.clone(),
                Fill::Input { property, .. } => {
                    let shape = shapes.iter().find(|shape| shape.wire == property);
                    shape.map_or_else(
                        || "None".to_owned(),
                        |shape| borrowed(&view.column.kind, shape),
                    )
                }
                Fill::NewKey | Fill::Keep | Fill::Now | Fill::Null | Fill::Default(_) => {
                    "None".to_owned()
                }
            })
            .collect()
    }
}

/// `Option<&T>` of a request's field.
fn borrowed(kind: &ColumnType, shape: &FieldShape<'_>) -> String {
    let text = matches!(kind, ColumnType::Text(_));
    match shape.presence {
        Presence::Required | Presence::Defaulted => format!("Some(&{})", shape.ident),
        Presence::Nullable | Presence::Optional | Presence::OptionalNullable if text => {
            format!("{}.as_deref()", shape.ident)
        }
        Presence::Nullable | Presence::Optional | Presence::OptionalNullable => {
            format!("{}.as_ref()", shape.ident)
        }
        Presence::Patch if text => format!("{}.as_option().map(String::as_str)", shape.ident),
        Presence::Patch => format!("{}.as_option()", shape.ident),
    }
}

fn owned(kind: &ColumnType, ident: &str) -> String {
    match kind {
        ColumnType::Int32 | ColumnType::Int64 | ColumnType::Uuid => ident.to_owned(),
        _ => format!("{ident}.to_owned()"),
    }
}

/// The text of an expression, printed as rustfmt does, with the names that the file imports.
pub(super) fn expression_text(tokens: &proc_macro2::TokenStream, imports: &mut Imports) -> String {
    let wrapped = quote::quote!(fn value() { let value = #tokens; });
    let Ok(file) = syn::parse2::<syn::File>(wrapped) else {
        return "Default::default()".to_owned();
    };
    let text = prettyplease::unparse(&file);
    let start = text.find("= ").map_or(0, |at| at + 2);
    let end = text.rfind(';').unwrap_or(text.len());
    let text = text[start..end].trim().to_owned();
    match text
        .strip_prefix("types::")
        .and_then(|rest| rest.split_once("::"))
    {
        Some((name, rest)) => format!("{}::{rest}", imports.named(name)),
        None => text,
    }
}

/// `a book`, `an order`
pub(super) fn article(noun: &str) -> String {
    let vowel = noun.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {noun}", if vowel { "an" } else { "a" })
}
