//! A second value, for tests that change what is there.

use serde_json::{Value, json};

use super::{MAX_DEPTH, integer, pattern};
use crate::ir::{Api, Kind, Number, Schema, StringFormat, StringType};

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
        Kind::Number { bounds, .. } if bounds.multiple_of.is_none() => {
            let low = bounds.minimum.as_ref().and_then(Number::as_f64);
            json!(low.unwrap_or(0.0) + 20.5)
        }
        Kind::String(text) => json!(string(text)?),
        Kind::Enum(words) => json!(words.get(1)?),
        _ => return None,
    };
    (schema.assertions.is_empty() && schema.is_within(&made)).then_some(made)
}

fn string(text: &StringType) -> Option<String> {
    Some(match (&text.pattern, &text.format) {
        (Some(pattern), format) if is_free(format) => pattern::other(&pattern.0)?,
        (Some(_), _) => return None,
        (None, format) => formatted(format)?.to_owned(),
    })
}

/// Whether a pattern alone says what the text is.
fn is_free(format: &StringFormat) -> bool {
    matches!(
        format,
        StringFormat::Plain | StringFormat::Checked("decimal") | StringFormat::Annotation(_)
    )
}

/// Of the formats whose text comes back as it was sent.
fn formatted(format: &StringFormat) -> Option<&'static str> {
    Some(match format {
        StringFormat::Plain | StringFormat::Annotation(_) => "changed",
        StringFormat::Date | StringFormat::Checked("date") => "2031-02-03",
        StringFormat::Uuid | StringFormat::Checked("uuid") => {
            "0195a7b0-0000-7000-8000-000000000002"
        }
        StringFormat::Ipv4 | StringFormat::Checked("ip") => "192.0.2.2",
        StringFormat::Checked("email" | "idn-email") => "other@example.com",
        StringFormat::Checked("uri" | "uri-reference" | "iri" | "iri-reference") => {
            "https://example.com/other"
        }
        StringFormat::Checked("hostname" | "idn-hostname") => "other.example.com",
        StringFormat::DateTime
        | StringFormat::Byte
        | StringFormat::Binary
        | StringFormat::Decimal
        | StringFormat::Ipv6
        | StringFormat::Checked(_) => return None,
    })
}
