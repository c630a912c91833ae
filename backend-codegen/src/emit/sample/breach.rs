//! Values that break one constraint of a schema each.

use serde_json::Value;

use super::{pattern, sample};
use crate::ir::{
    Api, Array, Bounds, IntegerFormat, Kind, Number, Schema, StringFormat, StringType,
};

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
            match values.iter().max() {
                Some(&greatest) => {
                    list.extend(fitting("enum", greatest.saturating_add(1), *format))
                }
                None => list.extend(integers(bounds, *format)),
            }
            list
        }
        Kind::Number { bounds, .. } => {
            let mut list = vec![breach("type", "\"many\"", Some("many".to_owned()))];
            list.extend(numbers(bounds));
            list
        }
        Kind::String(text) => strings(text),
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
        Kind::Object(object) => {
            let mut list = vec![breach("type", "\"one\"", None)];
            let needs_none = object.fields.iter().all(|field| !field.required);
            if needs_none && object.min_properties.is_some_and(|count| count > 0) {
                list.push(breach("min_properties", "{}", None));
            }
            list
        }
        Kind::Map(_) => vec![breach("type", "\"one\"", None)],
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

/// Text of another type, length, pattern or format.
fn strings(text: &StringType) -> Vec<Breach> {
    let mut list = vec![breach("type", "7", None)];
    let is_free = matches!(
        text.format,
        StringFormat::Plain | StringFormat::Annotation(_)
    );
    // One violation at a time: a format or pattern has its own.
    if is_free && text.pattern.is_none() {
        if let Some(length) = text.min_length.filter(|&length| length > 0) {
            let short = "x".repeat((length - 1).min(100) as usize);
            // Nothing at all may also mean that the parameter is not there.
            let sent = Some(short.clone()).filter(|short| !short.is_empty());
            list.push(breach("min_length", format!("{short:?}"), sent));
        }
        if let Some(length) = text.max_length.filter(|&length| length < 100_000) {
            let over = length + 1;
            let text = (over < 200).then(|| "x".repeat(over as usize));
            list.push(breach("max_length", format!("\"x\".repeat({over})"), text));
        }
    }
    if let Some(pattern) = &text.pattern {
        let length = text.min_length.unwrap_or(1).max(1);
        let fits = length <= text.max_length.unwrap_or(u64::MAX).min(200);
        if let Some(refused) = pattern::refused(&pattern.0).filter(|_| fits) {
            let text: String = std::iter::repeat_n(refused, length as usize).collect();
            list.push(breach("pattern", format!("{text:?}"), Some(text)));
        }
    } else if refuses_question_mark(&text.format) {
        list.push(breach("format", "\"?\"", Some("%3F".to_owned())));
    }
    list
}

/// Whether `?` is no text of a format.
fn refuses_question_mark(format: &StringFormat) -> bool {
    match format {
        StringFormat::DateTime
        | StringFormat::Date
        | StringFormat::Uuid
        | StringFormat::Decimal
        | StringFormat::Byte
        | StringFormat::Ipv4
        | StringFormat::Ipv6 => true,
        StringFormat::Checked(name) => [
            "date",
            "date-time",
            "time",
            "duration",
            "email",
            "idn-email",
            "hostname",
            "ipv4",
            "ipv6",
            "ip",
            "uri",
            "iri",
            "uuid",
            "decimal",
            "json-pointer",
        ]
        .contains(name),
        StringFormat::Plain | StringFormat::Binary | StringFormat::Annotation(_) => false,
    }
}

/// A breach by an integer that has the size of the format.
fn fitting(code: &'static str, value: i128, format: IntegerFormat) -> Option<Breach> {
    let fits = match format {
        IntegerFormat::Int32 => i32::try_from(value).is_ok(),
        IntegerFormat::Int64 => i64::try_from(value).is_ok(),
        IntegerFormat::Uint32 | IntegerFormat::Uint64 => false,
    };
    fits.then(|| breach(code, value.to_string(), Some(value.to_string())))
}

fn integers(bounds: &Bounds, format: IntegerFormat) -> Vec<Breach> {
    let limit = |number: &Option<Number>| number.as_ref().and_then(Number::as_i128);
    let (least, most) = (limit(&bounds.minimum), limit(&bounds.maximum));
    let (above, below) = (
        limit(&bounds.exclusive_minimum),
        limit(&bounds.exclusive_maximum),
    );
    // The number before or after a multiple, whichever is within the bounds.
    let step = limit(&bounds.multiple_of).filter(|&step| step > 1);
    let first = least
        .or(above.map(|above| above + 1))
        .unwrap_or_default()
        .max(0);
    let between = step.map(|step| first.div_euclid(step) * step + step + 1);
    let last = most.or(below.map(|below| below - 1)).unwrap_or(i128::MAX);
    let overflows =
        format == IntegerFormat::Int32 && most.is_none() && below.is_none() && step.is_none();
    let too_great = (i64::from(i32::MAX) + 1).to_string();
    let range = overflows.then(|| breach("range", too_great.clone(), Some(too_great)));
    let all = [
        least.and_then(|limit| fitting("minimum", limit - 1, format)),
        above.and_then(|limit| fitting("exclusive_minimum", limit, format)),
        most.and_then(|limit| fitting("maximum", limit + 1, format)),
        below.and_then(|limit| fitting("exclusive_maximum", limit, format)),
        between
            .filter(|&value| value <= last)
            .and_then(|value| fitting("multiple_of", value, format)),
        range,
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
        limit(&bounds.multiple_of).and_then(|step| {
            let first = limit(&bounds.minimum)
                .or(limit(&bounds.exclusive_minimum))
                .unwrap_or_default();
            let value = ((first / step).floor() + 1.0) * step + step / 2.0;
            let last = limit(&bounds.maximum).or(limit(&bounds.exclusive_maximum));
            let fits = value.is_finite() && last.is_none_or(|last| value < last);
            fits.then(|| made("multiple_of", value))
        }),
    ];
    all.into_iter().flatten().collect()
}
