//! Functions that change rows.

use super::file::{ORM, Repository};
use crate::emit::words::article;
use crate::emit::{
    lang::typescript::{Expr, Imports, Link, Writer, member},
    sql::Dialect,
};

impl Repository<'_, '_> {
    pub(super) fn missing_row(&self, verb: &str, writer: &mut Writer) {
        writer.open("if (row === undefined) {");
        writer.line(format!(
            "throw new Error(\"the {} that was {verb} is not there\");",
            self.entity.noun()
        ));
        writer.close("}");
    }

    pub(super) fn insert(&self, writer: &mut Writer) {
        let entity = self.entity;
        let one = entity.function("");
        writer.blank();
        writer.doc(&format!(
            "Stores a new {} and returns it as stored.",
            entity.noun()
        ));
        let head = format!("export async function insert{one}");
        let parameters = [
            "connection: Connection".to_owned(),
            format!("values: New{one}"),
        ];
        writer.function(
            &head,
            &parameters,
            &format!(": Promise<{}>", entity.type_name),
        );
        if self.dialect == Dialect::Mysql {
            let insert = format!("connection.insert({}).values(values)", entity.table);
            let column = entity.key_column();
            let id = format!("values{}", member(&entity.property(column)));
            if entity.has_identity() {
                writer.line(format!("const [{{ insertId }}] = await {insert};"));
                let made = if entity.is_bigint(column) {
                    "BigInt(insertId)"
                } else {
                    "insertId"
                };
                writer.line(format!(
                    "const row = await find{one}(connection, {id} ?? {made});"
                ));
            } else {
                writer.line(format!("await {insert};"));
                writer.line(format!("const row = await find{one}(connection, {id});"));
            }
            self.missing_row("stored", writer);
            writer.line("return row;");
        } else {
            writer.line(format!(
                "const [row] = await connection.insert({}).values(values).returning();",
                entity.table
            ));
            self.missing_row("stored", writer);
            writer.line(format!("return {}(row);", self.converter()));
        }
        writer.close("}");
    }

    pub(super) fn update(&self, imports: &mut Imports, writer: &mut Writer) {
        let entity = self.entity;
        let one = entity.function("");
        imports.value(ORM, "eq");
        imports.ty("../lib/sql.js", "Changes");
        writer.blank();
        writer.doc(&format!(
            "Changes what is given of {} and returns it as stored.",
            article(&entity.noun())
        ));
        let head = format!("export async function update{one}");
        let parameters = [
            "connection: Connection".to_owned(),
            self.key_parameter(),
            format!("changes: Changes<New{one}>"),
        ];
        writer.function(
            &head,
            &parameters,
            &format!(": Promise<{}>", entity.type_name),
        );
        let mut update = Expr::Chain(
            Box::new(Expr::text("connection")),
            vec![
                Link::new("update", vec![Expr::text(&entity.table)]),
                Link::new("set", vec![Expr::text("changes")]),
                Link::new("where", vec![Expr::text(self.is_key())]),
            ],
        );
        if self.dialect == Dialect::Mysql {
            writer.expr("await ", &update, ";");
            writer.line(format!("const row = await find{one}(connection, id);"));
            self.missing_row("changed", writer);
            writer.line("return row;");
        } else {
            update = update.then("returning", Vec::new());
            writer.expr("const [row] = await ", &update, ";");
            self.missing_row("changed", writer);
            writer.line(format!("return {}(row);", self.converter()));
        }
        writer.close("}");
    }

    pub(super) fn delete(&self, imports: &mut Imports, writer: &mut Writer) {
        let entity = self.entity;
        imports.value(ORM, "eq");
        writer.blank();
        writer.doc(&format!(
            "Removes {}; `false` when there was none.",
            article(&entity.noun())
        ));
        let head = format!("export async function {}", entity.function("delete"));
        let parameters = ["connection: Connection".to_owned(), self.key_parameter()];
        writer.function(&head, &parameters, ": Promise<boolean>");
        let delete = format!(
            "connection.delete({}).where({})",
            entity.table,
            self.is_key()
        );
        let (binding, count) = match self.dialect {
            Dialect::Sqlite => ("{ rowsAffected }", "rowsAffected > 0"),
            Dialect::Postgres => ("{ rowCount }", "(rowCount ?? 0) > 0"),
            Dialect::Mysql => ("[{ affectedRows }]", "affectedRows > 0"),
        };
        writer.line(format!("const {binding} = await {delete};"));
        writer.line(format!("return {count};"));
        writer.close("}");
    }
}
