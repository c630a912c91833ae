//! Functions that read rows.

use super::file::{ORM, Repository};
use crate::{
    emit::lang::typescript::{Expr, Imports, Writer},
    resources::Parent,
};

impl Repository<'_, '_> {
    pub(super) fn list(&self, imports: &mut Imports, writer: &mut Writer) {
        let entity = self.entity;
        writer.blank();
        writer.doc(&format!("The {} asked for.", entity.nouns()));
        let head = format!("export async function {}", entity.plural_function("list"));
        writer.function(
            &head,
            &self.query_parameter(),
            &format!(": Promise<{}[]>", entity.type_name),
        );
        let mut rows = self.select();
        if self.query.is_filtered() {
            rows = rows.then("where", vec![Expr::text("conditions(query)")]);
        }
        let order = if self.query.sorts.is_empty() {
            imports.value(ORM, "asc");
            Expr::text(format!("asc({})", entity.place(entity.key_column())))
        } else {
            Expr::text("...order(query)")
        };
        rows = rows.then("orderBy", vec![order]);
        if self.query.pages {
            rows = rows
                .then("limit", vec![Expr::text("query.limit")])
                .then("offset", vec![Expr::text("query.offset")]);
        }
        writer.expr("const rows = await ", &rows, ";");
        writer.line(format!("return rows.map({});", self.converter()));
        writer.close("}");
        if self.query.is_filtered() {
            self.conditions(imports, writer);
        }
        if !self.query.sorts.is_empty() {
            self.order(imports, writer);
        }
    }

    pub(super) fn count(&self, imports: &mut Imports, writer: &mut Writer) {
        imports.value("../lib/sql.js", "asNumber");
        let entity = self.entity;
        writer.blank();
        writer.doc("How many there are on all pages.");
        let filtered = self.query.is_filtered();
        let mut parameters = vec!["connection: Connection".to_owned()];
        if filtered {
            parameters.push(format!("query: {}", entity.query_type()));
        }
        let head = format!("export async function {}", entity.plural_function("count"));
        writer.function(&head, &parameters, ": Promise<number>");
        let more = if filtered { ", conditions(query)" } else { "" };
        writer.line(format!(
            "const count = await connection.$count({}{more});",
            entity.table
        ));
        writer.line("return asNumber(count);");
        writer.close("}");
    }

    pub(super) fn find(&self, lock: bool, imports: &mut Imports, writer: &mut Writer) {
        let entity = self.entity;
        imports.value(ORM, "eq");
        writer.blank();
        let verb = if lock { "lock" } else { "find" };
        writer.doc(&if lock {
            format!(
                "One {}, which nobody else changes before the transaction ends.",
                entity.noun()
            )
        } else {
            format!("One {}.", entity.noun())
        });
        let head = format!("export async function {}", entity.function(verb));
        let parameters = ["connection: Connection".to_owned(), self.key_parameter()];
        writer.function(
            &head,
            &parameters,
            &format!(": Promise<{} | undefined>", entity.type_name),
        );
        let mut rows = self.select().then("where", vec![Expr::text(self.is_key())]);
        if lock {
            rows = rows.then("for", vec![Expr::text("\"update\"")]);
        }
        writer.expr("const [row] = await ", &rows, ";");
        writer.line(format!(
            "return row === undefined ? undefined : {}(row);",
            self.converter()
        ));
        writer.close("}");
    }

    pub(super) fn exists(&self, imports: &mut Imports, writer: &mut Writer) {
        imports.value(ORM, "eq");
        imports.value("../lib/sql.js", "asNumber");
        writer.blank();
        writer.doc("Whether there is one with this key.");
        let head = format!("export async function has{}", self.entity.function(""));
        let parameters = ["connection: Connection".to_owned(), self.key_parameter()];
        writer.function(&head, &parameters, ": Promise<boolean>");
        writer.line(format!(
            "const count = await connection.$count({}, {});",
            self.entity.table,
            self.is_key()
        ));
        writer.line("return asNumber(count) > 0;");
        writer.close("}");
    }

    pub(super) fn belongs(&self, parent: &Parent, imports: &mut Imports, writer: &mut Writer) {
        let entity = self.entity;
        let (name, column) = entity.parent_key(parent);
        imports.value(ORM, "and");
        imports.value(ORM, "eq");
        imports.value("../lib/sql.js", "asNumber");
        writer.blank();
        writer.doc(&format!(
            "Whether it is one of this {}.",
            parent.singular.replace('_', " ")
        ));
        let head = format!("export async function {}", entity.belongs_function(parent));
        let parameters = [
            "connection: Connection".to_owned(),
            self.key_parameter(),
            format!("{name}: {}", entity.scalar(column)),
        ];
        writer.function(&head, &parameters, ": Promise<boolean>");
        writer.line(format!(
            "const owned = and({}, eq({}, {name}));",
            self.is_key(),
            entity.place(column)
        ));
        writer.line(format!(
            "const count = await connection.$count({}, owned);",
            entity.table
        ));
        writer.line("return asNumber(count) > 0;");
        writer.close("}");
    }
}
