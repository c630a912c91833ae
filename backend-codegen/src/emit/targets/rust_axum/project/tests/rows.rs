//! Two rows that tests store, as far as their values are known when the tests are written.

use std::cmp::Ordering;

use serde_json::Value;

use super::Tests;
use crate::{
    ir::{Kind, Location, Operation, Parameter, Schema, Style},
    resources::{Column, Create, Fill, KeyOrigin, Resource, SortValue},
};

/// One of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    First,
    Second,
}

impl Which {
    /// The variable that holds it.
    pub(super) fn variable(self) -> &'static str {
        match self {
            Self::First => "stored",
            Self::Second => "second",
        }
    }
}

/// What is known about the two, column by column.
pub(super) struct Rows {
    first: Vec<Option<Value>>,
    /// The second's; without one, values that no row has.
    other: Vec<Option<Value>>,
    /// There is a second one.
    pub(super) are_two: bool,
    /// The two in the order of their keys.
    pub(super) by_key: Option<[Which; 2]>,
}

impl Rows {
    /// Two different values of a column: the first row's, and the second's or one that no row has.
    pub(super) fn values(&self, column: usize) -> Option<(&Value, &Value)> {
        let pair = self.first[column].as_ref().zip(self.other[column].as_ref());
        pair.filter(|(first, other)| first != other)
    }

    /// The two by a column, least first, where every database has the same opinion.
    pub(super) fn ordered(&self, column: usize) -> Option<[Which; 2]> {
        let (first, other) = self.values(column)?;
        Some(match certain_order(first, other)? {
            Ordering::Less => [Which::First, Which::Second],
            Ordering::Equal | Ordering::Greater => [Which::Second, Which::First],
        })
    }

    /// The two as a value of a sort parameter orders them.
    pub(super) fn sorted(&self, value: &SortValue) -> Option<[Which; 2]> {
        let mut order = self.ordered(value.column)?;
        if value.descending {
            order.reverse();
        }
        Some(order)
    }

    /// Those of these that are there.
    pub(super) fn present<const N: usize>(&self, rows: [Which; N]) -> Vec<Which> {
        let is_there = |row: &Which| *row == Which::First || self.are_two;
        rows.into_iter().filter(is_there).collect()
    }

    /// A text in the first row that does not occur in the second.
    pub(super) fn only_in_first(&self, columns: &[usize]) -> Option<&Value> {
        let text = |row: &Option<Value>| row.as_ref()?.as_str().map(str::to_ascii_lowercase);
        let found = columns
            .iter()
            .find_map(|&column| text(&self.first[column]))?;
        let is_absent = |&column: &usize| {
            !self.are_two || text(&self.other[column]).is_some_and(|own| !own.contains(&found))
        };
        let column = columns
            .iter()
            .find(|&&column| text(&self.first[column]).is_some())?;
        columns
            .iter()
            .all(is_absent)
            .then(|| self.first[*column].as_ref())
            .flatten()
    }
}

/// How two values compare, when collations, types and time zones have no say in it.
fn certain_order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.as_f64()?.partial_cmp(&right.as_f64()?),
        (Value::Bool(left), Value::Bool(right)) => Some(left.cmp(right)),
        (Value::String(left), Value::String(right)) => {
            let is_decimal = |text: &str| {
                text.contains('.') && text.chars().all(|c| c.is_ascii_digit() || c == '.')
            };
            if is_decimal(left) && is_decimal(right) {
                let (left, right) = (left.parse::<f64>().ok()?, right.parse::<f64>().ok()?);
                return left.partial_cmp(&right);
            }
            let (left, right) = left.chars().zip(right.chars()).find(|(l, r)| l != r)?;
            let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
            (is_plain(left) && is_plain(right)).then(|| left.cmp(&right))
        }
        _ => None,
    }
}

impl Tests<'_> {
    /// What `common` stores of a resource: one by its creator, and another one where there is a function for it.
    pub(super) fn rows(&self, resource: &Resource) -> Option<Rows> {
        let (_, create) = self.create_of(resource)?;
        let (body, _) = self.valid_body(resource, create, true)?;
        let another = self
            .another(resource)
            .and_then(|_| self.another_body(resource, create));
        let mut rows = Rows {
            first: known(resource, create, &body),
            other: match &another {
                Some(body) => known(resource, create, body),
                None => self.others(resource, create),
            },
            are_two: another.is_some(),
            by_key: None,
        };
        let key = resource.key.column;
        rows.by_key = match (resource.key.origin, &rows.first[key]) {
            _ if !rows.are_two => None,
            (KeyOrigin::Server, _) | (KeyOrigin::Either, None) => {
                Some([Which::First, Which::Second])
            }
            (KeyOrigin::Either | KeyOrigin::Client, _) => rows.ordered(key),
        };
        Some(rows)
    }

    /// For each column a value that the first row does not have.
    pub(super) fn others(&self, resource: &Resource, create: &Create) -> Vec<Option<Value>> {
        let columns = resource.columns.iter().zip(&create.fills);
        let value = |(column, fill): (&Column, &Fill)| match fill {
            Fill::Input { property, .. } if column.references.is_none() => {
                self.other_value(create.input, property)
            }
            _ => None,
        };
        columns.map(value).collect()
    }

    /// A value as the text of an optional query parameter that takes it.
    pub(super) fn query_text(&self, parameter: &Parameter, value: &Value) -> Option<String> {
        let schema = match &parameter.schema.kind {
            Kind::Array(array) if array.min_items.unwrap_or(0) <= 1 => &array.items,
            _ => &parameter.schema,
        };
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(_) | Value::Bool(_) => value.to_string(),
            Value::Null | Value::Array(_) | Value::Object(_) => return None,
        };
        let plain = |c: char| c.is_ascii_alphanumeric() || "_-.:@".contains(c);
        let is_written = parameter.style == Style::Form
            && parameter.content.is_none()
            && !text.is_empty()
            && text.chars().all(plain)
            && parameter
                .name
                .chars()
                .all(|c| plain(c) && c != ':' && c != '@');
        (is_written && takes(self.resolved(schema), value)).then_some(text)
    }

    /// The parameter of a query, unless every request has it already.
    pub(super) fn optional<'o>(
        &self,
        operation: &'o Operation,
        name: &str,
    ) -> Option<&'o Parameter> {
        operation
            .parameters_in(Location::Query)
            .find(|one| one.name == name)
            .filter(|one| !one.required)
    }
}

/// Whether a value is one of a simple schema.
fn takes(schema: &Schema, value: &Value) -> bool {
    let is_of_kind = match (&schema.kind, value) {
        (Kind::Enum(words), Value::String(text)) => words.contains(text),
        (Kind::Integer { .. }, Value::Number(number)) => number.is_i64() || number.is_u64(),
        (Kind::String(_), Value::String(_))
        | (Kind::Number { .. }, Value::Number(_))
        | (Kind::Boolean, Value::Bool(_)) => true,
        _ => false,
    };
    is_of_kind && schema.assertions.is_empty() && schema.is_within(value)
}

/// The values that columns take from a body, unless they are variables.
fn known(resource: &Resource, create: &Create, body: &Value) -> Vec<Option<Value>> {
    let columns = resource.columns.iter().zip(&create.fills);
    let value = |(column, fill): (&Column, &Fill)| match fill {
        Fill::Input { property, .. } if column.references.is_none() => body.get(property).cloned(),
        _ => None,
    };
    columns.map(value).collect()
}
