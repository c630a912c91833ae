//! The document of cases: each schema of a document as the body of an operation.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

/// The tag that the operations have.
pub(super) const TAG: &str = "cases-of-agreement";

/// A document with a case for each schema.
pub(super) struct Cases {
    /// OpenAPI, as JSON.
    pub(super) document: String,
    /// Where each case's schema stands in the document that it comes from.
    pub(super) places: Vec<String>,
}

/// Reads the schemas of a document: the named ones, then those in place that are more than a reference.
pub(super) fn read(text: &str) -> Result<Cases, String> {
    let mut document: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let mut found: Vec<(String, Value)> = Vec::new();
    let named = document["components"]["schemas"].as_object();
    for name in named.into_iter().flat_map(Map::keys) {
        let pointer = format!(
            "#/components/schemas/{}",
            name.replace('~', "~0").replace('/', "~1")
        );
        found.push((
            pointer.clone(),
            json!({"$ref": pointer.replace('%', "%25")}),
        ));
    }
    let mut seen = HashSet::new();
    for part in ["paths", "webhooks", "components"] {
        if let Some(node) = document.get(part) {
            in_place(node, &format!("#/{part}"), &mut seen, &mut found);
        }
    }
    let version = document["openapi"].clone();
    let mut paths = Map::new();
    for (number, (_, schema)) in found.iter().enumerate() {
        paths.insert(
            format!("/case{number}"),
            json!({"post": {
                "tags": [TAG],
                "operationId": format!("judge{number}"),
                "requestBody": {"required": true, "content": {"application/json": {"schema": schema}}},
                "responses": {"204": {"description": "valid"}},
            }}),
        );
    }
    // References may lead into the paths that were there.
    if let Some(before) = document["paths"].as_object_mut() {
        paths.extend(std::mem::take(before));
    }
    let members = document.as_object_mut().ok_or("no object")?;
    members.insert("paths".to_owned(), paths.into());
    members.insert("openapi".to_owned(), version);
    for key in ["security", "servers", "webhooks", "tags"] {
        members.remove(key);
    }
    Ok(Cases {
        document: document.to_string(),
        places: found.into_iter().map(|(place, _)| place).collect(),
    })
}

/// Schemas of parameters, bodies, responses and headers.
fn in_place(
    node: &Value,
    pointer: &str,
    seen: &mut HashSet<String>,
    found: &mut Vec<(String, Value)>,
) {
    match node {
        Value::Object(members) => {
            for (key, value) in members {
                let below = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
                let is_data = key.starts_with("x-")
                    || matches!(key.as_str(), "example" | "examples" | "default" | "enum");
                let is_schemas = key == "schemas" && pointer == "#/components";
                if key == "schema" && value.is_object() {
                    let bare = value
                        .as_object()
                        .is_some_and(|schema| schema.len() == 1 && schema.contains_key("$ref"));
                    if !bare && seen.insert(value.to_string()) {
                        found.push((below, value.clone()));
                    }
                } else if !is_data && !is_schemas {
                    in_place(value, &below, seen, found);
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                in_place(item, &format!("{pointer}/{index}"), seen, found);
            }
        }
        _ => {}
    }
}
