//! JSON values as documents mean them.

use serde_json::Value;

/// Equality in which `1` and `1.0` are one number and members have no order.
pub(super) fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            one == other
                || (one.as_f64() == other.as_f64() && one.as_i64() == other.as_i64())
                || (one.as_f64() == other.as_f64() && (one.is_f64() || other.is_f64()))
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(key, value)| other.get(key).is_some_and(|known| same(value, known)))
        }
        (Value::String(one), Value::String(other)) => one.trim_end() == other.trim_end(),
        (one, other) => one == other,
    }
}

/// A value in a message: short.
pub(super) fn shown(value: &Value) -> String {
    const LONGEST: usize = 60;
    let text = match value {
        Value::Array(items)
            if items.len() == 1 && !items[0].is_array() && !items[0].is_object() =>
        {
            items[0].to_string()
        }
        value => value.to_string(),
    };
    if text.chars().count() <= LONGEST {
        return format!("`{text}`");
    }
    let cut: String = text.chars().take(LONGEST).collect();
    format!("`{cut}…`")
}
