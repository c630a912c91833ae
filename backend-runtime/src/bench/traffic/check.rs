//! Whether an answer looks as described.

use serde_json::Value;

use super::{Additional, Field, Kind, Schema, formats};

/// The first thing that is not as described: where and what.
pub(crate) fn check(value: &Value, schema: &Schema, schemas: &[Schema]) -> Result<(), String> {
    Checker { schemas }.value(value, schema, "", 0)
}

struct Checker<'a> {
    schemas: &'a [Schema],
}

impl Checker<'_> {
    fn value(&self, value: &Value, schema: &Schema, at: &str, depth: usize) -> Result<(), String> {
        let resolved = schema.resolved(self.schemas);
        if value.is_null() && (schema.nullable || resolved.nullable) {
            return Ok(());
        }
        // Deep enough; what a recursive answer holds below is the same again.
        if depth > 64 {
            return Ok(());
        }
        let expected = |what: &str| {
            Err(format!(
                "{}: expected {what}, got {}",
                place(at),
                short(value)
            ))
        };
        match &resolved.kind {
            Kind::Any | Kind::Ref(_) => Ok(()),
            Kind::Never => expected("nothing"),
            Kind::Boolean if value.is_boolean() => Ok(()),
            Kind::Boolean => expected("true or false"),
            Kind::Integer {
                low,
                high,
                step,
                values,
            } => integer(value, (*low, *high, *step), values).or_else(|what| expected(&what)),
            Kind::Number { .. } => number(value, &resolved.kind).or_else(|what| expected(&what)),
            Kind::String { .. } => string(value, &resolved.kind).or_else(|what| expected(&what)),
            Kind::Enum(values) => match value.as_str() {
                Some(text) if values.iter().any(|known| known == text) => Ok(()),
                _ => expected(&format!("one of {}", values.join(", "))),
            },
            Kind::Array {
                items, min, max, ..
            } => match value.as_array() {
                None => expected("an array"),
                Some(list)
                    if (list.len() as u64) < *min
                        || max.is_some_and(|max| list.len() as u64 > max) =>
                {
                    expected("another number of items")
                }
                Some(list) => {
                    let mut items = list.iter().enumerate().map(|(index, item)| {
                        self.value(item, items, &format!("{at}/{index}"), depth + 1)
                    });
                    items.find(Result::is_err).unwrap_or(Ok(()))
                }
            },
            Kind::Object {
                fields, additional, ..
            } => self.object(value, fields, additional, at, depth),
            Kind::Union { variants, .. } => {
                let fits = variants
                    .iter()
                    .any(|(_, variant)| self.value(value, variant, at, depth + 1).is_ok());
                if fits {
                    Ok(())
                } else {
                    expected("one of the alternatives")
                }
            }
        }
    }

    fn object(
        &self,
        value: &Value,
        fields: &[Field],
        additional: &Additional,
        at: &str,
        depth: usize,
    ) -> Result<(), String> {
        let Some(object) = value.as_object() else {
            return Err(format!(
                "{}: expected an object, got {}",
                place(at),
                short(value)
            ));
        };
        for field in fields {
            match object.get(&field.name) {
                Some(value) => self.value(
                    value,
                    &field.schema,
                    &format!("{at}/{}", field.name),
                    depth + 1,
                )?,
                None if field.required => {
                    return Err(format!("{}: `{}` is missing", place(at), field.name));
                }
                None => {}
            }
        }
        let others = object
            .iter()
            .filter(|(name, _)| !fields.iter().any(|field| field.name == **name));
        for (name, value) in others {
            match additional {
                Additional::Ignored => {}
                Additional::Refused => {
                    return Err(format!("{}: `{name}` is not described", place(at)));
                }
                Additional::Schema(schema) => {
                    self.value(value, schema, &format!("{at}/{name}"), depth + 1)?
                }
            }
        }
        Ok(())
    }
}

fn integer(
    value: &Value,
    (low, high, step): (i64, i64, i64),
    values: &[i64],
) -> Result<(), String> {
    // Larger than the type can be, but a whole number all the same.
    if value.is_u64() && value.as_i64().is_none() && high == i64::MAX {
        return Ok(());
    }
    let whole = value.as_i64().or_else(|| {
        value
            .as_f64()
            .filter(|number| number.fract() == 0.0)
            .map(|number| number as i64)
    });
    match whole {
        None => Err("a whole number".to_owned()),
        Some(number) if !values.is_empty() && !values.contains(&number) => {
            Err("one of the listed numbers".to_owned())
        }
        Some(number) if number < low || number > high => {
            Err(format!("a number from {low} to {high}"))
        }
        Some(number) if step > 1 && number % step != 0 => Err(format!("a multiple of {step}")),
        Some(_) => Ok(()),
    }
}

fn number(value: &Value, kind: &Kind) -> Result<(), String> {
    let Kind::Number {
        low,
        high,
        open_low,
        open_high,
        ..
    } = kind
    else {
        return Ok(());
    };
    let Some(number) = value.as_f64() else {
        return Err("a number".to_owned());
    };
    let too_low = low.is_some_and(|low| number < low || (*open_low && number == low));
    let too_high = high.is_some_and(|high| number > high || (*open_high && number == high));
    if too_low || too_high {
        Err("a number within its bounds".to_owned())
    } else {
        Ok(())
    }
}

fn string(value: &Value, kind: &Kind) -> Result<(), String> {
    let Kind::String {
        format,
        min_length,
        max_length,
        ..
    } = kind
    else {
        return Ok(());
    };
    let Some(text) = value.as_str() else {
        return Err("a string".to_owned());
    };
    let length = text.chars().count() as u64;
    if length < *min_length || max_length.is_some_and(|max| length > max) {
        return Err("a string of another length".to_owned());
    }
    if formats::is(format, text) {
        Ok(())
    } else {
        Err(format!("a {format}"))
    }
}

fn place(at: &str) -> &str {
    if at.is_empty() { "the body" } else { at }
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
