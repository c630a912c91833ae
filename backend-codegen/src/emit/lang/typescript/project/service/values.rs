//! From the members of a request to the values of a row.

use super::{
    super::entity::{is_bigint, object},
    file::Service,
};
use crate::{
    emit::lang::typescript::{Expr, Imports, json, member},
    ir::{Field, TypeId},
    resources::{Column, ColumnType, Fill, Fit, KeyKind, Parent, Role, Source},
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
                Fill::Default(value) => Some(json(value)),
                Fill::Input { property, fit } => {
                    let field = fields.iter().find(|field| field.name == *property);
                    field.map(|field| self.given(column, field, fit, merges, imports))
                }
            };
            if let Some(value) = value {
                members.push((entity.key(column), value));
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

    /// A request's value as the column's.
    pub(super) fn given(
        &self,
        column: &Column,
        field: &Field,
        fit: &Fit,
        merges: bool,
        imports: &mut Imports,
    ) -> Expr {
        let value = format!("input{}", member(&field.name));
        let value = self.converted(column, field, value);
        let has_default = field.schema.meta.default.is_some() && !merges;
        let may_be_absent = !field.required && !has_default;
        if !may_be_absent || merges {
            return Expr::text(value);
        }
        if column.role == Role::Key {
            return match self.new_key(imports) {
                Some(Expr::Text(made)) => Expr::text(format!("{value} ?? {made}")),
                _ => Expr::text(value),
            };
        }
        match fit {
            Fit::Or(default) => match json(default).flat() {
                Some(default) => Expr::text(format!("{value} ?? {default}")),
                None => Expr::text(value),
            },
            Fit::Same | Fit::Wrap | Fit::IfPresent if column.nullable => {
                Expr::text(format!("{value} ?? null"))
            }
            Fit::Same | Fit::Wrap | Fit::IfPresent => Expr::text(value),
        }
    }

    /// Where the request and the stored type have different limits, one may be `bigint` and the other not.
    pub(super) fn converted(&self, column: &Column, field: &Field, value: String) -> String {
        if column.kind != ColumnType::Int64 || matches!(column.source, Source::Secret(_)) {
            return value;
        }
        let (stored, given) = (
            self.entity.is_bigint(column),
            is_bigint(self.entity.project, &field.schema),
        );
        let convert = match (stored, given) {
            (true, false) => "BigInt",
            (false, true) => "Number",
            _ => return value,
        };
        if field.required && !field.schema.nullable {
            return format!("{convert}({value})");
        }
        format!("{value} == null ? {value} : {convert}({value})")
    }
}
