//! Decimal numbers whose Rust value is text, because the document says how it is written.

use super::{super::entity::ColumnView, repository::Repository};
use crate::{
    emit::sql::Dialect,
    resources::{ColumnType, DecimalForm},
};

impl Repository<'_, '_> {
    /// A column in the list of a SELECT.
    pub(super) fn told(&self, view: &ColumnView<'_>) -> String {
        let name = self.name(&view.column.name);
        match (self.dialect, number(view)) {
            (_, None | Some(DecimalForm::Spelled)) | (Dialect::Sqlite, Some(_)) => name,
            (Dialect::Postgres, Some(_)) => format!("CAST({name} AS TEXT) AS {name}"),
            (Dialect::Mysql, Some(DecimalForm::Fixed(_))) => {
                format!("CAST({name} AS CHAR) AS {name}")
            }
            // A scale of the column is none of the number.
            (Dialect::Mysql, Some(DecimalForm::Free(_))) => format!(
                "TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM CAST({name} AS CHAR))) AS {name}"
            ),
        }
    }

    /// A value on its way into a column.
    pub(super) fn taken(&self, place: String, view: &ColumnView<'_>) -> String {
        match (self.dialect, number(view)) {
            (Dialect::Postgres, Some(DecimalForm::Fixed(_) | DecimalForm::Free(_))) => {
                format!("CAST({place} AS NUMERIC)")
            }
            (Dialect::Postgres, Some(DecimalForm::Spelled) | None)
            | (Dialect::Sqlite | Dialect::Mysql, _) => place,
        }
    }
}

/// How the number is written that a text is.
fn number(view: &ColumnView<'_>) -> Option<DecimalForm> {
    match view.column.kind {
        ColumnType::Decimal(form) if view.is_string => Some(form),
        _ => None,
    }
}
