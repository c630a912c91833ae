//! From the members of a request to the values of a row.

use serde_json::Value;

use super::{
    super::entity::{object, stored_json},
    absence::{Absence, Conversion, settled},
    file::Service,
};
use crate::{
    emit::lang::typescript::{Expr, Imports, json, member},
    ir::{Field, TypeId},
    resources::{Column, Fill, Fit, KeyKind, Parent, Role},
};

impl Service<'_, '_> {
    /// The values of a row. A column that keeps what it has is left out, and so is what a change does not give.
    pub(super) fn values(
        &self,
        (input, fills): (TypeId, &[Fill]),
        owner: Option<&Parent>,
        now: &str,
        imports: &mut Imports,
    ) -> Expr {
        let entity = self.entity;
        let fields: &[Field] = object(entity.project, input).map_or(&[], |object| &object.fields);
        let merges = entity.project.input.api.types[input].in_merges;
        let mut members = Vec::new();
        for (column, fill) in entity.resource.columns.iter().zip(fills) {
            let value = match fill {
                Fill::Keep => None,
                Fill::NewKey => self.new_key(imports),
                Fill::Now => {
                    imports.value("../lib/ids.js", "now");
                    Some(Expr::text(now))
                }
                Fill::Path => owner.map(|owner| Expr::text(entity.parent_key(owner).0)),
                Fill::Null => Some(Expr::text("null")),
                Fill::Default(value) => Some(self.default(column, value)),
                Fill::Input { property, fit } => {
                    let field = fields.iter().find(|field| field.name == *property);
                    field.map(|field| self.given(column, field, fit, merges, imports))
                }
            };
            if let Some(value) = value {
                let key = entity.key(column);
                let is_shorthand = value == Expr::text(&key);
                members.push((key, if is_shorthand { Expr::Shorthand } else { value }));
            }
        }
        Expr::Object(members)
    }

    pub(super) fn new_key(&self, imports: &mut Imports) -> Option<Expr> {
        match self.entity.resource.key.kind {
            // The database gives the number.
            KeyKind::Identity => None,
            KeyKind::Uuid | KeyKind::Text => {
                imports.value("../lib/ids.js", "uuidv7");
                Some(Expr::text("uuidv7()"))
            }
        }
    }

    /// A value of the document as the column has it.
    fn default(&self, column: &Column, value: &Value) -> Expr {
        match self.entity.schema(column) {
            Some(schema) => stored_json(self.entity.project, schema, value),
            None => json(value),
        }
    }

    /// A request's value as the column's. What a change is not given stays; a new row, and one that is replaced, has
    /// something for everything.
    fn given(
        &self,
        column: &Column,
        field: &Field,
        fit: &Fit,
        merges: bool,
        imports: &mut Imports,
    ) -> Expr {
        let given = Absence::of(field, !merges);
        let none = |null: bool, undefined: bool| Absence { null, undefined };
        let (wanted, fallback) = match fit {
            _ if merges => (none(column.nullable, true), Expr::text("undefined")),
            _ if column.role == Role::Key && (given.null || given.undefined) => {
                match self.new_key(imports) {
                    Some(made) => (none(false, false), made),
                    None => (none(false, true), Expr::text("undefined")),
                }
            }
            Fit::Or(default) => (none(false, false), self.default(column, default)),
            Fit::Same | Fit::Wrap | Fit::IfPresent if column.nullable => {
                (none(true, false), Expr::text("null"))
            }
            Fit::Same | Fit::Wrap | Fit::IfPresent => (given, Expr::text("undefined")),
        };
        let value = format!("input{}", member(&field.name));
        let conversion = match self.entity.field(column) {
            Some(stored) => self.conversions.between(&field.schema, &stored.schema),
            None => Conversion::Same,
        };
        settled(&value, &conversion, (given, wanted), fallback)
    }
}
