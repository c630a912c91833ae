//! Conditions and order of lists.

use super::file::{ORM, Repository};
use super::query::QueryField;
use crate::{
    emit::{
        lang::typescript::{Expr, Imports, Writer, literal, member},
        sql::{Dialect, MYSQL_DECIMAL},
    },
    resources::{Column, ColumnType, DecimalForm, FilterTest},
};

impl Repository<'_, '_> {
    pub(super) fn conditions(&self, imports: &mut Imports, writer: &mut Writer) {
        imports.ty(ORM, "SQL");
        writer.blank();
        writer.open(format!(
            "function conditions(query: {}): SQL | undefined {{",
            self.entity.query_type()
        ));
        let mut all = Vec::new();
        for column in &self.query.parents {
            imports.value(ORM, "eq");
            let place = self.entity.place(column);
            all.push(given(&self.entity.property(column), |value| {
                format!("eq({place}, {value})")
            }));
        }
        for field in &self.query.fields {
            all.push(self.condition(field, imports));
        }
        if self.query.after {
            imports.value(ORM, "gt");
            let place = self.entity.place(self.entity.key_column());
            all.push(given("after", |value| format!("gt({place}, {value})")));
        }
        let condition = match all.len() {
            1 => all.remove(0),
            _ => {
                imports.value(ORM, "and");
                Expr::call("and", all)
            }
        };
        writer.expr("return ", &condition, ";");
        writer.close("}");
    }

    pub(super) fn condition(&self, field: &QueryField, imports: &mut Imports) -> Expr {
        let columns: Vec<&Column> = field
            .filter
            .columns
            .iter()
            .map(|&index| self.entity.column(index))
            .collect();
        let column = columns[0];
        let place = self.entity.place(column);
        let operator = match field.filter.test {
            FilterTest::Equal => "eq",
            FilterTest::AnyOf => "inArray",
            FilterTest::AtLeast => "gte",
            FilterTest::AtMost => "lte",
            FilterTest::Above => "gt",
            FilterTest::Below => "lt",
            FilterTest::Contains => {
                imports.value("../lib/sql.js", "contains");
                let places: Vec<String> = columns
                    .iter()
                    .map(|column| self.entity.place(column))
                    .collect();
                return given(&field.name, |value| {
                    format!("contains({value}, {})", places.join(", "))
                });
            }
        };
        let compares_text = matches!(column.kind, ColumnType::Decimal(form)
            if self.dialect != Dialect::Postgres || form == DecimalForm::Spelled);
        if compares_text && field.filter.test == FilterTest::AnyOf {
            imports.value("../lib/sql.js", "isOneOfDecimals");
            return given_some(&field.name, |value| {
                format!("isOneOfDecimals({place}, {value})")
            });
        }
        if let ColumnType::Decimal(form) = column.kind
            && (self.dialect != Dialect::Postgres || form == DecimalForm::Spelled)
        {
            imports.value(ORM, "sql");
            let symbol = match field.filter.test {
                FilterTest::AtLeast => ">=",
                FilterTest::AtMost => "<=",
                FilterTest::Above => ">",
                FilterTest::Below => "<",
                FilterTest::Equal | FilterTest::AnyOf | FilterTest::Contains => "=",
            };
            let own = self.number(&place, form, imports);
            return given(&field.name, |value| {
                let value = match self.dialect {
                    Dialect::Sqlite => format!("${{decimalOrder({value})}}"),
                    Dialect::Postgres => format!("CAST(${{{value}}} AS NUMERIC)"),
                    Dialect::Mysql => format!("CAST(${{{value}}} AS {MYSQL_DECIMAL})"),
                };
                format!("sql`{own} {symbol} {value}`")
            });
        }
        imports.value(ORM, operator);
        let compared = |value: &str| format!("{operator}({place}, {value})");
        match field.filter.test {
            FilterTest::AnyOf => given_some(&field.name, compared),
            FilterTest::Equal
            | FilterTest::AtLeast
            | FilterTest::AtMost
            | FilterTest::Above
            | FilterTest::Below
            | FilterTest::Contains => given(&field.name, compared),
        }
    }

    /// A column of decimal numbers within `sql`, so that it compares as what it means.
    pub(super) fn number(&self, place: &str, form: DecimalForm, imports: &mut Imports) -> String {
        match (self.dialect, form) {
            (Dialect::Sqlite, _) => {
                imports.value("../lib/sql.js", "decimalOrder");
                format!("${{decimalOrder({place})}}")
            }
            (Dialect::Postgres, DecimalForm::Spelled) => format!("CAST(${{{place}}} AS NUMERIC)"),
            (Dialect::Mysql, DecimalForm::Spelled) => {
                format!("CAST(${{{place}}} AS {MYSQL_DECIMAL})")
            }
            (Dialect::Postgres | Dialect::Mysql, DecimalForm::Fixed(_) | DecimalForm::Free(_)) => {
                format!("${{{place}}}")
            }
        }
    }

    pub(super) fn order(&self, imports: &mut Imports, writer: &mut Writer) {
        let entity = self.entity;
        imports.ty(ORM, "SQL");
        imports.value(ORM, "asc");
        writer.blank();
        writer.doc("Only these columns, whatever a client sends.");
        let mut entries: Vec<Expr> = Vec::new();
        let mut known: Vec<&str> = Vec::new();
        for sort in &self.query.sorts {
            for value in &sort.values {
                if known.contains(&value.value.as_str()) {
                    continue;
                }
                known.push(&value.value);
                let column = entity.column(value.column);
                let place = entity.place(column);
                let place = match column.kind {
                    ColumnType::Decimal(_) if self.dialect == Dialect::Sqlite => {
                        imports.value("../lib/sql.js", "decimalOrder");
                        format!("decimalOrder({place})")
                    }
                    ColumnType::Decimal(form @ DecimalForm::Spelled) => {
                        imports.value(ORM, "sql");
                        format!("sql`{}`", self.number(&place, form, imports))
                    }
                    _ => place,
                };
                let direction = if value.descending { "desc" } else { "asc" };
                imports.value(ORM, direction);
                entries.push(Expr::Array(vec![
                    Expr::text(literal(&value.value)),
                    Expr::text(format!("{direction}({place})")),
                ]));
            }
        }
        let map = Expr::call("new Map", vec![Expr::Array(entries)]);
        writer.expr("const ORDERS: ReadonlyMap<string, SQL> = ", &map, ";");
        writer.blank();
        writer.open(format!(
            "function order(query: {}): SQL[] {{",
            entity.query_type()
        ));
        writer.line("const first = ORDERS.get(query.sort ?? \"\");");
        let key = format!("asc({})", entity.place(entity.key_column()));
        if self.query.has_direction() {
            imports.value(ORM, "sql");
            writer.line("const chosen = query.descending === true && first !== undefined ? sql`${first} DESC` : first;");
            writer.line(format!(
                "return chosen === undefined ? [{key}] : [chosen, {key}];"
            ));
        } else {
            writer.line(format!(
                "return first === undefined ? [{key}] : [first, {key}];"
            ));
        }
        writer.close("}");
    }
}

/// A condition that holds only when the query has a value for it.
fn given(name: &str, condition: impl Fn(&str) -> String) -> Expr {
    let value = format!("query{}", member(name));
    unless(&format!("{value} === undefined"), condition(&value))
}

/// The same of a list; an empty one asks for nothing.
fn given_some(name: &str, condition: impl Fn(&str) -> String) -> Expr {
    let value = format!("query{}", member(name));
    let none = format!("{value} === undefined || {value}.length === 0");
    unless(&none, condition(&value))
}

fn unless(none: &str, condition: String) -> Expr {
    let (absent, made) = (Expr::text("undefined"), Expr::text(condition));
    Expr::Conditional(none.to_owned(), Box::new(absent), Box::new(made))
}
