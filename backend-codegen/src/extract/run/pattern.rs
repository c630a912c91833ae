//! Binding of names.

use std::rc::Rc;

use super::Program;
use crate::extract::syntax::{Key, Kind, Pattern};
use crate::extract::value::{Scope, Value};

/// Whether names are declared or exist already.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Bind {
    /// `const a = …` and parameters.
    Declare,
    /// `a = …`.
    Assign,
}

impl Program {
    /// Gives the names of a pattern their values.
    pub(super) fn bind(&mut self, pattern: &Pattern, value: Value, scope: &Rc<Scope>, how: Bind) {
        match pattern {
            Pattern::Name(name) => {
                if scope.is_outermost() {
                    self.name_schema(name, &value);
                }
                match how {
                    Bind::Declare => scope.declare(name, value),
                    Bind::Assign => scope.assign(name, value),
                }
            }
            Pattern::Object(members, rest) => {
                for (key, inner) in members {
                    let member = match self.key(key, scope) {
                        Some(key) => self.member(&value, &key),
                        None => Value::Unknown,
                    };
                    self.bind(inner, member, scope, how);
                }
                if let Some(rest) = rest {
                    self.bind(rest, value, scope, how);
                }
            }
            Pattern::Array(items, rest) => {
                let values = value.items().unwrap_or_default();
                for (index, inner) in items.iter().enumerate() {
                    if let Some(inner) = inner {
                        let item = values.get(index).cloned().unwrap_or(Value::Unknown);
                        self.bind(inner, item, scope, how);
                    }
                }
                if let Some(rest) = rest {
                    let left = values.get(items.len()..).unwrap_or_default().to_vec();
                    self.bind(rest, Value::array(left), scope, how);
                }
            }
            Pattern::Default(inner, default) => {
                let value = match value {
                    Value::Undefined | Value::Unknown => self.expression(default, scope),
                    known => known,
                };
                self.bind(inner, value, scope, how);
            }
            Pattern::Place(place) => {
                if let Kind::Member(object, name) = &place.kind {
                    let object = self.expression(object, scope);
                    let at = self.place(scope, place.range);
                    self.set_member(&object, name, value, at);
                }
            }
            Pattern::Other => {}
        }
    }

    /// The name of a member.
    pub(super) fn key(&mut self, key: &Key, scope: &Rc<Scope>) -> Option<String> {
        match key {
            Key::Text(text) => Some(text.clone()),
            Key::Computed(expression) => {
                let value = self.expression(expression, scope);
                value.as_text().map(str::to_owned)
            }
        }
    }
}
