//! Breaking exactly one constraint of a valid request.

use serde_json::Value;

use super::{Additional, Kind, Parameter, Schema};
use crate::bench::request::Random;

/// One way to break a value: what becomes of the place at a pointer.
enum Break {
    Replace(String, Value),
    Remove(String, String),
}

/// A value of this schema with one constraint broken, and which; `None` when nothing in it can be broken.
pub(crate) fn break_one(
    value: &Value,
    schema: &Schema,
    schemas: &[Schema],
    random: &mut Random,
) -> Option<(Value, String)> {
    let mut ways = Vec::new();
    collect(value, schema, schemas, "", &mut ways);
    if ways.is_empty() {
        return None;
    }
    let way = ways.swap_remove(random.below(ways.len() as u64) as usize);
    let mut broken = value.clone();
    let what = match way {
        Break::Replace(pointer, with) => {
            let what = format!(
                "{} = {with}",
                if pointer.is_empty() { "body" } else { &pointer }
            );
            *broken.pointer_mut(&pointer)? = with;
            what
        }
        Break::Remove(pointer, name) => {
            broken.pointer_mut(&pointer)?.as_object_mut()?.remove(&name);
            format!("{pointer}/{name} missing")
        }
    };
    let long = what.char_indices().nth(80).map(|(end, _)| end);
    Some((
        broken,
        long.map_or(what.clone(), |end| format!("{}…", &what[..end])),
    ))
}

fn collect(value: &Value, schema: &Schema, schemas: &[Schema], at: &str, ways: &mut Vec<Break>) {
    let schema = schema.resolved(schemas);
    if value.is_null() {
        return;
    }
    let mut replace = |with: Value| ways.push(Break::Replace(at.to_owned(), with));
    match &schema.kind {
        Kind::Any | Kind::Never | Kind::Ref(_) => {}
        Kind::Boolean => replace(Value::from("neither")),
        Kind::Integer { low, high, .. } => {
            replace(Value::from("many"));
            low.checked_sub(1)
                .into_iter()
                .chain(high.checked_add(1))
                .for_each(|number| replace(Value::from(number)));
        }
        Kind::Number { low, high, .. } => {
            replace(Value::from("much"));
            low.map(|low| low - 1.0)
                .into_iter()
                .chain(high.map(|high| high + 1.0))
                .for_each(|number| replace(Value::from(number)));
        }
        Kind::String {
            min_length,
            max_length,
            format,
            ..
        } => {
            replace(Value::from(12));
            if let Some(max) = max_length.filter(|max| *max < 10_000) {
                replace(Value::from("x".repeat(max as usize + 1)));
            }
            if *min_length > 0 {
                replace(Value::from("x".repeat(*min_length as usize - 1)));
            }
            if matches!(
                format.as_str(),
                "date-time" | "date" | "uuid" | "email" | "ipv4" | "ipv6"
            ) {
                replace(Value::from("not that"));
            }
        }
        Kind::Enum(values) => replace(Value::from(format!(
            "{}-not",
            values.concat().chars().take(20).collect::<String>()
        ))),
        Kind::Array { items, min, .. } => {
            replace(Value::from("no list"));
            if *min > 0 {
                replace(Value::Array(Vec::new()));
            }
            for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                collect(item, items, schemas, &format!("{at}/{index}"), ways);
            }
        }
        Kind::Object {
            fields, additional, ..
        } => {
            if at.is_empty() {
                replace(Value::from("no object"));
            }
            for field in fields {
                let Some(inner) = value.get(&field.name) else {
                    continue;
                };
                if field.required {
                    ways.push(Break::Remove(at.to_owned(), field.name.clone()));
                }
                let escaped = field.name.replace('~', "~0").replace('/', "~1");
                collect(
                    inner,
                    &field.schema,
                    schemas,
                    &format!("{at}/{escaped}"),
                    ways,
                );
            }
            if let (Additional::Refused, Some(object)) = (additional, value.as_object()) {
                let mut more = object.clone();
                more.insert("notDescribedAnywhere".to_owned(), Value::from(1));
                ways.push(Break::Replace(at.to_owned(), Value::Object(more)));
            }
        }
        // Breaking one alternative may be keeping another.
        Kind::Union { .. } => {}
    }
}

/// A text that a parameter of this kind cannot be; `None` when every text is one.
pub(crate) fn break_parameter(parameter: &Parameter, schemas: &[Schema]) -> Option<String> {
    match &parameter.schema.resolved(schemas).kind {
        Kind::Boolean | Kind::Integer { .. } | Kind::Number { .. } => {
            Some("not-a-number".to_owned())
        }
        Kind::Enum(_) => Some("not-one-of-them".to_owned()),
        Kind::String { format, .. } if matches!(format.as_str(), "uuid" | "date" | "date-time") => {
            Some("not-that".to_owned())
        }
        _ => None,
    }
}
