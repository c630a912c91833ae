//! Bodies as they travel (OpenAPI 3.1 §4.8.14 and §4.8.15).

use serde_json::Value;

use super::{
    Body, Media,
    parameter::{escaped, plain},
};
use crate::bench::request::{FormField, multipart};

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
