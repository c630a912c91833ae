//! The body of a request.

use serde_json::{Map, Value as Json, json};

use super::marked;
use crate::extract::handler::Recording;
use crate::extract::routing::Operation;
use crate::extract::run::{MARK, Program};
use crate::extract::value::{Part, Place};
use crate::ir::Method;

/// The Request Body Object of an operation; none when it reads no body.
pub(super) fn body(
    program: &mut Program,
    operation: &Operation,
    recording: &Recording,
) -> Option<Json> {
    let mut content = Map::new();
    let mut is_required = None;
    if let Some(schema) = recording.schema_of(Part::Body) {
        is_required = Some(!schema.is_optional());
        content.insert(
            "application/json".to_owned(),
            json!({"schema": schema.reference()}),
        );
    }
    if let Some(schema) = recording.schema_of(Part::Form) {
        is_required = Some(true);
        for media in ["multipart/form-data", "application/x-www-form-urlencoded"] {
            content.insert(media.to_owned(), json!({"schema": schema.reference()}));
        }
    }
    if content.is_empty() {
        let bodiless = matches!(
            operation.method,
            Method::Get | Method::Head | Method::Options | Method::Trace
        );
        for (part, media) in [
            (Part::Body, "application/json"),
            (Part::Form, "multipart/form-data"),
        ] {
            if !bodiless && let Some(schema) = read(program, recording, part) {
                is_required = is_required.or(schema.get(MARK).is_none().then_some(true));
                content.insert(media.to_owned(), json!({ "schema": schema }));
            }
        }
    }
    if content.is_empty() {
        return None;
    }
    Some(match is_required {
        Some(is_required) => json!({"required": is_required, "content": content}),
        None => json!({ "content": content }),
    })
}

/// A body that is read without a schema: the names of the members that are read are all that is known.
fn read(program: &mut Program, recording: &Recording, part: Part) -> Option<Json> {
    let touched: Vec<(Option<&str>, Place)> = recording
        .touched
        .iter()
        .filter(|(known, ..)| *known == part)
        .map(|(_, name, place)| (name.as_deref(), *place))
        .collect();
    let fields: Vec<_> = recording
        .fields
        .iter()
        .filter(|(known, ..)| *known == part)
        .collect();
    let (_, place) = *touched.first()?;
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (_, name, schema) in &fields {
        properties.insert(name.clone(), schema.reference());
        if !schema.is_optional() {
            required.push(json!(name));
        }
    }
    for name in touched.iter().filter_map(|(name, _)| *name) {
        properties
            .entry(name.to_owned())
            .or_insert_with(|| json!({}));
    }
    let mut schema = Map::new();
    if !properties.is_empty() {
        schema.insert("type".to_owned(), json!("object"));
        schema.insert("properties".to_owned(), Json::Object(properties));
    }
    if !required.is_empty() {
        schema.insert("required".to_owned(), Json::Array(required));
    }
    let is_checked = |name: &str| fields.iter().any(|(_, known, _)| known == name);
    let mut names = touched.iter().filter_map(|(name, _)| *name);
    if fields.is_empty() || !names.all(is_checked) {
        let what = "the body is read without a schema";
        schema.insert(
            MARK.to_owned(),
            marked(program, "extract-body", what, place),
        );
    }
    Some(Json::Object(schema))
}
