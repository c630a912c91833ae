//! `src/db/schema.ts`: the tables that the migrations make, as Drizzle sees them.

use std::collections::BTreeMap;

use super::{Project, entity::Entity};
use crate::{
    emit::{
        lang::typescript::{Expr, Imports, Scope, Writer, literal, schema_expr},
        sql::Dialect,
    },
    ir::{Meta, Schema},
    plan::FilePlan,
    resources::{Column, ColumnType, DecimalForm, Role},
};

/// The files of tables, those of a later run each in one of its own.
pub(super) fn emit(project: &Project<'_>, plan: &mut FilePlan) {
    let mut files: BTreeMap<String, Vec<Entity<'_>>> = BTreeMap::new();
    for resource in &project.input.resources.list {
        let entity = Entity::new(project, resource);
        let file = format!("src/db/{}.ts", entity.schema_module());
        files.entry(file).or_default().push(entity);
    }
    for (path, entities) in files {
        plan.yours(path, schema(project, &entities));
    }
}

/// The text of a file.
fn schema(project: &Project<'_>, entities: &[Entity<'_>]) -> String {
    let dialect = project.dialect();
    let mut imports = Imports::default();
    let mut body = Writer::default();
    let (core, table) = core(dialect);
    imports.value(core, table);
    for entity in entities {
        let columns = entity.resource.columns.iter().map(|column| {
            (
                entity.key(column),
                column_expr(entity, column, dialect, &mut imports),
            )
        });
        let columns = Expr::Object(columns.collect());
        let arguments = vec![Expr::text(literal(&entity.resource.name)), columns];
        body.blank();
        body.doc(&format!(
            "What is stored of {}; `migrations/` makes the table.",
            entity.nouns()
        ));
        body.expr(
            &format!("export const {} = ", entity.table),
            &Expr::call(table, arguments),
            ";",
        );
    }
    let mut writer = Writer::default();
    imports.write(&mut writer);
    writer.finish() + &body.finish()
}

/// Drizzle's module and its function for tables.
fn core(dialect: Dialect) -> (&'static str, &'static str) {
    match dialect {
        Dialect::Sqlite => ("drizzle-orm/sqlite-core", "sqliteTable"),
        Dialect::Postgres => ("drizzle-orm/pg-core", "pgTable"),
        Dialect::Mysql => ("drizzle-orm/mysql-core", "mysqlTable"),
    }
}

fn column_expr(
    entity: &Entity<'_>,
    column: &Column,
    dialect: Dialect,
    imports: &mut Imports,
) -> Expr {
    let expr = base(entity, column, dialect, imports);
    if column.role == Role::Key {
        let expr = expr.then("primaryKey", Vec::new());
        if !entity.has_identity() {
            return expr;
        }
        // The database gives the next number.
        imports.value("drizzle-orm", "sql");
        let next = if dialect == Dialect::Postgres {
            "DEFAULT"
        } else {
            "NULL"
        };
        let arrow = Expr::Arrow(
            "()".to_owned(),
            Box::new(Expr::text(format!("sql`{next}`"))),
        );
        return expr.then("$defaultFn", vec![arrow]);
    }
    if column.nullable {
        expr
    } else {
        expr.then("notNull", Vec::new())
    }
}

fn base(entity: &Entity<'_>, column: &Column, dialect: Dialect, imports: &mut Imports) -> Expr {
    let (core, _) = core(dialect);
    let own = "../lib/columns.js";
    let name = || Expr::text(literal(&column.name));
    let mut of = |module: &str, function: &str, more: Vec<Expr>| {
        imports.value(module, function);
        Expr::call(function, std::iter::once(name()).chain(more).collect())
    };
    match &column.kind {
        ColumnType::Boolean if dialect == Dialect::Sqlite => of(own, "flag", Vec::new()),
        ColumnType::Boolean => of(core, "boolean", Vec::new()),
        ColumnType::Int32 if dialect == Dialect::Postgres => of(own, "int4", Vec::new()),
        ColumnType::Int32 if dialect == Dialect::Mysql => of(core, "int", Vec::new()),
        ColumnType::Int64 if entity.is_bigint(column) => of(own, "bigInt", Vec::new()),
        ColumnType::Int32 | ColumnType::Int64 => of(own, "safeInt", Vec::new()),
        ColumnType::Float if dialect == Dialect::Mysql => of(core, "float", Vec::new()),
        ColumnType::Double if dialect == Dialect::Mysql => of(own, "float8", Vec::new()),
        ColumnType::Double if dialect == Dialect::Postgres => {
            of(core, "doublePrecision", Vec::new())
        }
        ColumnType::Float | ColumnType::Double => of(core, "real", Vec::new()),
        ColumnType::Decimal(DecimalForm::Fixed(digits)) if dialect != Dialect::Sqlite => {
            let function = if dialect == Dialect::Mysql {
                "decimal"
            } else {
                "numeric"
            };
            let digits = [
                ("precision", digits.whole + digits.scale),
                ("scale", digits.scale),
            ];
            let digits =
                digits.map(|(name, count)| (name.to_owned(), Expr::text(count.to_string())));
            of(core, function, vec![Expr::Inline(digits.into())])
        }
        ColumnType::Decimal(DecimalForm::Free(_)) if dialect == Dialect::Postgres => {
            of(core, "numeric", Vec::new())
        }
        ColumnType::Decimal(DecimalForm::Free(_)) if dialect == Dialect::Mysql => {
            of(own, "exact", Vec::new())
        }
        ColumnType::Text(_) | ColumnType::Decimal(_) => of(core, "text", Vec::new()),
        ColumnType::Enum(words) => {
            let words = words.iter().map(|word| Expr::text(literal(word))).collect();
            let options = Expr::Inline(vec![("enum".to_owned(), Expr::Array(words))]);
            of(core, "text", vec![options])
        }
        ColumnType::Uuid if dialect == Dialect::Postgres => of(core, "uuid", Vec::new()),
        ColumnType::Uuid => of(own, "uuid", Vec::new()),
        ColumnType::DateTime => of(own, "instant", Vec::new()),
        ColumnType::Date => of(own, "day", Vec::new()),
        ColumnType::Json => {
            let schema = json_schema(entity, column, imports);
            imports.value(own, "json");
            Expr::call("json", vec![name(), schema])
        }
    }
}

/// What a JSON column holds; `null` is the column's own.
fn json_schema(entity: &Entity<'_>, column: &Column, imports: &mut Imports) -> Expr {
    let Some(schema) = entity.schema(column) else {
        imports.value("zod", "z");
        return Expr::z("unknown", Vec::new());
    };
    let schema = Schema {
        nullable: false,
        meta: Meta::default(),
        ..schema.clone()
    };
    note_types(entity, &schema, imports);
    let scope = Scope {
        api: entity.project.input.api,
        names: entity.project.names,
        defined: None,
        files: false,
    };
    schema_expr(&schema, &scope, imports)
}

fn note_types(entity: &Entity<'_>, schema: &Schema, imports: &mut Imports) {
    for id in crate::emit::lang::typescript::references(schema) {
        imports.value("../generated/schemas.js", entity.project.names.ty(id));
    }
}
