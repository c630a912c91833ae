//! What the service answers beyond the document: its own 4XX and 5XX.

use serde_json::{Map, Value, json};

use super::envelope::ERROR_ENVELOPE;
use crate::schema::{Components, Dialect, to_json};

const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// Adds the error envelope to every operation that leaves 4XX or 5XX open.
pub(super) fn complete(document: &mut Value, dialect: Dialect) {
    let reference = error_component(document, dialect);
    let Some(Value::Object(paths)) = document.get_mut("paths") else {
        return;
    };
    for item in paths.values_mut() {
        let Value::Object(item) = item else { continue };
        for method in METHODS {
            if let Some(Value::Object(responses)) = item
                .get_mut(method)
                .and_then(|operation| operation.get_mut("responses"))
            {
                add(responses, &reference);
            }
        }
    }
}

fn add(responses: &mut Map<String, Value>, reference: &str) {
    if responses.contains_key("default") {
        return;
    }
    for (range, description) in [
        ("4XX", "The request cannot be served as it is."),
        ("5XX", "The service failed."),
    ] {
        responses.entry(range).or_insert_with(|| {
            json!({
                "description": description,
                "content": { "application/json": { "schema": { "$ref": reference } } },
            })
        });
    }
}

/// Adds the schema of the error envelope under a free name; its reference.
fn error_component(document: &mut Value, dialect: Dialect) -> String {
    let Value::Object(root) = document else {
        return String::new();
    };
    let components = member(root, "components");
    let schemas = member(components, "schemas");
    let schema = error_schema(dialect);
    let name = [
        "ErrorEnvelope",
        "ServiceErrorEnvelope",
        "BackendErrorEnvelope",
    ]
    .into_iter()
    .find(|name| schemas.get(*name).is_none_or(|known| *known == schema))
    .unwrap_or("CargoBackendErrorEnvelope");
    schemas.insert(name.to_owned(), schema);
    format!("#/components/schemas/{name}")
}

fn member<'a>(object: &'a mut Map<String, Value>, key: &str) -> &'a mut Map<String, Value> {
    let value = object.entry(key).or_insert_with(|| json!({}));
    if !value.is_object() {
        *value = json!({});
    }
    value.as_object_mut().expect("it was just made one")
}

fn error_schema(dialect: Dialect) -> Value {
    let mut components = Components::new();
    to_json(&ERROR_ENVELOPE, dialect, &mut components);
    let (mut schemas, _) = components.finish_all(dialect);
    schemas
        .pop_first()
        .map_or(Value::Null, |(_, schema)| schema)
}
