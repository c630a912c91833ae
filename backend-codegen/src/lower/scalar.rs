//! Strings, integers and numbers, typed by their formats (OpenAPI Format Registry).

use super::parts::Parts;
use crate::{
    ir::{Bounds, IntegerFormat, Kind, Number, NumberFormat, Pattern, StringFormat, StringType},
    spec::check_pattern,
};

/// String formats that are asserted while the value stays a string.
const CHECKED: [&str; 18] = [
    "email",
    "idn-email",
    "uri",
    "uri-reference",
    "iri",
    "iri-reference",
    "uri-template",
    "url",
    "ip",
    "hostname",
    "idn-hostname",
    "time",
    "duration",
    "json-pointer",
    "relative-json-pointer",
    "regex",
    "byte",
    "uuid",
];

pub(super) fn integer(parts: &Parts<'_>) -> Kind {
    integer_values(parts, Vec::new())
}

pub(super) fn integer_values(parts: &Parts<'_>, values: Vec<i128>) -> Kind {
    let mut bounds = parts.bounds();
    let format = match parts.text("format").as_deref() {
        Some("int8") => narrow(
            &mut bounds,
            i128::from(i8::MIN),
            i128::from(i8::MAX),
            IntegerFormat::Int32,
        ),
        Some("int16") => narrow(
            &mut bounds,
            i128::from(i16::MIN),
            i128::from(i16::MAX),
            IntegerFormat::Int32,
        ),
        Some("int32") => IntegerFormat::Int32,
        Some("uint8") => narrow(&mut bounds, 0, i128::from(u8::MAX), IntegerFormat::Uint32),
        Some("uint16") => narrow(&mut bounds, 0, i128::from(u16::MAX), IntegerFormat::Uint32),
        Some("uint32") => IntegerFormat::Uint32,
        Some("uint64" | "uint") => IntegerFormat::Uint64,
        _ if needs_unsigned(&bounds) => IntegerFormat::Uint64,
        _ => IntegerFormat::Int64,
    };
    Kind::Integer {
        format,
        bounds,
        values,
    }
}

/// Limits beyond `i64` with no negative values: only `u64` holds them.
fn needs_unsigned(bounds: &Bounds) -> bool {
    let above = |limit: &Option<Number>| {
        limit
            .as_ref()
            .and_then(Number::as_i128)
            .is_some_and(|limit| limit > i128::from(i64::MAX))
    };
    let positive = bounds
        .minimum
        .as_ref()
        .or(bounds.exclusive_minimum.as_ref())
        .and_then(Number::as_i128)
        >= Some(0);
    positive && (above(&bounds.maximum) || above(&bounds.exclusive_maximum))
}

fn narrow(bounds: &mut Bounds, low: i128, high: i128, format: IntegerFormat) -> IntegerFormat {
    let number = |value: i128| Some(Number::new(value.to_string()));
    if bounds
        .minimum
        .as_ref()
        .and_then(Number::as_i128)
        .is_none_or(|minimum| minimum < low)
        && bounds.exclusive_minimum.is_none()
    {
        bounds.minimum = number(low);
    }
    if bounds
        .maximum
        .as_ref()
        .and_then(Number::as_i128)
        .is_none_or(|maximum| maximum > high)
        && bounds.exclusive_maximum.is_none()
    {
        bounds.maximum = number(high);
    }
    format
}

pub(super) fn number(parts: &Parts<'_>) -> Kind {
    let format = match parts.text("format").as_deref() {
        Some("float") => NumberFormat::Float,
        _ => NumberFormat::Double,
    };
    Kind::Number {
        format,
        bounds: parts.bounds(),
    }
}

pub(super) fn string(parts: &Parts<'_>) -> StringType {
    let (min_length, max_length) = (parts.greatest("minLength"), parts.least("maxLength"));
    let pattern = parts
        .text("pattern")
        .filter(|source| check_pattern(source).is_ok());
    let pattern = pattern.map(Pattern);
    let constrained = min_length.is_some() || max_length.is_some() || pattern.is_some();
    let format = match parts.text("format") {
        Some(name) => string_format(&name, constrained),
        None if is_base64(parts) => string_format("byte", constrained),
        None => StringFormat::Plain,
    };
    StringType {
        format,
        min_length,
        max_length,
        pattern,
    }
}

/// 3.1 writes `byte` as `contentEncoding: base64`.
fn is_base64(parts: &Parts<'_>) -> bool {
    parts.text("contentEncoding").as_deref() == Some("base64")
}

/// A format with a type of its own; a value whose text is constrained as well stays a string.
fn string_format(name: &str, constrained: bool) -> StringFormat {
    let typed = match name {
        "date-time" => Some((StringFormat::DateTime, "date-time")),
        "date" => Some((StringFormat::Date, "date")),
        "uuid" => Some((StringFormat::Uuid, "uuid")),
        "byte" => Some((StringFormat::Byte, "byte")),
        "ipv4" => Some((StringFormat::Ipv4, "ipv4")),
        "ipv6" => Some((StringFormat::Ipv6, "ipv6")),
        "decimal" => Some((StringFormat::Decimal, "decimal")),
        "binary" => return StringFormat::Binary,
        _ => None,
    };
    match typed {
        Some((format, _)) if !constrained => format,
        Some((_, checked)) => StringFormat::Checked(checked),
        None => match CHECKED.iter().find(|known| **known == name) {
            Some(&"url") => StringFormat::Checked("uri"),
            Some(known) => StringFormat::Checked(known),
            None => StringFormat::Annotation(name.to_owned()),
        },
    }
}

/// The type that a format is for.
pub(super) fn format_type(format: &str) -> Option<&'static str> {
    match format {
        "int8" | "int16" | "int32" | "int64" | "uint8" | "uint16" | "uint32" | "uint64" => {
            Some("integer")
        }
        "float" | "double" => Some("number"),
        "date-time" | "date" | "ipv4" | "ipv6" | "binary" | "decimal" | "password" => {
            Some("string")
        }
        other if CHECKED.contains(&other) => Some("string"),
        _ => None,
    }
}

/// `propertyNames`, when it does no more than restrict the text.
pub(super) fn key_type(parts: &Parts<'_>) -> Option<StringType> {
    let node = parts.first("propertyNames")?;
    let simple = ["type", "minLength", "maxLength", "pattern", "format"];
    node.as_object()?
        .iter()
        .all(|(key, _)| simple.contains(&key))
        .then_some(())?;
    Some(string(&Parts {
        list: vec![super::parts::Part::root(node)],
    }))
}
