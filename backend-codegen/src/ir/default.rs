//! Whether a default keeps the limits of its own schema. One that does not would be refused as soon as it is used.

use serde_json::Value;

use super::{Array, Bounds, Kind, Number, Schema, StringType};

impl Schema {
    /// Whether `value` is within the limits that stand beside it: bounds, lengths, format, pattern, listed numbers. Its type
    /// is another matter.
    pub fn is_within(&self, value: &Value) -> bool {
        match (&self.kind, value) {
            (Kind::Integer { bounds, values, .. }, Value::Number(number)) => {
                let listed = || {
                    values
                        .iter()
                        .any(|one| number.as_i64().map(i128::from) == Some(*one))
                };
                (values.is_empty() || listed()) && within_bounds(bounds, number)
            }
            (Kind::Number { bounds, .. }, Value::Number(number)) => within_bounds(bounds, number),
            (Kind::String(string), Value::String(text)) => within_text(string, text),
            (Kind::Array(array), Value::Array(items)) => within_list(array, items),
            _ => true,
        }
    }
}

fn within_bounds(bounds: &Bounds, number: &serde_json::Number) -> bool {
    let Some(value) = number.as_f64() else {
        return false;
    };
    let keeps = |limit: &Option<Number>, holds: fn(f64, f64) -> bool| {
        let limit = limit.as_ref().and_then(Number::as_f64);
        limit.is_none_or(|limit| holds(value, limit))
    };
    keeps(&bounds.minimum, |value, limit| value >= limit)
        && keeps(&bounds.maximum, |value, limit| value <= limit)
        && keeps(&bounds.exclusive_minimum, |value, limit| value > limit)
        && keeps(&bounds.exclusive_maximum, |value, limit| value < limit)
        && keeps(&bounds.multiple_of, |value, limit| {
            (value / limit - (value / limit).round()).abs() < 1e-9
        })
}

fn within_text(string: &StringType, text: &str) -> bool {
    let scanner = string.format.asserted().and_then(backend_formats::scanner);
    let pattern = string.pattern.as_ref();
    let matches = pattern.and_then(|pattern| backend_formats::matches_soon(&pattern.0, text));
    counted(text.chars().count(), string.min_length, string.max_length)
        && scanner.is_none_or(|accepts| accepts(text))
        && matches != Some(false)
}

fn within_list(array: &Array, items: &[Value]) -> bool {
    counted(items.len(), array.min_items, array.max_items)
        && items.iter().all(|item| array.items.is_within(item))
}

fn counted(count: usize, least: Option<u64>, greatest: Option<u64>) -> bool {
    let count = count as u64;
    least.is_none_or(|least| count >= least) && greatest.is_none_or(|most| count <= most)
}
