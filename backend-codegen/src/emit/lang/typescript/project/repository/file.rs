//! The file of one repository, and what its parts have in common.

use super::super::entity::{Entity, is_bigint};
use super::query::{QueryField, QueryShape};
use crate::emit::words::article;
use crate::{
    emit::{
        lang::typescript::{Expr, Imports, Link, Writer, key, literal, member},
        sql::Dialect,
    },
    ir::{Field, Kind, Schema},
    resources::{Action, Column, FilterTest},
};
use serde_json::Value;

/// Where the functions of queries come from.
pub(super) const ORM: &str = "drizzle-orm";

pub(super) struct Repository<'a, 'e> {
    pub(super) entity: &'e Entity<'a>,
    pub(super) query: QueryShape<'a>,
    pub(super) dialect: Dialect,
}

/// The text of a repository.
pub(in super::super) fn file(entity: &Entity<'_>) -> String {
    let repository = Repository {
        entity,
        query: QueryShape::new(entity),
        dialect: entity.project.dialect(),
    };
    let mut imports = Imports::default();
    imports.ty("../db/client.js", "Connection");
    imports.value(
        &format!("../db/{}.js", entity.schema_module()),
        &entity.table,
    );
    imports.ty("../generated/schemas.js", entity.type_name);
    let mut body = Writer::default();
    if entity.lists().next().is_some() {
        repository.list(&mut imports, &mut body);
    }
    if entity.counts() {
        repository.count(&mut imports, &mut body);
    }
    let is_mysql = repository.dialect == Dialect::Mysql;
    let writes = entity.any(|action| {
        matches!(
            action,
            Action::Create(_) | Action::Replace(_) | Action::Merge(_)
        )
    });
    if entity.finds() || (is_mysql && writes) {
        repository.find(false, &mut imports, &mut body);
    }
    let changes = entity.any(|action| matches!(action, Action::Replace(_) | Action::Merge(_)));
    let locks = changes
        || entity.resource.operations.iter().any(|one| {
            matches!(&one.action, Action::Delete(returned)
                if one.checks_etag || returned.shape != crate::resources::Shape::Nothing)
        });
    if locks && repository.dialect != Dialect::Sqlite {
        repository.find(true, &mut imports, &mut body);
    }
    if entity.is_parent() {
        repository.exists(&mut imports, &mut body);
    }
    for parent in entity.checked_parents() {
        repository.belongs(parent, &mut imports, &mut body);
    }
    if entity.any(|action| matches!(action, Action::Create(_))) {
        repository.insert(&mut body);
    }
    if changes {
        repository.update(&mut imports, &mut body);
    }
    if entity.any(|action| matches!(action, Action::Delete(_))) {
        repository.delete(&mut imports, &mut body);
    }
    let (mut head, mut types, mut row) = <(Writer, Writer, Writer)>::default();
    let body = body.finish();
    // Where rows are only made or removed, none is read.
    let is_read = body.contains(&repository.converter());
    repository.types(is_read, &mut types);
    if is_read {
        repository.row(&mut row);
    } else {
        imports.forget("../generated/schemas.js", entity.type_name);
    }
    imports.write(&mut head);
    head.finish() + &types.finish() + &body + &row.finish()
}

impl Repository<'_, '_> {
    /// What goes in and out; the row only where one is read.
    pub(super) fn types(&self, is_read: bool, writer: &mut Writer) {
        let entity = self.entity;
        let table = &entity.table;
        if is_read {
            writer.blank();
            writer.line(format!("type Row = typeof {table}.$inferSelect;"));
        }
        let writes = entity.any(|action| {
            matches!(
                action,
                Action::Create(_) | Action::Replace(_) | Action::Merge(_)
            )
        });
        if writes {
            writer.blank();
            writer.doc(&format!("What is stored of {}.", article(&entity.noun())));
            writer.line(format!(
                "export type New{} = typeof {table}.$inferInsert;",
                entity.function("")
            ));
        }
        if self.query.is_empty() || entity.lists().next().is_none() {
            return;
        }
        writer.blank();
        writer.doc(&format!("Which {} to list.", entity.nouns()));
        writer.open(format!("export interface {} {{", entity.query_type()));
        for column in &self.query.parents {
            writer.doc("Only those of this parent.");
            let stored = format!("Row[{}]", self.row_key(column));
            let wanted = if column.nullable {
                format!("NonNullable<{stored}>")
            } else {
                stored
            };
            writer.line(format!("{}?: {wanted} | undefined;", entity.key(column)));
        }
        for field in &self.query.fields {
            writer.doc(&self.describe(field));
            writer.line(format!(
                "{}?: {} | undefined;",
                key(&field.name),
                self.filter_type(field)
            ));
        }
        if !self.query.sorts.is_empty() {
            writer.doc("The order, as the document names it; the key decides between equals.");
            writer.line("sort?: string | undefined;");
        }
        if self.query.has_direction() {
            writer.doc("Greatest first.");
            writer.line("descending?: boolean;");
        }
        if self.query.after {
            writer.doc("Only those with a greater key.");
            let column = entity.key_column();
            writer.line(format!(
                "after?: Row[{}] | undefined;",
                self.row_key(column)
            ));
        }
        if self.query.pages {
            writer.doc("How many at most.");
            writer.line("limit: number;");
            writer.doc("How many to skip.");
            writer.line("offset: number;");
        }
        writer.close("}");
    }

    pub(super) fn row_key(&self, column: &Column) -> String {
        literal(&self.entity.property(column))
    }

    pub(super) fn filter_type(&self, field: &QueryField) -> String {
        let column = field
            .filter
            .columns
            .first()
            .map(|&index| self.entity.column(index));
        let Some(column) = column else {
            return "string".to_owned();
        };
        let one = format!("NonNullable<Row[{}]>", self.row_key(column));
        let one = if column.nullable {
            one
        } else {
            format!("Row[{}]", self.row_key(column))
        };
        match field.filter.test {
            FilterTest::Contains => "string".to_owned(),
            FilterTest::AnyOf => format!("{one}[]"),
            FilterTest::Equal
            | FilterTest::AtLeast
            | FilterTest::AtMost
            | FilterTest::Above
            | FilterTest::Below => one,
        }
    }

    pub(super) fn describe(&self, field: &QueryField) -> String {
        let first = field.filter.columns.first();
        let column = first.map_or("", |&index| self.entity.column(index).name.as_str());
        field.filter.test.describe(column)
    }

    pub(super) fn query_parameter(&self) -> Vec<String> {
        let mut parameters = vec!["connection: Connection".to_owned()];
        if !self.query.is_empty() {
            parameters.push(format!("query: {}", self.entity.query_type()));
        }
        parameters
    }

    pub(super) fn select(&self) -> Expr {
        let root = Expr::text("connection");
        Expr::Chain(
            Box::new(root),
            vec![
                Link::new("select", Vec::new()),
                Link::new("from", vec![Expr::text(&self.entity.table)]),
            ],
        )
    }

    pub(super) fn converter(&self) -> String {
        format!("to{}", self.entity.function(""))
    }

    pub(super) fn key_parameter(&self) -> String {
        format!("id: {}", self.entity.scalar(self.entity.key_column()))
    }

    pub(super) fn is_key(&self) -> String {
        format!("eq({}, id)", self.entity.place(self.entity.key_column()))
    }

    /// What stands for no value: the default, where the type is also one that comes in and so always has a value.
    pub(super) fn absent(&self, field: &Field) -> String {
        let entity = self.entity;
        let definition = &entity.project.input.api.types[entity.resource.entity];
        let is_filled = definition.in_requests && !definition.in_merges && !field.required;
        let default = field.schema.meta.default.as_ref().filter(|_| is_filled);
        default
            .and_then(|value| {
                let schema = match &field.schema.kind {
                    Kind::Ref(id) => &entity.project.input.api.types[*id].schema,
                    _ => &field.schema,
                };
                scalar(value, schema, is_bigint(entity.project, schema))
            })
            .unwrap_or_else(|| "undefined".to_owned())
    }

    /// From a row to what clients see: no value is `undefined`, unless the document has `null` for it.
    pub(super) fn row(&self, writer: &mut Writer) {
        let entity = self.entity;
        writer.blank();
        writer.open(format!(
            "function {}(row: Row): {} {{",
            self.converter(),
            entity.type_name
        ));
        let members = entity.resource.columns.iter().filter_map(|column| {
            let field = entity.field(column)?;
            let value = format!("row{}", member(&entity.property(column)));
            let nullable = column.nullable && column.role != crate::resources::Role::Key;
            let value = match (nullable, field.schema.nullable, field.required) {
                (true, false, _) => format!("{value} ?? {}", self.absent(field)),
                _ => value,
            };
            Some((key(&field.name), Expr::text(value)))
        });
        writer.expr("return ", &Expr::Object(members.collect()), ";");
        writer.close("}");
    }
}

/// A value of a schema's kind in TypeScript; nothing for what is made of several.
fn scalar(value: &Value, schema: &Schema, is_bigint: bool) -> Option<String> {
    match (&schema.kind, value) {
        (Kind::Boolean, Value::Bool(_)) | (Kind::Number { .. }, Value::Number(_)) => {
            Some(value.to_string())
        }
        (Kind::Integer { .. }, Value::Number(number)) => {
            let suffix = if is_bigint { "n" } else { "" };
            Some(format!("{number}{suffix}"))
        }
        (Kind::String(_) | Kind::Enum(_), Value::String(text)) => Some(literal(text)),
        _ => None,
    }
}
