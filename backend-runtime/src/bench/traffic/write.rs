//! Values as they travel: parameters and bodies (OpenAPI 3.1 §4.8.12 and §4.8.15).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::{Body, Joined, Media, Parameter, Place};
use crate::bench::request::{FormField, multipart};

/// RFC 3986 §2.3: everything else is escaped.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A parameter as it travels.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Written {
    /// The text of a path segment, or a header or cookie value.
    Text(String),
    /// Name and value pairs of the query, escaped.
    Pairs(Vec<(String, String)>),
}

fn escaped(text: &str) -> String {
    utf8_percent_encode(text, KEPT).to_string()
}

/// A value without quotes.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Writes a parameter's value.
pub(crate) fn write_parameter(parameter: &Parameter, value: &Value) -> Written {
    match parameter.place {
        Place::Query => Written::Pairs(query(parameter, value)),
        Place::Path => Written::Text(path(parameter, value)),
        Place::Header | Place::Cookie => {
            let text = match parameter.joined {
                Joined::Json => value.to_string(),
                _ => parts(value).join(","),
            };
            // A header value cannot hold everything a string can.
            Written::Text(
                text.chars()
                    .filter(|c| !c.is_control() && c.is_ascii())
                    .collect(),
            )
        }
    }
}

/// The items of an array, keys and values of an object, or the one value.
fn parts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::Object(entries) => entries
            .iter()
            .flat_map(|(key, value)| [key.clone(), plain(value)])
            .collect(),
        other => vec![plain(other)],
    }
}

fn path(parameter: &Parameter, value: &Value) -> String {
    let parts: Vec<String> = parts(value).iter().map(|part| escaped(part)).collect();
    match parameter.joined {
        Joined::Label => format!(".{}", parts.join(".")),
        Joined::Matrix => format!(";{}={}", escaped(&parameter.name), parts.join(",")),
        Joined::Json => escaped(&value.to_string()),
        Joined::Repeated | Joined::Commas | Joined::Spaces | Joined::Pipes | Joined::Deep => {
            parts.join(",")
        }
    }
}

fn query(parameter: &Parameter, value: &Value) -> Vec<(String, String)> {
    let name = escaped(&parameter.name);
    let joined = |separator: &str| {
        let parts: Vec<String> = parts(value).iter().map(|part| escaped(part)).collect();
        vec![(name.clone(), parts.join(separator))]
    };
    match (parameter.joined, value) {
        (Joined::Json, value) => vec![(name, escaped(&value.to_string()))],
        (Joined::Deep, Value::Object(entries)) => entries
            .iter()
            .map(|(key, value)| {
                (
                    format!("{name}%5B{}%5D", escaped(key)),
                    escaped(&plain(value)),
                )
            })
            .collect(),
        (Joined::Repeated, Value::Array(items)) => items
            .iter()
            .map(|item| (name.clone(), escaped(&plain(item))))
            .collect(),
        (Joined::Repeated, Value::Object(entries)) => entries
            .iter()
            .map(|(key, value)| (escaped(key), escaped(&plain(value))))
            .collect(),
        (Joined::Spaces, _) => joined("%20"),
        (Joined::Pipes, _) => joined("%7C"),
        (Joined::Repeated | Joined::Commas | Joined::Deep | Joined::Label | Joined::Matrix, _) => {
            joined(",")
        }
    }
}

/// Writes a body's value; also its content type, which for multipart names the boundary.
pub(crate) fn body_bytes(body: &Body, value: &Value, seed: u64) -> (String, Vec<u8>) {
    match body.media {
        Media::Json => (body.content_type.clone(), value.to_string().into_bytes()),
        Media::Text => (body.content_type.clone(), plain(value).into_bytes()),
        Media::Binary => (body.content_type.clone(), plain(value).into_bytes()),
        Media::Form => {
            let pairs =
                value
                    .as_object()
                    .into_iter()
                    .flatten()
                    .flat_map(|(name, value)| match value {
                        Value::Array(items) => items
                            .iter()
                            .map(|item| (name.clone(), plain(item)))
                            .collect::<Vec<_>>(),
                        other => vec![(name.clone(), plain(other))],
                    });
            let pairs: Vec<String> = pairs
                .map(|(name, value)| format!("{}={}", escaped(&name), escaped(&value)))
                .collect();
            (body.content_type.clone(), pairs.join("&").into_bytes())
        }
        Media::Multipart => {
            let fields = value
                .as_object()
                .into_iter()
                .flatten()
                .map(|(name, value)| FormField {
                    name: name.clone(),
                    file_name: None,
                    value: plain(value).into_bytes(),
                });
            multipart(&fields.collect::<Vec<_>>(), seed)
        }
    }
}
