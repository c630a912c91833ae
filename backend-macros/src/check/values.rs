//! `default` and `enum` against the type and the other keys.

use super::about::{About, Kind};
use crate::syntax::{Argument, Errors, Expr, Json, JsonValue, Key, Number};

/// `default`, `const` and `enum` against the type and the other keys. Examples are words for people: in documents of others
/// many do not match, and a service has to compile all the same.
pub(super) fn values(expr: &Expr, about: About<'_>, errors: &mut Errors) {
    for key in &expr.keys {
        let Argument::Json(json) = &key.argument else {
            continue;
        };
        match (&*key.name, &json.value) {
            ("default" | "const", _) => value(json, &key.name, expr, about, errors),
            ("enum", JsonValue::Array(list)) => {
                list.iter()
                    .for_each(|json| value(json, &key.name, expr, about, errors));
            }
            _ => {}
        }
    }
}

fn value(json: &Json, key: &str, expr: &Expr, about: About<'_>, errors: &mut Errors) {
    if let Some(kind) = about.kind
        && !is_of(json, kind)
    {
        errors.at(json.span, format!("this `{key}` is not {}", kind.name()));
        return;
    }
    if let (JsonValue::Number(number), Some((name, least, greatest))) = (&json.value, about.range())
        && number
            .as_integer()
            .is_some_and(|value| value < least || value > greatest)
    {
        errors.at(
            json.span,
            format!("this `{key}` is none of `{name}`: {least} to {greatest}"),
        );
        return;
    }
    let violated = match &json.value {
        JsonValue::Number(number) => violated_number(*number, expr),
        JsonValue::String(text) => violated_text(text, expr, about),
        JsonValue::Array(items) => violated_count(items.len(), ("min_items", "max_items"), expr),
        JsonValue::Null | JsonValue::Bool(_) | JsonValue::Object(_) => None,
    };
    if let Some(rule) = violated.or_else(|| outside_enum(json, key, expr)) {
        errors.at(json.span, format!("this `{key}` violates `{rule}`"));
    }
}

fn is_of(json: &Json, kind: Kind) -> bool {
    match &json.value {
        JsonValue::Null => true,
        JsonValue::Bool(_) => kind == Kind::Boolean,
        JsonValue::Number(Number::Double(_)) => kind == Kind::Number,
        JsonValue::Number(_) => matches!(kind, Kind::Number | Kind::Integer),
        JsonValue::String(_) => kind == Kind::String,
        JsonValue::Array(_) => kind == Kind::Array,
        JsonValue::Object(_) => kind == Kind::Object,
    }
}

fn violated_number(number: Number, expr: &Expr) -> Option<&'static str> {
    let range = match expr.text("format") {
        Some("int32") => i128::from(i32::MIN)..=i32::MAX.into(),
        Some("int64") => i128::from(i64::MIN)..=i64::MAX.into(),
        _ => i128::MIN..=i128::MAX,
    };
    if number
        .as_integer()
        .is_some_and(|value| !range.contains(&value))
    {
        return Some("format");
    }
    let value = number.as_f64();
    let limit = |name: &str| expr.get(name).and_then(Key::number).map(Number::as_f64);
    let broken = |name: &'static str, holds: fn(f64, f64) -> bool| {
        limit(name)
            .filter(|limit| !holds(value, *limit))
            .map(|_| name)
    };
    broken("minimum", |value, limit| value >= limit)
        .or_else(|| broken("maximum", |value, limit| value <= limit))
        .or_else(|| broken("exclusive_minimum", |value, limit| value > limit))
        .or_else(|| broken("exclusive_maximum", |value, limit| value < limit))
        .or_else(|| {
            broken("multiple_of", |value, limit| {
                (value / limit - (value / limit).round()).abs() < 1e-9
            })
        })
}

fn violated_text(text: &str, expr: &Expr, about: About<'_>) -> Option<&'static str> {
    let format = expr.text("format").or(about.format());
    let scanner = format.and_then(backend_formats::scanner);
    if scanner.is_some_and(|accepts| !accepts(text)) {
        return Some("format");
    }
    let pattern = expr.text("pattern");
    if pattern.and_then(|source| backend_formats::matches_soon(source, text)) == Some(false) {
        return Some("pattern");
    }
    violated_count(text.chars().count(), ("min_length", "max_length"), expr)
}

fn violated_count(
    count: usize,
    (least, greatest): (&'static str, &'static str),
    expr: &Expr,
) -> Option<&'static str> {
    let count = count as u64;
    if expr.count(least).is_some_and(|min| count < min) {
        return Some(least);
    }
    expr.count(greatest)
        .filter(|max| count > *max)
        .map(|_| greatest)
}

fn outside_enum(json: &Json, key: &str, expr: &Expr) -> Option<&'static str> {
    let Argument::Json(Json {
        value: JsonValue::Array(allowed),
        ..
    }) = &expr.get("enum")?.argument
    else {
        return None;
    };
    let same = |other: &Json| match (&other.value, &json.value) {
        (JsonValue::String(a), JsonValue::String(b)) => a == b,
        (JsonValue::Number(a), JsonValue::Number(b)) => a == b,
        (JsonValue::Bool(a), JsonValue::Bool(b)) => a == b,
        (JsonValue::Null, JsonValue::Null) => true,
        (JsonValue::Array(_) | JsonValue::Object(_), _) => true,
        _ => false,
    };
    (key != "enum" && !allowed.iter().any(same)).then_some("enum")
}
