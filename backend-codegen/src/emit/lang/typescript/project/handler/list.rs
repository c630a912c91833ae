//! Lists: filters, order and window of the query.

use super::super::{
    entity::{is_bigint, wants_total},
    repository::QueryShape,
    service::function_name,
};
use super::{
    builder::Builder,
    model::{Answer, Handler},
};
use crate::{
    emit::lang::typescript::{Expr, Imports, Statement, key, member},
    ir::{Kind, Location, Parameter},
    resources::{Column, ColumnType, Listing, Paging, Part},
};

impl Builder<'_, '_> {
    pub(super) fn query(&self, name: &str) -> Option<&Parameter> {
        self.operation
            .parameters_in(Location::Query)
            .find(|one| one.name == name)
    }

    /// An integer parameter as a number of rows.
    pub(super) fn number(
        &self,
        name: Option<&str>,
        default: i64,
        least: i64,
        imports: &mut Imports,
    ) -> String {
        let Some(parameter) = name.and_then(|name| self.query(name)) else {
            return default.to_string();
        };
        let value = format!("query{}", member(&parameter.name));
        let value = match parameter.schema.nullable {
            true => format!("{value} ?? undefined"),
            false => value,
        };
        let always = parameter.required || parameter.schema.meta.default.is_some();
        let minimum = match &parameter.schema.kind {
            Kind::Integer { bounds, .. } => {
                bounds.minimum.as_ref().and_then(crate::ir::Number::as_i128)
            }
            _ => None,
        };
        let is_bounded = minimum.is_some_and(|minimum| minimum >= i128::from(least));
        if always && is_bounded && !is_bigint(self.project, &parameter.schema) {
            return value;
        }
        imports.value("../lib/sql.js", "rowCount");
        let more = if least == 0 {
            String::new()
        } else {
            format!(", {least}")
        };
        format!("rowCount({value}, {default}{more})")
    }

    pub(super) fn list(&self, listing: &Listing, imports: &mut Imports) -> Handler {
        let query = QueryShape::new(self.entity);
        let mut statements = self.owners(imports);
        let mut bind = |name: &str, value: String| {
            statements.push((
                format!("const {name} = "),
                Expr::text(value),
                ";".to_owned(),
            ));
        };
        match &listing.paging {
            Paging::None | Paging::Offset { .. } => {}
            Paging::Page { page, size } => {
                bind("size", self.number(size.as_deref(), 20, 0, imports));
                bind("page", self.number(Some(page), 1, 1, imports));
            }
            Paging::Cursor { limit, .. } => {
                bind("size", self.number(limit.as_deref(), 20, 0, imports));
            }
        }
        let mut arguments = vec![Expr::text(self.access.database)];
        let parent = self.entity.resource.parent_of(self.one);
        if parent.is_some_and(|parent| parent.resource.is_some()) {
            arguments.extend(self.parent_argument());
        }
        let values = self.values(&query, listing, imports);
        if !query.is_empty() {
            arguments.push(Expr::Object(values));
        }
        let function = function_name(self.entity, self.one, true);
        let counted = self.entity.lists().any(|(other, listing)| {
            function_name(self.entity, other, true) == function && wants_total(listing)
        });
        let cursor = matches!(listing.paging, Paging::Cursor { .. });
        let uses_total = wants_total(listing);
        let rows = if cursor { "found" } else { "rows" };
        let head = match (counted, uses_total) {
            (true, true) if cursor => format!("const {{ rows: {rows}, total }} = await "),
            (true, true) => "const { rows, total } = await ".to_owned(),
            (true, false) if cursor => format!("const {{ rows: {rows} }} = await "),
            (true, false) => "const { rows } = await ".to_owned(),
            (false, _) => format!("const {rows} = await "),
        };
        statements.push((
            head,
            Expr::call(self.service(imports), arguments),
            ";".to_owned(),
        ));
        if cursor {
            statements.push((
                "const rows = ".to_owned(),
                Expr::text("found.slice(0, size)"),
                ";".to_owned(),
            ));
            if listing.tells(&Part::HasMore) || listing.tells(&Part::NextCursor) {
                statements.push((
                    "const hasMore = ".to_owned(),
                    Expr::text("found.length > size"),
                    ";".to_owned(),
                ));
            }
        }
        let body = match &listing.frame {
            None => Expr::text("rows"),
            Some(frame) => self.framed(frame, "rows", Some(listing), imports),
        };
        let uses_query = statements_use_query(&statements, &body);
        Handler {
            path: self.path(),
            query: uses_query,
            checks_version: false,
            statements,
            answer: Answer {
                status: listing.status,
                body: Some(body),
                headers: Vec::new(),
                not_modified: None,
            },
        }
    }

    pub(super) fn values(
        &self,
        query: &QueryShape<'_>,
        listing: &Listing,
        imports: &mut Imports,
    ) -> Vec<(String, Expr)> {
        let mut list: Vec<(String, Expr)> = Vec::new();
        let mut add = |name: String, value: String| {
            let value = if value == name {
                Expr::Shorthand
            } else {
                Expr::text(value)
            };
            list.push((name, value));
        };
        for column in &query.parents {
            if let Some(value) = self.parent_value(column, query, listing) {
                add(self.entity.key(column), value);
            }
        }
        for field in &query.fields {
            let own = listing
                .filters
                .iter()
                .find(|filter| **filter == field.filter);
            let parameter = own.and_then(|filter| self.query(&filter.parameter));
            if let Some(parameter) = parameter {
                let column = self.entity.column(field.filter.columns[0]);
                add(key(&field.name), self.filter(parameter, column));
            }
        }
        if let Some(sort) = &listing.sort {
            add(
                "sort".to_owned(),
                format!("query{}", member(&sort.parameter)),
            );
            if let Some(direction) = &sort.direction {
                let value = format!("query{}", member(direction));
                let optional = self
                    .query(direction)
                    .is_some_and(|one| !one.required && one.schema.meta.default.is_none());
                let dot = if optional { "?." } else { "." };
                let end = if optional { " === true" } else { "" };
                add(
                    "descending".to_owned(),
                    format!("{value}{dot}toLowerCase().startsWith(\"desc\"){end}"),
                );
            }
        }
        if let Paging::Cursor { cursor, .. } = &listing.paging
            && let Some(parameter) = self.query(cursor)
        {
            let column = self.entity.key_column();
            let value = format!("query{}", member(cursor));
            let is_text = matches!(parameter.schema.kind, Kind::String(_));
            let stored = self.entity.scalar(column);
            let value = if is_text && stored != "string" {
                imports.value("../lib/request.js", "cursorOf");
                let given = match parameter.schema.nullable {
                    true => format!("{value} ?? undefined"),
                    false => value,
                };
                let made = format!("cursorOf({given})");
                if stored == "bigint" {
                    made
                } else {
                    format!("Number({made})")
                }
            } else {
                self.filter(parameter, column)
            };
            add("after".to_owned(), value);
        }
        if query.pages {
            let (limit, offset) = self.window(listing, imports);
            add("limit".to_owned(), limit);
            add("offset".to_owned(), offset);
        }
        list
    }

    /// The key of a parent whose rows are asked for, from the path or from a filter.
    fn parent_value(
        &self,
        column: &Column,
        query: &QueryShape<'_>,
        listing: &Listing,
    ) -> Option<String> {
        let own = self.entity.resource.parent_of(self.one);
        let is_own = own.is_some_and(|own| std::ptr::eq(self.entity.column(own.column), column));
        if is_own {
            return self.parent_argument()?.flat();
        }
        let mut filters = listing.filters.iter();
        let filter = filters.find(|filter| {
            let asked = filter
                .columns
                .first()
                .map(|&index| self.entity.column(index));
            query.is_parents(self.entity, filter)
                && asked.is_some_and(|asked| std::ptr::eq(asked, column))
        })?;
        Some(self.filter(self.query(&filter.parameter)?, column))
    }

    pub(super) fn filter(&self, parameter: &Parameter, column: &Column) -> String {
        let value = format!("query{}", member(&parameter.name));
        let given = is_bigint(self.project, &parameter.schema);
        let stored = self.entity.is_bigint(column);
        let is_integer = matches!(column.kind, ColumnType::Int32 | ColumnType::Int64);
        // A parameter that may be null asks for nothing when it is.
        let nullable = parameter.schema.nullable;
        let convert = match (is_integer, given, stored) {
            (true, true, false) => "Number",
            (true, false, true) => "BigInt",
            _ if nullable => return format!("{value} ?? undefined"),
            _ => return value,
        };
        let always = parameter.required || parameter.schema.meta.default.is_some();
        let none: Vec<String> = [("undefined", !always), ("null", nullable)]
            .into_iter()
            .filter(|(_, may_be)| *may_be)
            .map(|(none, _)| format!("{value} === {none}"))
            .collect();
        if none.is_empty() {
            format!("{convert}({value})")
        } else {
            format!("{} ? undefined : {convert}({value})", none.join(" || "))
        }
    }

    pub(super) fn window(&self, listing: &Listing, imports: &mut Imports) -> (String, String) {
        match &listing.paging {
            Paging::None => ("Number.MAX_SAFE_INTEGER".to_owned(), "0".to_owned()),
            Paging::Offset { limit, offset } => (
                self.number(Some(limit), 20, 0, imports),
                match offset {
                    Some(name) => self.number(Some(name), 0, 0, imports),
                    None => "0".to_owned(),
                },
            ),
            Paging::Page { .. } => ("size".to_owned(), "(page - 1) * size".to_owned()),
            Paging::Cursor { .. } => ("size + 1".to_owned(), "0".to_owned()),
        }
    }
}

fn statements_use_query(statements: &[Statement], body: &Expr) -> bool {
    let mentions = |expr: &Expr| {
        let text = format!("{expr:?}");
        text.contains("query.") || text.contains("query[")
    };
    statements.iter().any(|(_, expr, _)| mentions(expr)) || mentions(body)
}
