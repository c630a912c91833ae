//! Values that a schema allows, for the tests of a project. `None` where that cannot be known for certain.

mod body;
mod breach;
mod other;
mod pattern;

pub(crate) use body::{BodyCase, Change, body_cases};
pub(crate) use breach::{Breach, breaches};
pub(crate) use other::other;

use serde_json::{Map, Value, json};

use crate::ir::{
    Api, Array, Bounds, IntegerFormat, Kind, Number, Object, Schema, StringFormat, StringType,
    Union,
};

/// How deep a value may nest.
const MAX_DEPTH: usize = 6;
/// How deep a whole value has what may be left out: one object or list below the top.
const WHOLE_DEPTH: usize = 4;
/// How many parts a whole value may have.
const MAX_PARTS: usize = 120;

/// What values are made of, and how much of it.
#[derive(Clone, Copy)]
struct Of<'a> {
    api: &'a Api,
    whole: bool,
}

/// A value of a schema; none when it cannot stand in a source text as it is.
pub(crate) fn sample(api: &Api, schema: &Schema) -> Option<Value> {
    value(Of { api, whole: false }, schema, 0).filter(is_plain)
}

/// A value with everything in it that may be left out, as far down as people read.
pub(crate) fn whole(api: &Api, schema: &Schema) -> Option<Value> {
    let all = value(Of { api, whole: true }, schema, 0).filter(is_plain);
    all.filter(|value| parts(value) <= MAX_PARTS)
        .or_else(|| sample(api, schema))
}

fn parts(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(parts).sum::<usize>(),
        Value::Object(members) => 1 + members.values().map(parts).sum::<usize>(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 1,
    }
}

/// Whether no text in it has control characters, which the tests mark their variables with and which Rust escapes
/// otherwise than JSON, or characters that turn text around, which rustc refuses.
fn is_plain(value: &Value) -> bool {
    let plain = |text: &str| {
        let odd = |c: char| {
            c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        !text.chars().any(odd)
    };
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
        Value::String(text) => plain(text),
        Value::Array(items) => items.iter().all(is_plain),
        Value::Object(members) => members
            .iter()
            .all(|(key, value)| plain(key) && is_plain(value)),
    }
}

fn value(of: Of<'_>, schema: &Schema, depth: usize) -> Option<Value> {
    if depth > MAX_DEPTH {
        return None;
    }
    let example = || schema.meta.example.clone();
    if !schema.assertions.is_empty() {
        return example();
    }
    match &schema.kind {
        Kind::Any => Some(json!("anything")),
        Kind::Never => None,
        Kind::Ref(id) if of.api.types[*id].raw => {
            example().or_else(|| of.api.types[*id].schema.meta.example.clone())
        }
        Kind::Ref(id) => value(of, &of.api.types[*id].schema, depth + 1),
        Kind::Boolean => Some(json!(true)),
        Kind::Integer {
            values,
            bounds,
            format,
        } => match values.first() {
            Some(first) => i64::try_from(*first).ok().map(|first| json!(first)),
            None => integer(bounds, *format),
        },
        Kind::Number { bounds, .. } => number(bounds),
        Kind::String(text) => string(text).map(Value::String).or_else(example),
        Kind::Enum(words) => words.first().map(|word| json!(word)),
        Kind::Array(array) => items(of, array, depth),
        Kind::Map(map) if map.min_properties.unwrap_or(0) == 0 => Some(json!({})),
        Kind::Map(_) => example(),
        Kind::Object(object) => properties(of, object, depth).map(Value::Object),
        Kind::Union(union) => variant(of, union, depth).or_else(example),
    }
}

fn integer(bounds: &Bounds, format: IntegerFormat) -> Option<Value> {
    let limit = |number: &Option<Number>| number.as_ref().and_then(Number::as_i128);
    let least =
        limit(&bounds.minimum).or_else(|| limit(&bounds.exclusive_minimum).map(|limit| limit + 1));
    let most =
        limit(&bounds.maximum).or_else(|| limit(&bounds.exclusive_maximum).map(|limit| limit - 1));
    let start = least
        .unwrap_or(1)
        .max(if most.is_some_and(|most| most < 1) {
            i128::MIN
        } else {
            1
        });
    let start = if least.is_none() {
        most.map_or(start, |most| most.min(start))
    } else {
        start
    };
    let step = match &bounds.multiple_of {
        Some(step) => step.as_i128().filter(|&step| step > 0)?,
        None => 1,
    };
    let chosen = start.div_euclid(step) * step + if start.rem_euclid(step) == 0 { 0 } else { step };
    let top = match format {
        IntegerFormat::Int32 => i128::from(i32::MAX),
        IntegerFormat::Uint32 => i128::from(u32::MAX),
        IntegerFormat::Int64 | IntegerFormat::Uint64 => i128::from(i64::MAX),
    };
    (chosen <= most.unwrap_or(top))
        .then(|| i64::try_from(chosen).ok().map(|chosen| json!(chosen)))?
}

fn number(bounds: &Bounds) -> Option<Value> {
    let fits = |value: f64| {
        let limit = |number: &Option<Number>| number.as_ref().and_then(Number::as_f64);
        limit(&bounds.minimum).is_none_or(|limit| value >= limit)
            && limit(&bounds.exclusive_minimum).is_none_or(|limit| value > limit)
            && limit(&bounds.maximum).is_none_or(|limit| value <= limit)
            && limit(&bounds.exclusive_maximum).is_none_or(|limit| value < limit)
    };
    if let Some(step) = &bounds.multiple_of {
        let mut multiples = step.as_f64().into_iter().chain([0.0]);
        return multiples
            .find(|&value| fits(value))
            .map(|value| json!(value));
    }
    let low = bounds.minimum.as_ref().and_then(Number::as_f64);
    [1.5, 0.5, 10.5, 0.0]
        .into_iter()
        .chain(low)
        .find(|&value| fits(value))
        .map(|value| json!(value))
}

/// Text of a string type.
pub(crate) fn string(text: &StringType) -> Option<String> {
    let made = match (&text.pattern, &text.format) {
        (
            Some(pattern),
            StringFormat::Plain | StringFormat::Checked("decimal") | StringFormat::Annotation(_),
        ) => pattern::sample(&pattern.0)?,
        (Some(_), _) => return None,
        (None, StringFormat::Plain | StringFormat::Annotation(_)) => {
            let length = text
                .min_length
                .unwrap_or(0)
                .max(4)
                .min(text.max_length.unwrap_or(u64::MAX));
            return (length <= 1000)
                .then(|| "text".chars().cycle().take(length as usize).collect());
        }
        (None, format) => formatted(format)?.to_owned(),
    };
    let length = made.chars().count() as u64;
    let fits =
        length >= text.min_length.unwrap_or(0) && length <= text.max_length.unwrap_or(u64::MAX);
    fits.then_some(made)
}

fn formatted(format: &StringFormat) -> Option<&'static str> {
    Some(match format {
        StringFormat::Plain | StringFormat::Annotation(_) => "text",
        StringFormat::DateTime | StringFormat::Checked("date-time") => "2030-01-02T03:04:05Z",
        StringFormat::Date | StringFormat::Checked("date") => "2030-01-02",
        StringFormat::Uuid | StringFormat::Checked("uuid") => {
            "0195a7b0-0000-7000-8000-000000000001"
        }
        StringFormat::Byte | StringFormat::Checked("byte") => "AAAA",
        StringFormat::Decimal | StringFormat::Checked("decimal") => "1.50",
        StringFormat::Ipv4 | StringFormat::Checked("ip") => "192.0.2.1",
        StringFormat::Ipv6 => "2001:db8::1",
        StringFormat::Checked("email" | "idn-email") => "reader@example.com",
        StringFormat::Checked("uri" | "uri-reference" | "iri" | "iri-reference") => {
            "https://example.com/"
        }
        StringFormat::Checked("hostname" | "idn-hostname") => "example.com",
        StringFormat::Checked("time") => "12:00:00Z",
        StringFormat::Checked("duration") => "P1D",
        StringFormat::Binary | StringFormat::Checked(_) => return None,
    })
}

fn items(of: Of<'_>, array: &Array, depth: usize) -> Option<Value> {
    let count = array.min_items.unwrap_or(0);
    if count == 0 {
        let first = (of.whole && depth < WHOLE_DEPTH)
            .then(|| value(of, &array.items, depth + 1))
            .flatten();
        let fits = array.max_items != Some(0);
        return Some(
            first
                .filter(|_| fits)
                .map_or(json!([]), |item| json!([item])),
        );
    }
    let item = value(of, &array.items, depth + 1)?;
    (count == 1 || !array.unique_items).then(|| Value::Array(vec![item; count.min(100) as usize]))
}

/// Every property at the top, in whole values also below, and required ones everywhere.
fn properties(of: Of<'_>, object: &Object, depth: usize) -> Option<Map<String, Value>> {
    let mut map = Map::new();
    for field in &object.fields {
        match value(of, &field.schema, depth + 1) {
            Some(made) if field.required || depth <= if of.whole { WHOLE_DEPTH } else { 1 } => {
                map.insert(field.name.clone(), made);
            }
            None if field.required => return None,
            Some(_) | None => {}
        }
    }
    (map.len() as u64 >= object.min_properties.unwrap_or(0)).then_some(map)
}

/// Only a discriminator makes certain which variant a value is.
fn variant(of: Of<'_>, union: &Union, depth: usize) -> Option<Value> {
    let property = union.discriminator.as_ref()?;
    let first = union.variants.first()?;
    let mut made = value(of, &first.schema, depth + 1)?;
    let tag = first.tags.first()?;
    made.as_object_mut()?.insert(property.clone(), json!(tag));
    Some(made)
}
