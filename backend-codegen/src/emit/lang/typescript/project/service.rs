//! `src/services/<resource>.ts`: rules between HTTP and storage, one transaction for what belongs together.

use super::{
    entity::{Entity, article, input_of, is_bigint, object, wants_total},
    repository::QueryShape,
};
use crate::{
    emit::{
        lang::typescript::{Expr, Imports, Writer, json, member},
        sql::Dialect,
    },
    ir::{
        Field, TypeId,
        names::{lower_camel, upper_camel},
    },
    resources::{
        Action, Column, ColumnType, Create, Fill, Fit, KeyKind, Resource, ResourceOperation, Role,
        Shape, Source,
    },
};

struct Service<'a, 'e> {
    entity: &'e Entity<'a>,
    query: QueryShape<'a>,
    dialect: Dialect,
}

/// The text of a service.
pub(super) fn file(entity: &Entity<'_>) -> String {
    let mut imports = Imports::default();
    imports.ty("../db/client.js", "Database");
    let service = Service {
        entity,
        query: QueryShape::new(entity),
        dialect: entity.project.dialect(),
    };
    let mut body = Writer::default();
    let mut written: Vec<String> = Vec::new();
    for operation in &entity.resource.operations {
        let is_member = operation.nesting.is_some() && operation.key_parameter.is_some();
        let nested = operation.nesting.is_some();
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
    if entity.has_nested_members() {
        service.check(&mut imports, &mut body);
    }
    let mut writer = Writer::default();
    imports.write(&mut writer);
    writer.finish() + &body.finish()
}

/// `listBooks`, `createBookOfAuthor`
pub(super) fn function_name(
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
    match entity.resource.parents.first().filter(|_| nested) {
        Some(parent) => format!("{name}Of{}", upper_camel(&parent.singular, "Parent")),
        None => name,
    }
}

impl Service<'_, '_> {
    fn repository(&self) -> String {
        format!("../repositories/{}.js", self.entity.module)
    }

    /// A function of the repository, which services call by the repository's name.
    fn call(&self, name: &str, imports: &mut Imports) -> String {
        let space = repository_space(self.entity.resource);
        imports.space(&self.repository(), &space);
        format!("{space}.{name}")
    }

    fn not_found(&self, imports: &mut Imports) -> String {
        imports.value("../lib/errors.js", "notFound");
        format!("throw notFound({:?});", self.entity.noun())
    }

    fn ty(&self, imports: &mut Imports) -> String {
        imports.ty("../generated/schemas.js", self.entity.type_name);
        self.entity.type_name.to_owned()
    }

    fn input(&self, id: TypeId, imports: &mut Imports) -> String {
        let name = self.entity.project.names.ty(id);
        imports.ty("../generated/schemas.js", name);
        name.to_owned()
    }

    fn key_parameter(&self) -> String {
        format!("id: {}", self.entity.scalar(self.entity.key_column()))
    }

    fn parent(&self) -> Option<(String, &Column)> {
        let parent = self.entity.resource.parents.first()?;
        let column = self.entity.column(parent.column);
        Some((
            lower_camel(&format!("{} id", parent.singular), "parentId"),
            column,
        ))
    }

    fn function(
        &self,
        operation: &ResourceOperation,
        name: &str,
        nested: bool,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        if nested && operation.key_parameter.is_some() {
            return self.nested_member(operation, name, imports, writer);
        }
        match &operation.action {
            Action::List(listing) => {
                let total = wants_total(listing)
                    || self.entity.lists().any(|(other, listing)| {
                        other.nesting.is_some() == nested && wants_total(listing)
                    });
                self.list(name, nested, total, imports, writer);
            }
            Action::Create(create) => self.create(create, name, nested, imports, writer),
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

    fn list(
        &self,
        name: &str,
        nested: bool,
        total: bool,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        let entity = self.entity;
        let ty = self.ty(imports);
        let parent_entity = entity.parent().filter(|_| nested);
        let mut parameters = vec!["database: Database".to_owned()];
        let parent = self.parent().filter(|_| parent_entity.is_some());
        if let Some((name, column)) = &parent {
            parameters.push(format!("{name}: {}", entity.scalar(column)));
        }
        let has_query = !self.query.is_empty();
        if has_query {
            imports.ty(&self.repository(), &entity.query_type());
            parameters.push(format!("query: {}", entity.query_type()));
        }
        let result = if total {
            format!("{{ rows: {ty}[]; total: number }}")
        } else {
            format!("{ty}[]")
        };
        let nouns = entity.nouns();
        writer.doc(&if total {
            format!("The {nouns} asked for, and how many there are in all.")
        } else {
            format!("The {nouns} asked for.")
        });
        writer.function(
            &format!("export async function {name}"),
            &parameters,
            &format!(": Promise<{result}>"),
        );
        if let (Some((name, _)), Some(parent)) = (&parent, &parent_entity) {
            self.check_parent(parent, name, "database.reader", imports, writer);
        }
        let query = if has_query { ", query" } else { "" };
        let list = self.call(&entity.plural_function("list"), imports);
        if total {
            let counted = if self.query.is_filtered() {
                ", query"
            } else {
                ""
            };
            let count = self.call(&entity.plural_function("count"), imports);
            writer.line(format!(
                "const rows = await {list}(database.reader{query});"
            ));
            writer.line(format!(
                "const total = await {count}(database.reader{counted});"
            ));
            writer.line("return { rows, total };");
        } else {
            writer.line(format!("return await {list}(database.reader{query});"));
        }
        writer.close("}");
    }

    fn check_parent(
        &self,
        parent: &Entity<'_>,
        name: &str,
        connection: &str,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        let space = repository_space(parent.resource);
        imports.space(&format!("../repositories/{}.js", parent.module), &space);
        imports.value("../lib/errors.js", "notFound");
        let has = format!("{space}.has{}({connection}, {name})", parent.function(""));
        writer.open(format!("if (!(await {has})) {{"));
        writer.line(format!("throw notFound({:?});", parent.noun()));
        writer.close("}");
    }

    fn get(&self, name: &str, imports: &mut Imports, writer: &mut Writer) {
        let ty = self.ty(imports);
        let variable = self.entity.variable();
        writer.doc(&format!("One {}.", self.entity.noun()));
        let parameters = ["database: Database".to_owned(), self.key_parameter()];
        writer.function(
            &format!("export async function {name}"),
            &parameters,
            &format!(": Promise<{ty}>"),
        );
        let find = self.call(&self.entity.function("find"), imports);
        writer.line(format!(
            "const {variable} = await {find}(database.reader, id);"
        ));
        self.refuse_missing(&variable, imports, writer);
        writer.line(format!("return {variable};"));
        writer.close("}");
    }

    fn refuse_missing(&self, variable: &str, imports: &mut Imports, writer: &mut Writer) {
        writer.open(format!("if ({variable} === undefined) {{"));
        writer.line(self.not_found(imports));
        writer.close("}");
    }

    fn create(
        &self,
        create: &Create,
        name: &str,
        nested: bool,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        let entity = self.entity;
        let ty = self.ty(imports);
        let mut parameters = vec!["database: Database".to_owned()];
        let parent = self.parent().filter(|_| nested);
        if let Some((name, column)) = &parent {
            parameters.push(format!("{name}: {}", entity.scalar(column)));
        }
        parameters.push(format!("input: {}", self.input(create.input, imports)));
        writer.doc(&format!("Stores a new {}.", entity.noun()));
        writer.function(
            &format!("export async function {name}"),
            &parameters,
            &format!(": Promise<{ty}>"),
        );
        let times = create
            .fills
            .iter()
            .filter(|fill| **fill == Fill::Now)
            .count();
        let now = if times > 1 {
            imports.value("../lib/ids.js", "now");
            writer.line("const time = now();");
            "time"
        } else {
            "now()"
        };
        let values = self.values(create.input, &create.fills, now, imports);
        let parent = parent.zip(entity.parent());
        // What MySQL has stored is read by a second statement.
        let is_one = parent.is_none() && self.dialect != Dialect::Mysql;
        let run = if is_one { "statement" } else { "write" };
        writer.open(format!(
            "return await database.{run}(async (connection) => {{"
        ));
        if let Some(((name, _), parent)) = &parent {
            self.check_parent(parent, name, "connection", imports, writer);
        }
        let insert = self.call(&entity.function("insert"), imports);
        let call = Expr::call(insert, vec![Expr::text("connection"), values]);
        writer.expr("return await ", &call, ";");
        writer.close("});");
        writer.close("}");
    }

    /// Reads the row to be changed and holds it against the precondition.
    fn current(&self, operation: &ResourceOperation, imports: &mut Imports, writer: &mut Writer) {
        let verb = if self.dialect == Dialect::Sqlite {
            "find"
        } else {
            "lock"
        };
        let find = self.call(&self.entity.function(verb), imports);
        writer.line(format!("const current = await {find}(connection, id);"));
        self.refuse_missing("current", imports, writer);
        if operation.checks_etag {
            imports.value("../lib/etag.js", "checkPreconditions");
            writer.line("checkPreconditions(preconditions, current);");
        }
    }

    fn rest(&self, operation: &ResourceOperation, imports: &mut Imports) -> Vec<(String, String)> {
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

    fn member_parameters(
        &self,
        operation: &ResourceOperation,
        imports: &mut Imports,
    ) -> Vec<String> {
        let mut parameters = vec!["database: Database".to_owned(), self.key_parameter()];
        let rest = self.rest(operation, imports);
        parameters.extend(rest.iter().map(|(name, ty)| format!("{name}: {ty}")));
        parameters
    }

    fn change(
        &self,
        operation: &ResourceOperation,
        name: &str,
        about: &str,
        (input, fills): (TypeId, &[Fill]),
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        let ty = self.ty(imports);
        writer.doc(about);
        let parameters = self.member_parameters(operation, imports);
        writer.function(
            &format!("export async function {name}"),
            &parameters,
            &format!(": Promise<{ty}>"),
        );
        writer.open("return await database.write(async (connection) => {");
        self.current(operation, imports, writer);
        let values = self.values(input, fills, "now()", imports);
        let update = self.call(&self.entity.function("update"), imports);
        let call = Expr::call(
            update,
            vec![Expr::text("connection"), Expr::text("id"), values],
        );
        writer.expr("return await ", &call, ";");
        writer.close("});");
        writer.close("}");
    }

    fn delete(
        &self,
        operation: &ResourceOperation,
        name: &str,
        returns: bool,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        let ty = if returns {
            self.ty(imports)
        } else {
            "void".to_owned()
        };
        writer.doc(&format!("Removes {}.", article(&self.entity.noun())));
        let parameters = self.member_parameters(operation, imports);
        writer.function(
            &format!("export async function {name}"),
            &parameters,
            &format!(": Promise<{ty}>"),
        );
        let delete = self.call(&self.entity.function("delete"), imports);
        let head = if returns { "return await" } else { "await" };
        let reads = returns || operation.checks_etag;
        let run = if reads { "write" } else { "statement" };
        writer.open(format!("{head} database.{run}(async (connection) => {{"));
        if reads {
            self.current(operation, imports, writer);
            writer.line(format!("await {delete}(connection, id);"));
            if returns {
                writer.line("return current;");
            }
        } else {
            writer.open(format!("if (!(await {delete}(connection, id))) {{"));
            writer.line(self.not_found(imports));
            writer.close("}");
        }
        writer.close("});");
        writer.close("}");
    }

    fn nested_member(
        &self,
        operation: &ResourceOperation,
        name: &str,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
        let Some((parent, column)) = self.parent() else {
            return;
        };
        let mut parameters = vec![
            "database: Database".to_owned(),
            format!("{parent}: {}", self.entity.scalar(column)),
            self.key_parameter(),
        ];
        let rest = self.rest(operation, imports);
        parameters.extend(rest.iter().map(|(name, ty)| format!("{name}: {ty}")));
        let noun = self
            .entity
            .resource
            .parents
            .first()
            .map_or("", |parent| parent.singular.as_str());
        let is_void = matches!(&operation.action, Action::Delete(returned) if returned.shape == Shape::Nothing);
        let ty = if is_void {
            "void".to_owned()
        } else {
            self.ty(imports)
        };
        writer.doc(&format!(
            "The same for {} of this {} only.",
            article(&self.entity.noun()),
            noun.replace('_', " ")
        ));
        writer.function(
            &format!("export async function {name}"),
            &parameters,
            &format!(": Promise<{ty}>"),
        );
        writer.line(format!("await checkBelongs(database, {parent}, id);"));
        let mut arguments = vec!["database".to_owned(), "id".to_owned()];
        arguments.extend(rest.into_iter().map(|(name, _)| name));
        let head = if is_void { "await" } else { "return await" };
        writer.line(format!(
            "{head} {}({});",
            function_name(self.entity, operation, false),
            arguments.join(", ")
        ));
        writer.close("}");
    }

    fn check(&self, imports: &mut Imports, writer: &mut Writer) {
        let Some((parent, column)) = self.parent() else {
            return;
        };
        writer.blank();
        let parameters = [
            "database: Database".to_owned(),
            format!("{parent}: {}", self.entity.scalar(column)),
            self.key_parameter(),
        ];
        writer.function(
            "async function checkBelongs",
            &parameters,
            ": Promise<void>",
        );
        let belongs = format!(
            "{}Belongs",
            lower_camel(&self.entity.resource.singular, "item")
        );
        let belongs = self.call(&belongs, imports);
        writer.open(format!(
            "if (!(await {belongs}(database.reader, id, {parent}))) {{"
        ));
        writer.line(self.not_found(imports));
        writer.close("}");
        writer.close("}");
    }

    /// The values of a row. A column that keeps what it has is left out, and so is what a change does not give.
    fn values(&self, input: TypeId, fills: &[Fill], now: &str, imports: &mut Imports) -> Expr {
        let entity = self.entity;
        let fields: &[Field] = object(entity.project, input).map_or(&[], |object| &object.fields);
        let merges = entity.project.input.api.types[input].in_merges;
        let mut members = Vec::new();
        for (column, fill) in entity.resource.columns.iter().zip(fills) {
            let value = match fill {
                Fill::Keep => None,
                Fill::NewKey => self.new_key(imports),
                Fill::Now => {
                    imports.value("../lib/ids.js", "now");
                    Some(Expr::text(now))
                }
                Fill::Path => self.parent().map(|(name, _)| Expr::text(name)),
                Fill::Null => Some(Expr::text("null")),
                Fill::Default(value) => Some(json(value)),
                Fill::Input { property, fit } => {
                    let field = fields.iter().find(|field| field.name == *property);
                    field.map(|field| self.given(column, field, fit, merges, imports))
                }
            };
            if let Some(value) = value {
                members.push((entity.key(column), value));
            }
        }
        Expr::Object(members)
    }

    fn new_key(&self, imports: &mut Imports) -> Option<Expr> {
        match self.entity.resource.key.kind {
            // The database gives the number.
            KeyKind::Identity => None,
            KeyKind::Uuid | KeyKind::Text => {
                imports.value("../lib/ids.js", "uuidv7");
                Some(Expr::text("uuidv7()"))
            }
        }
    }

    /// A request's value as the column's.
    fn given(
        &self,
        column: &Column,
        field: &Field,
        fit: &Fit,
        merges: bool,
        imports: &mut Imports,
    ) -> Expr {
        let value = format!("input{}", member(&field.name));
        let value = self.converted(column, field, value);
        let has_default = field.schema.meta.default.is_some() && !merges;
        let may_be_absent = !field.required && !has_default;
        if !may_be_absent || merges {
            return Expr::text(value);
        }
        if column.role == Role::Key {
            return match self.new_key(imports) {
                Some(Expr::Text(made)) => Expr::text(format!("{value} ?? {made}")),
                _ => Expr::text(value),
            };
        }
        match fit {
            Fit::Or(default) => match json(default).flat() {
                Some(default) => Expr::text(format!("{value} ?? {default}")),
                None => Expr::text(value),
            },
            Fit::Same | Fit::Wrap | Fit::IfPresent if column.nullable => {
                Expr::text(format!("{value} ?? null"))
            }
            Fit::Same | Fit::Wrap | Fit::IfPresent => Expr::text(value),
        }
    }

    /// Where the request and the stored type have different limits, one may be `bigint` and the other not.
    fn converted(&self, column: &Column, field: &Field, value: String) -> String {
        if column.kind != ColumnType::Int64 || matches!(column.source, Source::Secret(_)) {
            return value;
        }
        let (stored, given) = (
            self.entity.is_bigint(column),
            is_bigint(self.entity.project, &field.schema),
        );
        let convert = match (stored, given) {
            (true, false) => "BigInt",
            (false, true) => "Number",
            _ => return value,
        };
        if field.required && !field.schema.nullable {
            return format!("{convert}({value})");
        }
        format!("{value} == null ? {value} : {convert}({value})")
    }
}

/// `bookRepository`
pub(super) fn repository_space(resource: &Resource) -> String {
    format!("{}Repository", lower_camel(&resource.singular, "item"))
}
