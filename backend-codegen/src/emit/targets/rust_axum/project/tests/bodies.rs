//! Bodies that store and change one of a resource.

use serde_json::{Map, Value};

use super::Tests;
use crate::{
    emit::{
        sample::{other, sample},
        targets::rust_axum::project::{entity::module_name, sql::literal},
    },
    ir::{Kind, Schema, StringFormat, TypeId},
    resources::{Create, Fill, Resource},
};

impl Tests<'_> {
    /// A body with keys of other resources as variables, and the lines that make those.
    pub(super) fn valid_body(
        &self,
        resource: &Resource,
        create: &Create,
        qualified: bool,
    ) -> Option<(Value, Vec<String>)> {
        let mut body = self.plain_body(create.input)?;
        self.named_values(resource, create, &mut body);
        let mut lines = Vec::new();
        let mut made: Vec<(usize, String)> = Vec::new();
        for (column, fill) in resource.columns.iter().zip(&create.fills) {
            let (Some(target), Fill::Input { property, .. }) = (column.references, fill) else {
                continue;
            };
            if !body.contains_key(property) {
                continue;
            }
            let other = &self.project.resources.list[target];
            if std::ptr::eq(other, resource) {
                body.remove(property);
                continue;
            }
            // Two that are made alike may not be there at once.
            let known = made.iter().find(|(known, _)| *known == target);
            let variable = match known {
                Some((_, variable)) => variable.clone(),
                None => {
                    let variable = module_name(&column.name);
                    lines.push(self.parent_line(other, &variable, qualified)?);
                    made.push((target, variable.clone()));
                    variable
                }
            };
            body.insert(property.clone(), expression(&variable));
        }
        Some((Value::Object(body), lines))
    }

    /// The body of another one that can be there beside the first, which is in a variable: it belongs to the same, and
    /// its other values differ where they can.
    pub(super) fn another_body(&self, resource: &Resource, create: &Create) -> Option<Value> {
        let mut body = self.plain_body(create.input)?;
        self.named_values(resource, create, &mut body);
        let mut changed = self.other_values(resource, create.input, &create.fills, &mut body);
        for (index, (column, fill)) in resource.columns.iter().zip(&create.fills).enumerate() {
            let Fill::Input { property, .. } = fill else {
                continue;
            };
            if let Some(target) = column.references.filter(|_| body.contains_key(property)) {
                if std::ptr::eq(&self.project.resources.list[target], resource) {
                    body.remove(property);
                    continue;
                }
                let field = column.source.field()?;
                body.insert(
                    property.clone(),
                    expression(&format!("first[{}]", literal(field))),
                );
            } else if index == resource.key.column && body.contains_key(property) {
                *body.get_mut(property)? = self.other_value(create.input, property)?;
                changed.push(property.clone());
            }
            if column.unique && body.contains_key(property) && !changed.contains(property) {
                return None;
            }
        }
        Some(Value::Object(body))
    }

    /// Names its property in each plain text, so that nobody can take one for another.
    fn named_values(&self, resource: &Resource, create: &Create, body: &mut Map<String, Value>) {
        for (index, (column, fill)) in resource.columns.iter().zip(&create.fills).enumerate() {
            let Fill::Input { property, .. } = fill else {
                continue;
            };
            let is_plain = index != resource.key.column && column.references.is_none();
            let named = Value::String(column.name.replace('_', "-"));
            let fits = self.field(create.input, property).is_some_and(|schema| {
                let is_free = matches!(&schema.kind, Kind::String(text)
                    if text.pattern.is_none() && text.format == StringFormat::Plain);
                is_free && schema.assertions.is_empty() && schema.is_within(&named)
            });
            if let (true, Some(place)) = (is_plain && fits, body.get_mut(property)) {
                *place = named;
            }
        }
    }

    /// The schema of a property of a body.
    fn field(&self, input: TypeId, property: &str) -> Option<&Schema> {
        let Kind::Object(object) = &self.project.api.types[input].schema.kind else {
            return None;
        };
        let field = object.fields.iter().find(|field| field.name == property);
        field.map(|field| &field.schema)
    }

    /// Another value than a body has by itself.
    pub(super) fn other_value(&self, input: TypeId, property: &str) -> Option<Value> {
        other(self.project.api, self.field(input, property)?)
    }

    pub(super) fn plain_body(&self, input: TypeId) -> Option<Map<String, Value>> {
        let schema = Schema::of(Kind::Ref(input), self.project.api.types[input].schema.span);
        match sample(self.project.api, &schema)? {
            Value::Object(map) => Some(map),
            _ => None,
        }
    }

    /// Puts other values into a body than what is stored was made with; the members that have one.
    pub(super) fn other_values(
        &self,
        resource: &Resource,
        input: TypeId,
        fills: &[Fill],
        body: &mut Map<String, Value>,
    ) -> Vec<String> {
        let mut changed = Vec::new();
        for (index, (column, fill)) in resource.columns.iter().zip(fills).enumerate() {
            let Fill::Input { property, .. } = fill else {
                continue;
            };
            let is_plain = index != resource.key.column
                && column.references.is_none()
                && column.source.field() == Some(property);
            let value = self.other_value(input, property);
            if let (true, Some(place), Some(value)) = (is_plain, body.get_mut(property), value) {
                *place = value;
                changed.push(property.clone());
            }
        }
        changed
    }
}

/// A string that [`super::json::write_json`] writes as this expression.
pub(super) fn expression(text: &str) -> Value {
    Value::String(format!("\u{1}{text}\u{1}"))
}
