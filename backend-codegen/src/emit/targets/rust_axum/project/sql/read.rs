//! From a row to the entity.

use super::{
    super::{entity::ColumnView, imports::Imports},
    order::literal,
    repository::Repository,
};
use crate::{
    emit::{
        layout::{Code, Writer},
        sql::Dialect,
    },
    resources::ColumnType,
};

impl Repository<'_, '_> {
    pub(super) fn row_function(&self, ty: &str, imports: &mut Imports, writer: &mut Writer) {
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
            .map(|view| (view.ident.clone(), Some(read(self.dialect, &view, imports))))
            .collect();
        writer.record(&format!("Ok({ty}"), &fields, None, ")");
        writer.close("}");
    }
}

/// The expression that reads a column.
pub(super) fn read(dialect: Dialect, view: &ColumnView<'_>, imports: &mut Imports) -> Code {
    let name = literal(&view.column.name);
    let wrapper = match &view.column.kind {
        ColumnType::Decimal(_) if view.is_string || dialect == Dialect::Postgres => {
            return Code::text(format!("row.try_get({name})?"));
        }
        ColumnType::Decimal(_) if dialect == Dialect::Mysql => return normal(view, imports),
        ColumnType::Enum(_) | ColumnType::Decimal(_) => "Text",
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

/// A decimal number without the zeros that the scale of its column gives it.
fn normal(view: &ColumnView<'_>, imports: &mut Imports) -> Code {
    imports.external("rust_decimal", "Decimal");
    let name = literal(&view.column.name);
    if view.optional {
        let links = vec![
            format!(".try_get::<Option<Decimal>, _>({name})?"),
            ".map(|value| value.normalize())".to_owned(),
        ];
        return Code::Chain("row".into(), links);
    }
    let links = vec![
        format!(".try_get::<Decimal, _>({name})?"),
        ".normalize()".to_owned(),
    ];
    Code::Chain("row".into(), links)
}
