//! `src/repositories/<resource>.rs` on a database: constants with SQL, a trait, and its implementation for connections.

use super::{
    entity::{ColumnView, Entity, has_identity, is_updated},
    imports::Imports,
    query::QueryShape,
};
use crate::{
    emit::{
        layout::{Code, Writer},
        sql::Dialect,
    },
    resources::{ColumnType, FilterTest, KeyOrigin, Parent, Role, Source},
};

/// What sqlx calls the parts of an engine.
struct Engine {
    database: &'static str,
    connection: &'static str,
    row: &'static str,
    module: &'static str,
}

fn engine(dialect: Dialect) -> Engine {
    match dialect {
        Dialect::Sqlite => Engine {
            database: "Sqlite",
            connection: "SqliteConnection",
            row: "SqliteRow",
            module: "sqlite",
        },
        Dialect::Postgres => Engine {
            database: "Postgres",
            connection: "PgConnection",
            row: "PgRow",
            module: "postgres",
        },
        Dialect::Mysql => Engine {
            database: "MySql",
            connection: "MySqlConnection",
            row: "MySqlRow",
            module: "mysql",
        },
    }
}

pub(super) struct Repository<'a, 'e> {
    pub(super) entity: &'e Entity<'a>,
    dialect: Dialect,
    engine: Engine,
    pub(super) shape: QueryShape,
    /// The error of its functions.
    error: &'static str,
}

/// The text of a repository.
pub(super) fn file(entity: &Entity<'_>, dialect: Dialect) -> String {
    let (query, repository) = (entity.query_type(), entity.repository());
    let mut imports = Imports::reserving([
        "Row",
        "Json",
        "Text",
        "QueryBuilder",
        "Sqlite",
        "Postgres",
        "MySql",
        "SqliteRow",
        "PgRow",
        "MySqlRow",
        "SqliteConnection",
        "PgConnection",
        "MySqlConnection",
        &query,
        &repository,
    ]);
    let shape = QueryShape::new(entity, &mut imports);
    let this = Repository {
        entity,
        dialect,
        engine: engine(dialect),
        shape,
        error: "sqlx::Error",
    };
    let ty = imports.named(entity.type_name);
    let mut body = Writer::default();
    this.constants(&mut body);
    if !this.shape.is_empty() {
        this.shape.write(entity, &mut body);
        body.blank();
    }
    this.contract(&ty, &mut imports, &mut body);
    body.blank();
    this.implementation(&ty, &mut imports, &mut body);
    this.helpers(&ty, &mut imports, &mut body);
    let mut writer = Writer::default();
    writer.module_doc(&format!("The table `{}`.", entity.resource.name));
    writer.blank();
    let body = body.finish();
    imports.keep_mentioned(&body);
    imports.write(&mut writer);
    writer.finish() + &body
}

impl<'a, 'e> Repository<'a, 'e> {
    /// The same functions without a database.
    pub(super) fn in_memory(entity: &'e Entity<'a>, shape: QueryShape) -> Self {
        let dialect = Dialect::Sqlite;
        Self {
            entity,
            dialect,
            engine: engine(dialect),
            shape,
            error: "ApiError",
        }
    }
}

impl Repository<'_, '_> {
    fn name(&self, column: &str) -> String {
        self.dialect.name(column)
    }

    fn place(&self, number: usize) -> String {
        match self.dialect {
            Dialect::Postgres => format!("${number}"),
            Dialect::Sqlite | Dialect::Mysql => "?".to_owned(),
        }
    }

    fn table(&self) -> String {
        self.name(&self.entity.resource.name)
    }

    fn key(&self) -> String {
        self.name(&self.entity.key().column.name)
    }

    /// The columns that are fields of the entity.
    fn selected(&self) -> String {
        let names: Vec<String> = self
            .entity
            .views()
            .filter(|view| view.column.source.field().is_some())
            .map(|view| self.name(&view.column.name))
            .collect();
        names.join(", ")
    }

    fn returning(&self) -> String {
        match self.dialect {
            Dialect::Sqlite | Dialect::Postgres => format!("\nRETURNING {}", self.selected()),
            Dialect::Mysql => String::new(),
        }
    }

    fn constants(&self, writer: &mut Writer) {
        let (table, key) = (self.table(), self.key());
        let place = self.place(1);
        let entity = self.entity;
        if entity.lists().next().is_some() {
            constant(
                writer,
                "SELECT",
                &format!("SELECT {}\nFROM {table}", self.selected()),
            );
        }
        if entity.counts() {
            constant(writer, "COUNT", &format!("SELECT COUNT(*)\nFROM {table}"));
        }
        if self.finds() {
            constant(
                writer,
                "FIND",
                &format!(
                    "SELECT {}\nFROM {table}\nWHERE {key} = {place}",
                    self.selected()
                ),
            );
        }
        if self.locks() {
            let text = format!(
                "SELECT {}\nFROM {table}\nWHERE {key} = {place}\nFOR UPDATE",
                self.selected()
            );
            constant(writer, "LOCK", &text);
        }
        if entity.is_parent() {
            constant(
                writer,
                "EXISTS",
                &format!("SELECT 1\nFROM {table}\nWHERE {key} = {place}"),
            );
        }
        for parent in entity.checked_parents() {
            let column = self.name(&entity.view(parent.column).column.name);
            let text = format!(
                "SELECT 1\nFROM {table}\nWHERE {key} = {place} AND {column} = {}",
                self.place(2)
            );
            constant(writer, &belongs_constant(parent), &text);
        }
        if entity.creates() {
            constant(writer, "INSERT", &self.insert());
        }
        if entity.updates() {
            constant(writer, "UPDATE", &self.update());
        }
        if entity.deletes() {
            constant(
                writer,
                "DELETE",
                &format!("DELETE FROM {table}\nWHERE {key} = {place}"),
            );
        }
    }

    /// MySQL returns nothing from INSERT and UPDATE, so rows are read again.
    fn finds(&self) -> bool {
        let reads_again =
            self.dialect == Dialect::Mysql && (self.entity.creates() || self.entity.updates());
        self.entity.finds() || reads_again
    }

    /// SQLite has one writer at a time anyway.
    fn locks(&self) -> bool {
        self.dialect != Dialect::Sqlite
            && (self.entity.updates()
                || self
                    .entity
                    .resource
                    .operations
                    .iter()
                    .any(|one| one.checks_etag))
    }

    fn inserted(&self) -> Vec<ColumnView<'_>> {
        let skips_key = has_identity(self.entity.resource)
            && self.entity.resource.key.origin == KeyOrigin::Server;
        self.entity
            .views()
            .filter(|view| !(skips_key && view.column.role == Role::Key))
            .collect()
    }

    fn insert(&self) -> String {
        let columns = self.inserted();
        let names: Vec<String> = columns
            .iter()
            .map(|view| self.name(&view.column.name))
            .collect();
        let values: Vec<String> = columns
            .iter()
            .enumerate()
            .map(|(index, view)| self.inserted_value(index + 1, view))
            .collect();
        format!(
            "INSERT INTO {} ({})\nVALUES ({}){}",
            self.table(),
            names.join(", "),
            values.join(", "),
            self.returning()
        )
    }

    /// A number that the client may leave out is the next one of the table.
    fn inserted_value(&self, number: usize, view: &ColumnView<'_>) -> String {
        let place = self.place(number);
        let chosen = view.column.role == Role::Key && has_identity(self.entity.resource);
        if !chosen {
            return place;
        }
        let given = if view.optional {
            place
        } else {
            format!("NULLIF({place}, 0)")
        };
        match self.dialect {
            Dialect::Sqlite | Dialect::Mysql => given,
            Dialect::Postgres => {
                let (table, key) = (self.table(), &view.column.name);
                format!("COALESCE({given}, nextval(pg_get_serial_sequence('{table}', '{key}')))")
            }
        }
    }

    fn updated(&self) -> Vec<ColumnView<'_>> {
        self.entity
            .views()
            .filter(|view| is_updated(view.column))
            .collect()
    }

    fn update(&self) -> String {
        let columns = self.updated();
        let sets: Vec<String> = columns
            .iter()
            .enumerate()
            .map(|(index, view)| {
                let (name, place) = (self.name(&view.column.name), self.place(index + 1));
                match view.column.source {
                    // Clients that leave a secret out keep it.
                    Source::Secret(_) => format!("{name} = COALESCE({place}, {name})"),
                    Source::Field(_) | Source::Path(_) => format!("{name} = {place}"),
                }
            })
            .collect();
        let place = self.place(columns.len() + 1);
        format!(
            "UPDATE {}\nSET {}\nWHERE {} = {place}{}",
            self.table(),
            sets.join(", "),
            self.key(),
            self.returning()
        )
    }

    /// The functions of the trait: documentation, name, parameters, result.
    pub(super) fn functions(
        &self,
        ty: &str,
        imports: &mut Imports,
    ) -> Vec<(String, String, Vec<String>, String)> {
        let entity = self.entity;
        let (noun, key) = (entity.noun(), entity.key_parameter(imports));
        let nouns = entity.resource.name.replace('_', " ");
        let this = "&mut self".to_owned();
        let query = format!("query: &{}", entity.query_type());
        let asked = |rest: Vec<String>| {
            std::iter::once(this.clone())
                .chain(rest)
                .collect::<Vec<_>>()
        };
        let listed = if self.shape.is_empty() {
            Vec::new()
        } else {
            vec![query]
        };
        let mut list = Vec::new();
        if entity.lists().next().is_some() {
            list.push((
                format!("The {nouns} asked for."),
                entity.plural_function("list"),
                asked(listed.clone()),
                format!("Vec<{ty}>"),
            ));
        }
        if entity.counts() {
            list.push((
                "How many there are on all pages.".to_owned(),
                entity.plural_function("count"),
                asked(if self.has_filters() {
                    listed
                } else {
                    Vec::new()
                }),
                "i64".to_owned(),
            ));
        }
        let by_key = asked(vec![format!("id: {key}")]);
        if self.finds() {
            list.push((
                format!("One {noun}."),
                entity.function("find"),
                by_key.clone(),
                format!("Option<{ty}>"),
            ));
        }
        if self.locks() {
            let about =
                format!("One {noun}, which nobody else changes until the transaction ends.");
            list.push((
                about,
                entity.function("lock"),
                by_key.clone(),
                format!("Option<{ty}>"),
            ));
        }
        if entity.is_parent() {
            list.push((
                "Whether there is one with this key.".to_owned(),
                format!("{}_exists", entity.resource.singular),
                by_key.clone(),
                "bool".to_owned(),
            ));
        }
        for parent in entity.checked_parents() {
            let view = entity.view(parent.column);
            let parent_type = super::entity::parameter_type(&view.column.kind, imports);
            let parameters = asked(vec![
                format!("id: {key}"),
                format!("{}: {parent_type}", view.ident),
            ]);
            let about = format!(
                "Whether this {} has this {noun}.",
                parent.singular.replace('_', " ")
            );
            list.push((
                about,
                entity.belongs_function(parent),
                parameters,
                "bool".to_owned(),
            ));
        }
        let extras = |imports: &mut Imports, updating: bool| {
            let wanted = entity
                .extras()
                .filter(move |view| !updating || is_updated(view.column));
            wanted
                .map(|view| format!("{}: {}", view.ident, entity.extra_parameter(&view, imports)))
                .collect::<Vec<_>>()
        };
        let variable = entity.variable();
        if entity.creates() {
            let mut parameters = asked(vec![format!("{variable}: &{ty}")]);
            parameters.extend(extras(imports, false));
            list.push((
                format!("Stores a new {noun} and returns it as stored."),
                entity.function("insert"),
                parameters,
                ty.to_owned(),
            ));
        }
        if entity.updates() {
            let mut parameters = asked(vec![format!("{variable}: &{ty}")]);
            parameters.extend(extras(imports, true));
            list.push((
                format!("Stores a changed {noun} and returns it as stored."),
                entity.function("update"),
                parameters,
                ty.to_owned(),
            ));
        }
        if entity.deletes() {
            list.push((
                format!("Removes a {noun}; `false` when there was none."),
                entity.function("delete"),
                by_key,
                "bool".to_owned(),
            ));
        }
        list
    }

    pub(super) fn contract(&self, ty: &str, imports: &mut Imports, writer: &mut Writer) {
        writer.doc(&format!(
            "Storage of {}.",
            self.entity.resource.name.replace('_', " ")
        ));
        writer.open(format!("pub trait {} {{", self.entity.repository()));
        for (position, (about, name, parameters, result)) in
            self.functions(ty, imports).into_iter().enumerate()
        {
            if position > 0 {
                writer.blank();
            }
            writer.doc(&about);
            writer.signature(
                &format!("async fn {name}"),
                &parameters,
                &format!(" -> Result<{result}, {}>;", self.error),
            );
        }
        writer.close("}");
    }

    fn implementation(&self, ty: &str, imports: &mut Imports, writer: &mut Writer) {
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

    fn body(&self, name: &str, ty: &str, imports: &mut Imports, writer: &mut Writer) {
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

    fn asked(&self, constant: &str, binds: &[String], writer: &mut Writer) {
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

    fn list(&self, imports: &mut Imports, writer: &mut Writer) {
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

    fn count(&self, imports: &mut Imports, writer: &mut Writer) {
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

    fn has_filters(&self) -> bool {
        !self.shape.filters.is_empty() || !self.shape.parents.is_empty()
    }

    /// INSERT and UPDATE: every field by name, so that a new one does not compile until it has a place.
    fn write(&self, constant: &str, ty: &str, imports: &mut Imports, writer: &mut Writer) {
        let entity = self.entity;
        let updating = constant == "UPDATE";
        let mut bound = if updating {
            self.updated()
        } else {
            self.inserted()
        };
        let key = entity.resource.key.column;
        if updating {
            bound.push(entity.view(key));
        }
        let is_bound = |view: &ColumnView<'_>| {
            bound
                .iter()
                .any(|other| std::ptr::eq(other.column, view.column))
        };
        let fields: Vec<(String, Option<Code>)> = entity
            .views()
            .filter(|view| view.column.source.field().is_some())
            .map(|view| {
                let own_key = self.dialect == Dialect::Mysql
                    && view.column.role == Role::Key
                    && !has_identity(entity.resource);
                let used = is_bound(&view) || own_key;
                let skipped = (!used).then(|| Code::text("_"));
                (view.ident.clone(), skipped)
            })
            .collect();
        writer.record(
            &format!("let {ty}"),
            &fields,
            None,
            &format!(" = {};", entity.variable()),
        );
        let mut links: Vec<String> = bound
            .iter()
            .map(|view| format!(".bind({})", self.bound(view, imports)))
            .collect();
        if self.dialect == Dialect::Mysql {
            links.extend([".execute(&mut *self)".to_owned(), ".await?".to_owned()]);
            return self.write_and_read(
                updating,
                &Code::Chain(format!("sqlx::query({constant})"), links),
                writer,
            );
        }
        links.extend([".fetch_one(&mut *self)".to_owned(), ".await?".to_owned()]);
        writer.value(
            "let row = ",
            &Code::Chain(format!("sqlx::query({constant})"), links),
            ";",
        );
        writer.line("from_row(&row)");
    }

    fn write_and_read(&self, updating: bool, statement: &Code, writer: &mut Writer) {
        let entity = self.entity;
        let key = entity.key();
        let identity = !updating && has_identity(entity.resource);
        writer.value(if identity { "let done = " } else { "" }, statement, ";");
        let id = if identity {
            let ty = if key.column.kind == ColumnType::Int32 {
                "i32"
            } else {
                "i64"
            };
            let convert = format!("let id = {ty}::try_from(done.last_insert_id())");
            writer.line(convert);
            writer.indent();
            writer.line(".map_err(|error| sqlx::Error::Decode(error.into()))?;");
            writer.dedent();
            "id".to_owned()
        } else if key.optional {
            match key.column.kind {
                ColumnType::Int32 | ColumnType::Int64 | ColumnType::Uuid => {
                    format!("{}.unwrap_or_default()", key.ident)
                }
                _ => format!("{}.as_deref().unwrap_or_default()", key.ident),
            }
        } else {
            match key.column.kind {
                ColumnType::Int32 | ColumnType::Int64 | ColumnType::Uuid => {
                    format!("*{}", key.ident)
                }
                _ => key.ident.clone(),
            }
        };
        writer.line(format!(
            "let stored = self.{}({id}).await?;",
            entity.function("find")
        ));
        writer.line("stored.ok_or(sqlx::Error::RowNotFound)");
    }

    /// The expression that binds a column's value.
    fn bound(&self, view: &ColumnView<'_>, imports: &mut Imports) -> String {
        let name = &view.ident;
        match &view.column.kind {
            ColumnType::Boolean
            | ColumnType::Int32
            | ColumnType::Int64
            | ColumnType::Float
            | ColumnType::Double
            | ColumnType::Uuid
            | ColumnType::DateTime
            | ColumnType::Date
            | ColumnType::Text(_) => name.clone(),
            ColumnType::Decimal if view.is_string => name.clone(),
            ColumnType::Enum(_) if view.optional => format!("{name}.map(|word| word.as_str())"),
            ColumnType::Enum(_) => format!("{name}.as_str()"),
            ColumnType::Decimal => wrapped("Text", view, imports),
            ColumnType::Json => wrapped("Json", view, imports),
        }
    }

    fn helpers(&self, ty: &str, imports: &mut Imports, writer: &mut Writer) {
        let reads = self.finds()
            || self.entity.lists().next().is_some()
            || self.entity.creates()
            || self.entity.updates();
        if reads {
            self.row_function(ty, imports, writer);
        }
        if self.entity.lists().next().is_some() && self.has_filters() {
            self.push_filters(imports, writer);
        }
        if self.shape.sort {
            self.order_by(writer);
        }
        if self
            .shape
            .filters
            .iter()
            .any(|field| field.filter.test == FilterTest::Contains)
        {
            contains(writer);
        }
    }

    fn row_function(&self, ty: &str, imports: &mut Imports, writer: &mut Writer) {
        imports.external("sqlx", "Row");
        imports.external(&format!("sqlx::{}", self.engine.module), self.engine.row);
        writer.blank();
        writer.signature(
            "fn from_row",
            &[format!("row: &{}", self.engine.row)],
            &format!(" -> Result<{ty}, sqlx::Error> {{"),
        );
        writer.indent();
        let fields: Vec<(String, Option<Code>)> = self
            .entity
            .views()
            .filter(|view| view.column.source.field().is_some())
            .map(|view| (view.ident.clone(), Some(read(&view, imports))))
            .collect();
        writer.record(&format!("Ok({ty}"), &fields, None, ")");
        writer.close("}");
    }

    fn push_filters(&self, imports: &mut Imports, writer: &mut Writer) {
        imports.external("sqlx", "QueryBuilder");
        imports.external("sqlx", self.engine.database);
        writer.blank();
        let parameters = [
            format!("select: &mut QueryBuilder<{}>", self.engine.database),
            format!("query: &{}", self.entity.query_type()),
        ];
        writer.signature("fn push_filters", &parameters, " {");
        writer.indent();
        writer.line("select.push(\" WHERE 1 = 1\");");
        for (ident, _, column) in &self.shape.parents {
            let column = self.name(&self.entity.view(*column).column.name);
            writer.open(format!("if let Some({ident}) = &query.{ident} {{"));
            self.push_pair(&format!(" AND {column} = "), ident, writer);
            writer.close("}");
        }
        for field in &self.shape.filters {
            self.push_filter(field, writer);
        }
        writer.close("}");
    }

    fn push_pair(&self, sql: &str, value: &str, writer: &mut Writer) {
        let links = vec![
            format!(".push({})", literal(sql)),
            format!(".push_bind({value})"),
        ];
        writer.value("", &Code::Chain("select".into(), links), ";");
    }

    fn push_filter(&self, field: &super::query::FilterField, writer: &mut Writer) {
        let ident = &field.ident;
        let columns: Vec<(String, &ColumnType)> = field
            .filter
            .columns
            .iter()
            .map(|&index| {
                let column = &self.entity.resource.columns[index];
                (self.name(&column.name), &column.kind)
            })
            .collect();
        let Some((column, kind)) = columns.first() else {
            return;
        };
        let is_word = field.ty != "String"
            && field.ty != "Vec<String>"
            && matches!(kind, ColumnType::Enum(_));
        let value = |name: &str| match kind {
            ColumnType::Enum(_) if is_word => format!("{name}.as_str()"),
            ColumnType::Decimal if field.ty != "String" => format!("{name}.to_string()"),
            _ => name.to_owned(),
        };
        let compared = self.comparable(column, kind);
        match field.filter.test {
            FilterTest::AnyOf => {
                writer.open(format!("if let Some({ident}) = query.{ident}.as_ref().filter(|list| !list.is_empty()) {{"));
                writer.line(format!(
                    "select.push({});",
                    literal(&format!(" AND {column} IN ("))
                ));
                writer.line("let mut list = select.separated(\", \");");
                writer.open(format!("for value in {ident} {{"));
                writer.line(format!("list.push_bind({});", value("value")));
                writer.close("}");
                writer.line("select.push(\")\");");
            }
            FilterTest::Contains => {
                writer.open(format!("if let Some({ident}) = &query.{ident} {{"));
                writer.line(format!("let pattern = contains({ident});"));
                for (position, (column, _)) in columns.iter().enumerate() {
                    let open = if position == 0 { " AND (" } else { " OR " };
                    self.push_pair(&format!("{open}{column} LIKE "), "pattern.clone()", writer);
                    writer.line("select.push(\" ESCAPE '!'\");");
                }
                writer.line("select.push(\")\");");
            }
            test => {
                writer.open(format!("if let Some({ident}) = &query.{ident} {{"));
                let links = vec![
                    format!(
                        ".push({})",
                        literal(&format!(
                            " AND {} {} {}",
                            compared.0,
                            operator(test),
                            compared.1
                        ))
                    ),
                    format!(".push_bind({})", value(ident)),
                ];
                let mut links = links;
                if !compared.2.is_empty() {
                    links.push(format!(".push({})", literal(compared.2)));
                }
                writer.value("", &Code::Chain("select".into(), links), ";");
            }
        }
        writer.close("}");
    }

    /// How a column compares in its own order: left side, and what stands around the value.
    fn comparable(&self, column: &str, kind: &ColumnType) -> (String, &'static str, &'static str) {
        match (self.dialect, kind) {
            // Instants are text in SQLite, with or without a fraction of a second and in any zone.
            (Dialect::Sqlite, ColumnType::DateTime) => {
                (format!("julianday({column})"), "julianday(", ")")
            }
            (Dialect::Sqlite, ColumnType::Decimal) => {
                (format!("CAST({column} AS REAL)"), "CAST(", " AS REAL)")
            }
            (Dialect::Postgres, ColumnType::Decimal) => (
                format!("CAST({column} AS NUMERIC)"),
                "CAST(",
                " AS NUMERIC)",
            ),
            (Dialect::Mysql, ColumnType::Decimal) => (
                format!("CAST({column} AS DECIMAL(65, 30))"),
                "CAST(",
                " AS DECIMAL(65, 30))",
            ),
            _ => (column.to_owned(), "", ""),
        }
    }

    fn order_by(&self, writer: &mut Writer) {
        let key = self.key();
        let directed = self.shape.direction;
        writer.blank();
        writer.comment("///", "Only these columns, whatever a client sends.");
        let query = self.entity.query_type();
        writer.signature(
            "fn order_by",
            &[format!("query: &{query}")],
            " -> &'static str {",
        );
        writer.indent();
        let subject = if directed {
            "(query.sort.as_deref(), query.descending)"
        } else {
            "query.sort.as_deref()"
        };
        writer.open(format!("match {subject} {{"));
        let mut seen = Vec::new();
        for (_, listing) in self.entity.lists() {
            for value in listing.sort.iter().flat_map(|sort| &sort.values) {
                if seen.contains(&&value.value) {
                    continue;
                }
                seen.push(&value.value);
                let column = &self.entity.resource.columns[value.column];
                let sorted = self.comparable(&self.name(&column.name), &column.kind).0;
                let order = |descending: bool| {
                    let direction = if descending { " DESC" } else { "" };
                    if column.role == Role::Key {
                        format!("{sorted}{direction}")
                    } else {
                        format!("{sorted}{direction}, {key}")
                    }
                };
                if directed {
                    writer.line(format!(
                        "(Some({}), false) => {},",
                        literal(&value.value),
                        literal(&order(value.descending))
                    ));
                    writer.line(format!(
                        "(Some({}), true) => {},",
                        literal(&value.value),
                        literal(&order(!value.descending))
                    ));
                } else {
                    writer.line(format!(
                        "Some({}) => {},",
                        literal(&value.value),
                        literal(&order(value.descending))
                    ));
                }
            }
        }
        writer.line(format!("_ => {},", literal(&key)));
        writer.close("}");
        writer.close("}");
    }
}

/// `IS_OF_AUTHOR`
fn belongs_constant(parent: &Parent) -> String {
    format!("IS_OF_{}", parent.singular.to_ascii_uppercase())
}

fn contains(writer: &mut Writer) {
    writer.blank();
    writer.doc("The pattern of text that contains this one, whose wildcards mean themselves.");
    writer.open("fn contains(text: &str) -> String {");
    writer.open("let plain = text");
    writer.line(".replace('!', \"!!\")");
    writer.line(".replace('%', \"!%\")");
    writer.line(".replace('_', \"!_\");");
    writer.dedent();
    writer.line("format!(\"%{plain}%\")");
    writer.close("}");
}

fn operator(test: FilterTest) -> &'static str {
    match test {
        FilterTest::Equal | FilterTest::AnyOf | FilterTest::Contains => "=",
        FilterTest::AtLeast => ">=",
        FilterTest::AtMost => "<=",
        FilterTest::Above => ">",
        FilterTest::Below => "<",
    }
}

fn wrapped(wrapper: &str, view: &ColumnView<'_>, imports: &mut Imports) -> String {
    imports.external("sqlx::types", wrapper);
    if view.optional {
        format!("{}.as_ref().map({wrapper})", view.ident)
    } else {
        format!("{wrapper}({})", view.ident)
    }
}

/// The expression that reads a column.
fn read(view: &ColumnView<'_>, imports: &mut Imports) -> Code {
    let name = literal(&view.column.name);
    let wrapper = match &view.column.kind {
        ColumnType::Decimal if view.is_string => {
            return Code::text(format!("row.try_get({name})?"));
        }
        ColumnType::Enum(_) | ColumnType::Decimal => "Text",
        ColumnType::Json => "Json",
        ColumnType::Boolean
        | ColumnType::Int32
        | ColumnType::Int64
        | ColumnType::Float
        | ColumnType::Double
        | ColumnType::Uuid
        | ColumnType::DateTime
        | ColumnType::Date
        | ColumnType::Text(_) => return Code::text(format!("row.try_get({name})?")),
    };
    imports.external("sqlx::types", wrapper);
    if view.optional {
        let links = vec![
            format!(".try_get::<Option<{wrapper}<_>>, _>({name})?"),
            format!(".map(|{wrapper}(value)| value)"),
        ];
        return Code::Chain("row".into(), links);
    }
    Code::text(format!("row.try_get::<{wrapper}<_>, _>({name})?.0"))
}

/// A Rust string literal.
pub(super) fn literal(text: &str) -> String {
    format!("{text:?}")
}

/// `const NAME: &str = "…";` with SQL on lines of its own.
fn constant(writer: &mut Writer, name: &str, sql: &str) {
    let flat = sql.replace('\n', " ");
    let line = format!("const {name}: &str = {};", literal(&flat));
    if line.len() <= 100 {
        writer.line(line);
        writer.blank();
        return;
    }
    writer.open(format!("const {name}: &str = \"\\"));
    let mut lines: Vec<String> = Vec::new();
    for part in sql.split('\n') {
        let mut current = String::new();
        for word in part.split_inclusive(", ") {
            if current.trim().len() > 3 && current.len() + word.trim_end().len() > 88 {
                lines.push(
                    std::mem::replace(&mut current, "    ".to_owned())
                        .trim_end()
                        .to_owned(),
                );
            }
            current.push_str(word);
        }
        lines.push(current);
    }
    for (index, line) in lines.iter().enumerate() {
        let end = if index + 1 == lines.len() { "\";" } else { "" };
        writer.line(format!(
            "{}{end}",
            line.replace('\\', "\\\\").replace('"', "\\\"")
        ));
    }
    writer.dedent();
    writer.blank();
}
