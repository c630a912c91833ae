//! The document as the service implements it: the source's own text, with what the service adds made visible.

use serde_json::{Map, Value, json};

use crate::{
    ir::{Api, Operation},
    settings::Envelope,
    sketch,
    spec::Document,
};

/// The document that a service serves at `/openapi.json`, as JSON text.
///
/// Added are derived operationIds, assumed success responses, and the error envelope for 4XX and 5XX where the
/// document leaves them open; the servers become the path that the service answers on.
pub fn effective_document(document: &Document, api: &Api, envelope: Envelope) -> String {
    let completed = sketch::complete(document, envelope);
    let document = completed.as_ref().map_or(document, |one| &one.document);
    let mut root = document.root().to_json();
    let errors = error_component(&mut root);
    for operation in &api.operations {
        if let Some(node) = operation_node(&mut root, operation) {
            complete(node, operation, &errors);
        }
    }
    if let Value::Object(members) = &mut root {
        let url = if api.base_path.is_empty() {
            "/"
        } else {
            &api.base_path
        };
        members.insert("servers".to_owned(), json!([{ "url": url }]));
    }
    root.to_string()
}

fn operation_node<'a>(
    root: &'a mut Value,
    operation: &Operation,
) -> Option<&'a mut Map<String, Value>> {
    let item = root
        .get_mut("paths")?
        .as_object_mut()?
        .get_mut(&operation.path.text)?;
    item.get_mut(operation.method.key())?.as_object_mut()
}

fn complete(node: &mut Map<String, Value>, operation: &Operation, errors: &str) {
    if operation.derived_id
        || node.get("operationId").and_then(Value::as_str) != Some(&operation.id)
    {
        node.insert("operationId".to_owned(), json!(operation.id));
    }
    let responses = node.entry("responses").or_insert_with(|| json!({}));
    if !responses.is_object() {
        *responses = json!({});
    }
    let Some(responses) = responses.as_object_mut() else {
        return;
    };
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
                "content": { "application/json": { "schema": { "$ref": errors } } },
            })
        });
    }
}

/// Adds the schema of the error envelope under a free name; its reference.
fn error_component(root: &mut Value) -> String {
    let Value::Object(members) = root else {
        return String::new();
    };
    let components = members.entry("components").or_insert_with(|| json!({}));
    let Some(components) = components.as_object_mut() else {
        return String::new();
    };
    let schemas = components.entry("schemas").or_insert_with(|| json!({}));
    let Some(schemas) = schemas.as_object_mut() else {
        return String::new();
    };
    let name = [
        "ErrorEnvelope",
        "ServiceErrorEnvelope",
        "BackendErrorEnvelope",
    ]
    .into_iter()
    .find(|name| !schemas.contains_key(*name))
    .unwrap_or("CargoBackendErrorEnvelope");
    schemas.insert(name.to_owned(), error_schema());
    format!("#/components/schemas/{name}")
}

fn error_schema() -> Value {
    json!({
        "type": "object",
        "description": "What the service answers where the document defines no error of its own.",
        "required": ["error", "meta"],
        "properties": {
            "error": {
                "type": "object",
                "required": ["code", "message"],
                "properties": {
                    "code": { "type": "string", "description": "Stable, for programs." },
                    "message": { "type": "string", "description": "For people." },
                    "details": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["field", "code", "message"],
                            "properties": {
                                "field": { "type": "string", "description": "A JSON Pointer into the body, or query.limit, path.id, header.x-name, cookie.x." },
                                "code": { "type": "string" },
                                "message": { "type": "string" },
                                "params": { "type": "object" },
                            },
                        },
                    },
                },
            },
            "meta": {
                "type": "object",
                "required": ["requestId"],
                "properties": { "requestId": { "type": "string" } },
            },
        },
    })
}
