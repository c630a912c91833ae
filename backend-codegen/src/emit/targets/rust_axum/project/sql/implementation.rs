//! The implementation for connections: existence, one row, lists and counts.

use super::{
    super::imports::Imports, constants::belongs_constant, order::literal, repository::Repository,
};
use crate::emit::layout::{Code, Writer};

impl Repository<'_, '_> {
    pub(super) fn implementation(&self, ty: &str, imports: &mut Imports, writer: &mut Writer) {
        imports.external("sqlx", self.engine.connection);
        writer.open(format!(
            "impl {} for {} {{",
            self.entity.repository(),
            self.engine.connection
        ));
        for (position, (_, name, parameters, result)) in
            self.functions(ty, imports).into_iter().enumerate()
        {
            if position > 0 {
                writer.blank();
            }
            writer.signature(
                &format!("async fn {name}"),
                &parameters,
                &format!(" -> Result<{result}, sqlx::Error> {{"),
            );
            writer.indent();
            self.body(&name, ty, imports, writer);
            writer.close("}");
        }
        writer.close("}");
    }

    pub(super) fn body(&self, name: &str, ty: &str, imports: &mut Imports, writer: &mut Writer) {
        let mut checked = self.entity.checked_parents().into_iter();
        if let Some(parent) = checked.find(|one| self.entity.belongs_function(one) == name) {
            let binds = ["id".to_owned(), self.entity.view(parent.column).ident];
            return self.asked(&belongs_constant(parent), &binds, writer);
        }
        let verb = name.split('_').next().unwrap_or_default();
        match verb {
            _ if name.ends_with("_exists") => self.asked("EXISTS", &["id".to_owned()], writer),
            "list" => self.list(imports, writer),
            "count" => self.count(imports, writer),
            "find" => self.found("FIND", writer),
            "lock" => self.found("LOCK", writer),
            "insert" => self.write("INSERT", ty, imports, writer),
            "update" => self.write("UPDATE", ty, imports, writer),
            _ => {
                let links = [".bind(id)", ".execute(&mut *self)", ".await?"];
                writer.value(
                    "let done = ",
                    &Code::chain("sqlx::query(DELETE)", links),
                    ";",
                );
                writer.line("Ok(done.rows_affected() > 0)");
            }
        }
    }

    pub(super) fn asked(&self, constant: &str, binds: &[String], writer: &mut Writer) {
        let mut links: Vec<String> = binds.iter().map(|bind| format!(".bind({bind})")).collect();
        links.extend([
            ".fetch_optional(&mut *self)".to_owned(),
            ".await?".to_owned(),
        ]);
        writer.value(
            "let row = ",
            &Code::Chain(format!("sqlx::query({constant})"), links),
            ";",
        );
        writer.line("Ok(row.is_some())");
    }

    fn found(&self, constant: &str, writer: &mut Writer) {
        let links = [".bind(id)", ".fetch_optional(&mut *self)", ".await?"];
        writer.value(
            "let row = ",
            &Code::chain(format!("sqlx::query({constant})"), links),
            ";",
        );
        writer.line("row.as_ref().map(from_row).transpose()");
    }

    pub(super) fn list(&self, imports: &mut Imports, writer: &mut Writer) {
        let key = self.key();
        imports.external("sqlx", "QueryBuilder");
        writer.value(
            "let mut select = ",
            &Code::Call("QueryBuilder::new".into(), vec!["SELECT".into()]),
            ";",
        );
        if self.has_filters() {
            writer.line("push_filters(&mut select, query);");
        }
        if self.shape.after.is_some() {
            let clause = if self.has_filters() {
                " AND "
            } else {
                " WHERE "
            };
            writer.open("if let Some(after) = &query.after {");
            writer.line(format!(
                "select.push({}).push_bind(after);",
                literal(&format!("{clause}{key} > "))
            ));
            writer.close("}");
        }
        if self.shape.sort {
            writer.line("select.push(\" ORDER BY \").push(order_by(query));");
        } else {
            writer.line(format!(
                "select.push({});",
                literal(&format!(" ORDER BY {key}"))
            ));
        }
        if self.shape.pages {
            writer.line("select.push(\" LIMIT \").push_bind(query.limit);");
            writer.line("select.push(\" OFFSET \").push_bind(query.offset);");
        }
        writer.value(
            "let rows = ",
            &Code::chain("select", [".build()", ".fetch_all(&mut *self)", ".await?"]),
            ";",
        );
        writer.line("rows.iter().map(from_row).collect()");
    }

    pub(super) fn count(&self, imports: &mut Imports, writer: &mut Writer) {
        if !self.has_filters() {
            let links = [".fetch_one(&mut *self)", ".await"];
            writer.value("", &Code::chain("sqlx::query_scalar(COUNT)", links), "");
            return;
        }
        imports.external("sqlx", "QueryBuilder");
        writer.line("let mut select = QueryBuilder::new(COUNT);");
        writer.line("push_filters(&mut select, query);");
        writer.value(
            "",
            &Code::chain(
                "select",
                [".build_query_scalar()", ".fetch_one(&mut *self)", ".await"],
            ),
            "",
        );
    }
}
