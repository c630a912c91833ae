//! Values that break one constraint of a schema each.

use serde_json::Value;

use super::sample;
use crate::ir::{Api, Array, Bounds, IntegerFormat, Kind, Number, Schema, StringFormat};

/// A value that is refused, with the code of the violation.
pub(crate) struct Breach {
    /// The stable code.
    pub(crate) code: &'static str,
    /// The value as an expression inside of `json!`.
    pub(crate) expression: String,
    /// The value as text in a query, when it has one.
    pub(crate) text: Option<String>,
}

fn breach(code: &'static str, expression: impl Into<String>, text: Option<String>) -> Breach {
    Breach {
        code,
        expression: expression.into(),
        text,
    }
}

/// One value for each constraint.
pub(crate) fn breaches(api: &Api, schema: &Schema) -> Vec<Breach> {
    if !schema.assertions.is_empty() {
        return Vec::new();
    }
    match &schema.kind {
        Kind::Ref(id) if api.types[*id].raw => Vec::new(),
        Kind::Ref(id) => breaches(api, &api.types[*id].schema),
        Kind::Boolean => vec![breach("type", "\"maybe\"", Some("maybe".to_owned()))],
        Kind::Integer {
            bounds,
            values,
            format,
        } => {
            let mut list = vec![breach("type", "\"many\"", Some("many".to_owned()))];
            if values.is_empty() {
                list.extend(integers(bounds, *format));
            }
            list
        }
        Kind::Number { bounds, .. } => {
            let mut list = vec![breach("type", "\"many\"", Some("many".to_owned()))];
            list.extend(numbers(bounds));
            list
        }
        Kind::String(text) => {
            let mut list = vec![breach("type", "7", None)];
            // One violation at a time: a format or pattern has its own.
            if matches!(
                text.format,
                StringFormat::Plain | StringFormat::Annotation(_)
            ) && text.pattern.is_none()
            {
                if text.min_length.is_some_and(|length| length > 0) {
                    list.push(breach("min_length", "\"\"", None));
                }
                if let Some(length) = text.max_length.filter(|&length| length < 100_000) {
                    let over = length + 1;
                    let text = (over < 200).then(|| "x".repeat(over as usize));
                    list.push(breach("max_length", format!("\"x\".repeat({over})"), text));
                }
            }
            if let Some(code) = format_code(&text.format).filter(|_| text.pattern.is_none()) {
                list.push(breach(code, "\"?\"", Some("%3F".to_owned())));
            }
            list
        }
        Kind::Enum(words) if words.iter().all(|word| word != "no-such-word") => {
            vec![breach(
                "enum",
                "\"no-such-word\"",
                Some("no-such-word".to_owned()),
            )]
        }
        Kind::Array(array) => {
            let mut list = vec![breach("type", "\"one\"", None)];
            if array.min_items.is_some_and(|count| count > 0) {
                list.push(breach("min_items", "[]", None));
            }
            list.extend(lists(api, array));
            list
        }
        Kind::Object(_) | Kind::Map(_) => vec![breach("type", "\"one\"", None)],
        Kind::Any | Kind::Never | Kind::Enum(_) | Kind::Union(_) => Vec::new(),
    }
}

/// Lists of scalars that are too long, or have a value twice.
fn lists(api: &Api, array: &Array) -> Vec<Breach> {
    let item = match sample(api, &array.items) {
        Some(Value::String(text)) => format!("{text:?}"),
        Some(value @ (Value::Bool(_) | Value::Number(_))) => value.to_string(),
        Some(Value::Null | Value::Array(_) | Value::Object(_)) | None => return Vec::new(),
    };
    let mut list = Vec::new();
    let most = array.max_items.filter(|&most| most < 1000);
    if let Some(most) = most.filter(|_| !array.unique_items) {
        list.push(breach(
            "max_items",
            format!("vec![{item}; {}]", most + 1),
            None,
        ));
    }
    let has_room = array.max_items.is_none_or(|most| most >= 2);
    if array.unique_items && has_room && array.min_items.is_none_or(|least| least <= 2) {
        list.push(breach("unique_items", format!("[{item}, {item}]"), None));
    }
    list
}

fn format_code(format: &StringFormat) -> Option<&'static str> {
    match format {
        StringFormat::DateTime
        | StringFormat::Date
        | StringFormat::Uuid
        | StringFormat::Decimal => Some("format"),
        StringFormat::Checked("email" | "uuid" | "date-time" | "date" | "hostname") => {
            Some("format")
        }
        StringFormat::Plain
        | StringFormat::Byte
        | StringFormat::Binary
        | StringFormat::Ipv4
        | StringFormat::Ipv6
        | StringFormat::Checked(_)
        | StringFormat::Annotation(_) => None,
    }
}

fn integers(bounds: &Bounds, format: IntegerFormat) -> Vec<Breach> {
    let limit = |number: &Option<Number>| number.as_ref().and_then(Number::as_i128);
    let made = |code, value: i128| {
        let fits = match format {
            IntegerFormat::Int32 => i32::try_from(value).is_ok(),
            IntegerFormat::Int64 => i64::try_from(value).is_ok(),
            IntegerFormat::Uint32 | IntegerFormat::Uint64 => false,
        };
        fits.then(|| breach(code, value.to_string(), Some(value.to_string())))
    };
    let all = [
        limit(&bounds.minimum).and_then(|limit| made("minimum", limit - 1)),
        limit(&bounds.exclusive_minimum).and_then(|limit| made("exclusive_minimum", limit)),
        limit(&bounds.maximum).and_then(|limit| made("maximum", limit + 1)),
        limit(&bounds.exclusive_maximum).and_then(|limit| made("exclusive_maximum", limit)),
    ];
    all.into_iter().flatten().collect()
}

fn numbers(bounds: &Bounds) -> Vec<Breach> {
    let limit = |number: &Option<Number>| number.as_ref().and_then(Number::as_f64);
    let made = |code, value: f64| breach(code, format!("{value:?}"), Some(format!("{value:?}")));
    let all = [
        limit(&bounds.minimum).map(|limit| made("minimum", limit - 1.0)),
        limit(&bounds.exclusive_minimum).map(|limit| made("exclusive_minimum", limit)),
        limit(&bounds.maximum).map(|limit| made("maximum", limit + 1.0)),
        limit(&bounds.exclusive_maximum).map(|limit| made("exclusive_maximum", limit)),
    ];
    all.into_iter().flatten().collect()
}
