//! `src/repositories/<resource>.ts`: the queries of one table.

use serde_json::Value;

use super::entity::{Entity, is_bigint};
use crate::{
    emit::{
        lang::typescript::{Expr, Imports, Link, Writer, key, literal, member},
        sql::{Dialect, MYSQL_DECIMAL},
    },
    ir::{Field, Kind, Schema, names::lower_camel},
    resources::{Action, Column, ColumnType, DecimalForm, Filter, FilterTest, Paging, Sort},
};

const ORM: &str = "drizzle-orm";

/// A filter as a member of the query.
pub(super) struct QueryField {
    pub(super) name: String,
    pub(super) filter: Filter,
}

/// What the query of a resource's lists has.
pub(super) struct QueryShape<'a> {
    pub(super) fields: Vec<QueryField>,
    pub(super) parent: Option<&'a Column>,
    pub(super) sorts: Vec<&'a Sort>,
    pub(super) pages: bool,
    pub(super) after: bool,
}

impl<'a> QueryShape<'a> {
    pub(super) fn new(entity: &Entity<'a>) -> Self {
        let mut shape = Self {
            fields: Vec::new(),
            parent: None,
            sorts: Vec::new(),
            pages: false,
            after: false,
        };
        for (operation, listing) in entity.lists() {
            if let Some(parent) = entity.resource.parent_of(operation) {
                shape.parent = Some(entity.column(parent.column));
            }
            shape.sorts.extend(&listing.sort);
            shape.pages |= listing.paging != Paging::None;
            shape.after |= matches!(listing.paging, Paging::Cursor { .. });
        }
        let parent = entity.resource.parents.first().map(|parent| parent.column);
        for (_, listing) in entity.lists() {
            for filter in &listing.filters {
                let is_parents = shape.parent.is_some()
                    && filter.test == FilterTest::Equal
                    && filter.columns.first().copied() == parent;
                let known = shape.fields.iter().any(|known| known.filter == *filter);
                if !known && !is_parents {
                    let name = shape.free_name(entity, &filter.parameter);
                    shape.fields.push(QueryField {
                        name,
                        filter: filter.clone(),
                    });
                }
            }
        }
        shape
    }

    fn free_name(&self, entity: &Entity<'_>, parameter: &str) -> String {
        let mut name = lower_camel(parameter, "filter");
        let parent = self.parent.map(|column| entity.property(column));
        let taken = |name: &str| {
            ["sort", "descending", "limit", "offset", "after"].contains(&name)
                || parent.as_deref() == Some(name)
                || self.fields.iter().any(|field| field.name == name)
        };
        while taken(&name) {
            name.push_str("Filter");
        }
        name
    }

    pub(super) fn is_filtered(&self) -> bool {
        !self.fields.is_empty() || self.parent.is_some() || self.after
    }

    pub(super) fn has_direction(&self) -> bool {
        self.sorts.iter().any(|sort| sort.direction.is_some())
    }

    pub(super) fn is_empty(&self) -> bool {
        !self.is_filtered() && self.sorts.is_empty() && !self.pages
    }
}

struct Repository<'a, 'e> {
    entity: &'e Entity<'a>,
    query: QueryShape<'a>,
    dialect: Dialect,
}

/// The text of a repository.
pub(super) fn file(entity: &Entity<'_>) -> String {
    let repository = Repository {
        entity,
        query: QueryShape::new(entity),
        dialect: entity.project.dialect(),
    };
    let mut imports = Imports::default();
    imports.ty("../db/client.js", "Connection");
    imports.value("../db/schema.js", &entity.table);
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
    if entity.has_nested_members() {
        repository.belongs(&mut imports, &mut body);
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
    fn types(&self, is_read: bool, writer: &mut Writer) {
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
            writer.doc(&format!(
                "What is stored of {}.",
                super::entity::article(&entity.noun())
            ));
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
        if let Some(column) = self.query.parent {
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

    fn row_key(&self, column: &Column) -> String {
        literal(&self.entity.property(column))
    }

    fn filter_type(&self, field: &QueryField) -> String {
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

    fn describe(&self, field: &QueryField) -> String {
        let columns: Vec<&str> = field
            .filter
            .columns
            .iter()
            .map(|&index| self.entity.column(index).name.as_str())
            .collect();
        let column = columns.first().copied().unwrap_or_default();
        match field.filter.test {
            FilterTest::Equal => format!("Only those with this `{column}`."),
            FilterTest::AnyOf => format!("Only those whose `{column}` is one of these."),
            FilterTest::AtLeast => format!("Only those whose `{column}` is not less."),
            FilterTest::AtMost => format!("Only those whose `{column}` is not greater."),
            FilterTest::Above => format!("Only those whose `{column}` is greater."),
            FilterTest::Below => format!("Only those whose `{column}` is less."),
            FilterTest::Contains => "Only those in which this text occurs.".to_owned(),
        }
    }

    fn query_parameter(&self) -> Vec<String> {
        let mut parameters = vec!["connection: Connection".to_owned()];
        if !self.query.is_empty() {
            parameters.push(format!("query: {}", self.entity.query_type()));
        }
        parameters
    }

    fn select(&self) -> Expr {
        let root = Expr::text("connection");
        Expr::Chain(
            Box::new(root),
            vec![
                Link::new("select", Vec::new()),
                Link::new("from", vec![Expr::text(&self.entity.table)]),
            ],
        )
    }

    fn list(&self, imports: &mut Imports, writer: &mut Writer) {
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

    fn converter(&self) -> String {
        format!("to{}", self.entity.function(""))
    }

    fn conditions(&self, imports: &mut Imports, writer: &mut Writer) {
        imports.ty(ORM, "SQL");
        writer.blank();
        writer.open(format!(
            "function conditions(query: {}): SQL | undefined {{",
            self.entity.query_type()
        ));
        let mut all = Vec::new();
        if let Some(column) = self.query.parent {
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
        if all.len() == 1 {
            writer.lines(&format!("return {};", all.remove(0).trim_end_matches(',')));
        } else {
            imports.value(ORM, "and");
            writer.open("return and(");
            all.iter().for_each(|one| writer.lines(&format!("{one},")));
            writer.close(");");
        }
        writer.close("}");
    }

    fn condition(&self, field: &QueryField, imports: &mut Imports) -> String {
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
            return given(&field.name, |value| {
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
        given(&field.name, |value| format!("{operator}({place}, {value})"))
    }

    /// A column of decimal numbers within `sql`, so that it compares as what it means.
    fn number(&self, place: &str, form: DecimalForm, imports: &mut Imports) -> String {
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

    fn order(&self, imports: &mut Imports, writer: &mut Writer) {
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

    fn count(&self, imports: &mut Imports, writer: &mut Writer) {
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

    fn key_parameter(&self) -> String {
        format!("id: {}", self.entity.scalar(self.entity.key_column()))
    }

    fn is_key(&self) -> String {
        format!("eq({}, id)", self.entity.place(self.entity.key_column()))
    }

    fn find(&self, lock: bool, imports: &mut Imports, writer: &mut Writer) {
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

    fn exists(&self, imports: &mut Imports, writer: &mut Writer) {
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

    fn belongs(&self, imports: &mut Imports, writer: &mut Writer) {
        let entity = self.entity;
        let Some(parent) = entity.resource.parents.first() else {
            return;
        };
        let column = entity.column(parent.column);
        imports.value(ORM, "and");
        imports.value(ORM, "eq");
        imports.value("../lib/sql.js", "asNumber");
        writer.blank();
        writer.doc("Whether it is one of this parent.");
        let head = format!(
            "export async function {}Belongs",
            lower_camel(&entity.resource.singular, "item")
        );
        let parameters = [
            "connection: Connection".to_owned(),
            self.key_parameter(),
            format!("parent: {}", entity.scalar(column)),
        ];
        writer.function(&head, &parameters, ": Promise<boolean>");
        writer.line(format!(
            "const owned = and({}, eq({}, parent));",
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

    fn missing_row(&self, verb: &str, writer: &mut Writer) {
        writer.open("if (row === undefined) {");
        writer.line(format!(
            "throw new Error(\"the {} that was {verb} is not there\");",
            self.entity.noun()
        ));
        writer.close("}");
    }

    fn insert(&self, writer: &mut Writer) {
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

    fn update(&self, imports: &mut Imports, writer: &mut Writer) {
        let entity = self.entity;
        let one = entity.function("");
        imports.value(ORM, "eq");
        imports.ty("../lib/sql.js", "Changes");
        writer.blank();
        writer.doc(&format!(
            "Changes what is given of {} and returns it as stored.",
            super::entity::article(&entity.noun())
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

    fn delete(&self, imports: &mut Imports, writer: &mut Writer) {
        let entity = self.entity;
        imports.value(ORM, "eq");
        writer.blank();
        writer.doc(&format!(
            "Removes {}; `false` when there was none.",
            super::entity::article(&entity.noun())
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

    /// What stands for no value: the default, where the type is also one that comes in and so always has a value.
    fn absent(&self, field: &Field) -> String {
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
    fn row(&self, writer: &mut Writer) {
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

/// A condition that holds only when the query has a value for it.
fn given(name: &str, condition: impl Fn(&str) -> String) -> String {
    let value = format!("query{}", member(name));
    let made = condition(&value);
    let flat = format!("{value} === undefined ? undefined : {made}");
    if flat.chars().count() + 5 <= 100 {
        return flat;
    }
    format!("{value} === undefined\n  ? undefined\n  : {made}")
}
