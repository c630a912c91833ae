//! Null in both dialects.

use serde_json::{Map, Value, json};

/// Adds references as `allOf`.
pub(super) fn all_of(members: &mut Map<String, Value>, references: Vec<Value>) {
    if references.is_empty() {
        return;
    }
    let mut all = references;
    if let Some(Value::Array(own)) = members.remove("allOf") {
        all.extend(own);
    }
    members.insert("allOf".to_owned(), Value::Array(all));
}

/// The schema that accepts null as well.
pub(super) fn admit(mut members: Map<String, Value>, references: Vec<Value>, is_30: bool) -> Value {
    if is_30 {
        all_of(&mut members, references);
        members.insert("nullable".to_owned(), Value::Bool(true));
        admit_in_enum(&mut members);
        return Value::Object(members);
    }
    let annotations = annotations(&mut members);
    let mut schema = match (&references[..], members.is_empty()) {
        ([], true) => Map::new(),
        ([], false) if takes_null(&members) => {
            admit_type(&mut members);
            admit_in_enum(&mut members);
            members
        }
        _ => {
            let inner = if let ([reference], true) = (&references[..], members.is_empty()) {
                reference.clone()
            } else {
                all_of(&mut members, references);
                Value::Object(members)
            };
            let mut either = Map::new();
            either.insert("anyOf".to_owned(), json!([inner, { "type": "null" }]));
            either
        }
    };
    schema.extend(annotations);
    Value::Object(schema)
}

/// Takes out what does not decide validity.
fn annotations(members: &mut Map<String, Value>) -> Map<String, Value> {
    let is_annotation = |key: &str| {
        matches!(
            key,
            "title"
                | "description"
                | "default"
                | "deprecated"
                | "readOnly"
                | "writeOnly"
                | "examples"
        ) || key.starts_with("x-")
    };
    let (annotations, rest) = std::mem::take(members)
        .into_iter()
        .partition(|(key, _)| is_annotation(key));
    *members = rest;
    annotations
}

/// Whether `type` (and `enum`) are all that keeps null out.
fn takes_null(members: &Map<String, Value>) -> bool {
    members.contains_key("type")
        && !["oneOf", "anyOf", "allOf", "not", "if", "const"]
            .iter()
            .any(|key| members.contains_key(*key))
}

fn admit_type(members: &mut Map<String, Value>) {
    match members.get_mut("type") {
        Some(Value::Array(names)) if !names.iter().any(|name| name == "null") => {
            names.push("null".into())
        }
        Some(Value::Array(_)) | None => {}
        Some(name) => *name = json!([name.take(), "null"]),
    }
}

fn admit_in_enum(members: &mut Map<String, Value>) {
    if let Some(Value::Array(values)) = members.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
}
