//! A second value, for tests that change what is there.

use serde_json::{Value, json};

use super::{MAX_DEPTH, integer};
use crate::ir::{Api, Kind, Schema, StringFormat};

/// Another value than [`super::sample`] makes, of schemas that are one simple value.
pub(crate) fn other(api: &Api, schema: &Schema) -> Option<Value> {
    let mut schema = schema;
    for _ in 0..MAX_DEPTH {
        match &schema.kind {
            Kind::Ref(id) if !api.types[*id].raw => schema = &api.types[*id].schema,
            _ => break,
        }
    }
    let made = match &schema.kind {
        Kind::Boolean => json!(false),
        Kind::Integer {
            values,
            bounds,
            format,
        } => match values.as_slice() {
            [] => {
                let step = bounds
                    .multiple_of
                    .as_ref()
                    .map_or(Some(1), |step| step.as_i128())?;
                json!(integer(bounds, *format)?.as_i64()? + i64::try_from(step).ok()?)
            }
            values => json!(i64::try_from(*values.get(1)?).ok()?),
        },
        Kind::String(text) if text.pattern.is_none() && text.format == StringFormat::Plain => {
            json!("changed")
        }
        Kind::Enum(words) => json!(words.get(1)?),
        _ => return None,
    };
    (schema.assertions.is_empty() && schema.is_within(&made)).then_some(made)
}
