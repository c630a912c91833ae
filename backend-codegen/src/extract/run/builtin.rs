//! What lists and texts can do, as far as routes are declared with it.

use std::cell::RefCell;
use std::rc::Rc;

use super::Program;
use crate::extract::value::{Closure, Place, Value};

/// Elements of one list that are gone through.
const MOST_ELEMENTS: usize = 200;

impl Program {
    pub(super) fn method_of_array(
        &mut self,
        items: &Rc<RefCell<Vec<Value>>>,
        name: &str,
        arguments: Vec<Value>,
        place: Place,
    ) -> Value {
        let all: Vec<Value> = items.borrow().iter().take(MOST_ELEMENTS).cloned().collect();
        match (name, arguments.first()) {
            ("push", _) => {
                let mut items = items.borrow_mut();
                if items.len() < MOST_ELEMENTS {
                    items.extend(arguments);
                }
                Value::Unknown
            }
            ("forEach", Some(Value::Closure(closure))) => {
                self.for_each(closure, &all);
                Value::Undefined
            }
            ("map", Some(Value::Closure(closure))) => Value::array(self.for_each(closure, &all)),
            ("filter", Some(Value::Closure(closure))) => {
                self.for_each(closure, &all);
                Value::array(all)
            }
            ("concat", _) => {
                let more = arguments.iter().flat_map(|it| match it.items() {
                    Some(items) => items,
                    None => vec![it.clone()],
                });
                Value::array(all.iter().cloned().chain(more).collect())
            }
            ("flat", _) => Value::array(
                all.iter()
                    .flat_map(|it| it.items().unwrap_or_else(|| vec![it.clone()]))
                    .collect(),
            ),
            ("join", separator) => {
                let separator = separator.and_then(Value::as_text).unwrap_or(",");
                let texts: Option<Vec<&str>> = all.iter().map(Value::as_text).collect();
                texts.map_or(Value::SomeText, |texts| Value::text(texts.join(separator)))
            }
            ("slice" | "reverse" | "sort", _) => Value::array(all),
            _ => self.unknown_call(name, None, arguments, place),
        }
    }

    fn for_each(&mut self, closure: &Rc<Closure>, items: &[Value]) -> Vec<Value> {
        let one = |(index, item): (usize, &Value)| {
            let index = Value::Number(index.to_string().into());
            self.run_callback(closure, vec![item.clone(), index])
        };
        items.iter().enumerate().map(one).collect()
    }

    pub(super) fn method_of_text(
        &mut self,
        text: &Value,
        name: &str,
        arguments: Vec<Value>,
        place: Place,
    ) -> Value {
        match (name, text) {
            ("toLowerCase", Value::Text(text)) => Value::text(text.to_lowercase()),
            ("toUpperCase", Value::Text(text)) => Value::text(text.to_uppercase()),
            ("trim", Value::Text(text)) => Value::text(text.trim()),
            ("toString", text) => text.clone(),
            (
                "concat" | "replace" | "slice" | "substring" | "padStart" | "toLowerCase"
                | "toUpperCase" | "trim",
                _,
            ) => Value::SomeText,
            _ => self.unknown_call(name, None, arguments, place),
        }
    }
}
