//! INSERT and UPDATE: every field by name.

use super::{
    super::{
        entity::{ColumnView, has_identity},
        imports::Imports,
    },
    repository::Repository,
};
use crate::{
    emit::{
        layout::{Code, Writer},
        sql::Dialect,
    },
    resources::{ColumnType, Role},
};

impl Repository<'_, '_> {
    /// INSERT and UPDATE: every field by name, so that a new one does not compile until it has a place.
    pub(super) fn write(
        &self,
        constant: &str,
        ty: &str,
        imports: &mut Imports,
        writer: &mut Writer,
    ) {
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
            ColumnType::Decimal(_) if view.is_string || self.dialect != Dialect::Sqlite => {
                name.clone()
            }
            ColumnType::Enum(_) if view.optional => format!("{name}.map(|word| word.as_str())"),
            ColumnType::Enum(_) => format!("{name}.as_str()"),
            ColumnType::Decimal(_) => wrapped("Text", view, imports),
            ColumnType::Json => wrapped("Json", view, imports),
        }
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
