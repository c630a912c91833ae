//! JSON Schemas that stand in the code as objects, as Fastify has them.

use serde_json::{Map, Value as Json, json};

use super::zod::literal;
use crate::extract::run::Program;
use crate::extract::schema::Schema;
use crate::extract::value::{Place, Value};

/// How deep a schema may nest.
const DEEPEST: usize = 40;

/// Takes note of a schema that others name by its `$id`.
pub(in crate::extract) fn share(program: &mut Program, value: &Value, place: Place) {
    let id = value.member("$id");
    let Some(id) = id.as_ref().and_then(Value::as_text) else {
        return;
    };
    let schema = schema(program, value, place);
    program.schemas.name(&schema, id);
    program.shared.insert(id.to_owned(), schema);
}

/// The schema that a value stands for: an object of keywords, or a validator.
pub(in crate::extract) fn schema(program: &mut Program, value: &Value, place: Place) -> Schema {
    match value {
        Value::Schema(schema) | Value::Typed(schema) => schema.clone(),
        Value::Pending(file, name) => program.schemas.pending(*file, name),
        Value::Object(_) => {
            let json = keywords(program, value, place, 0);
            program.schemas.of(json)
        }
        _ => program.no_schema(place),
    }
}

/// Parameters may be written as their properties alone: `querystring: {page: {type: 'integer'}}`.
pub(in crate::extract) fn parameters(program: &mut Program, value: &Value, place: Place) -> Schema {
    let is_schema = [
        "type",
        "properties",
        "$ref",
        "allOf",
        "anyOf",
        "oneOf",
        "$id",
    ];
    if value.as_object().is_some() && !is_schema.iter().any(|key| value.member(key).is_some()) {
        let properties = named(program, value, place, 0);
        return program
            .schemas
            .of(json!({"type": "object", "properties": properties}));
    }
    schema(program, value, place)
}

fn keywords(program: &mut Program, value: &Value, place: Place, depth: usize) -> Json {
    let members = match value {
        Value::Object(members) if depth < DEEPEST => members.clone(),
        Value::Bool(flag) => return json!(flag),
        other => return schema(program, other, place).reference(),
    };
    let mut out = Map::new();
    for (key, value) in members.entries() {
        let value = program.settled(value);
        match (&*key, &value) {
            (_, Value::Undefined) | ("$id", _) => {}
            ("$ref", Value::Text(text)) => {
                let target = reference(program, text, place);
                if let Json::Object(target) = target {
                    out.extend(target);
                }
            }
            (
                "properties" | "patternProperties" | "definitions" | "$defs" | "dependentSchemas",
                _,
            ) => {
                let key = if &*key == "definitions" {
                    "$defs"
                } else {
                    &key
                };
                let all = named(program, &value, place, depth);
                out.insert(key.to_owned(), all);
            }
            ("allOf" | "anyOf" | "oneOf" | "prefixItems", Value::Array(_)) => {
                let all = list(program, &value, place, depth);
                out.insert(key.to_string(), all);
            }
            ("items", Value::Array(_)) => {
                let all = list(program, &value, place, depth);
                out.insert("prefixItems".to_owned(), all);
            }
            (
                "items"
                | "not"
                | "if"
                | "then"
                | "else"
                | "contains"
                | "propertyNames"
                | "additionalProperties",
                _,
            ) => {
                let inner = keywords(program, &value, place, depth + 1);
                out.insert(key.to_string(), inner);
            }
            ("nullable", Value::Bool(true)) => nullable(&mut out, &members),
            ("nullable", _) => {}
            (key, value) => match literal(value) {
                Some(literal) => {
                    out.entry(key.to_owned()).or_insert(literal);
                }
                None => {
                    let what = format!("`{key}` of this schema is computed at run time");
                    program.unknown("extract-schema", what.as_str(), members.place);
                    let mark = json!(program.mark(&what, members.place));
                    crate::extract::run::add_mark(&mut out, mark);
                }
            },
        }
    }
    Json::Object(out)
}

fn nullable(out: &mut Map<String, Json>, members: &crate::extract::value::Members) {
    let type_ = members.get("type");
    if let Some(type_) = type_.as_ref().and_then(Value::as_text) {
        out.insert("type".to_owned(), json!([type_, "null"]));
    }
}

fn named(program: &mut Program, value: &Value, place: Place, depth: usize) -> Json {
    let Some(members) = value.as_object().cloned() else {
        return json!({});
    };
    let mut out = Map::new();
    for (key, value) in members.entries() {
        let inner = keywords(program, &value, place, depth + 1);
        out.insert(key.to_string(), inner);
    }
    Json::Object(out)
}

fn list(program: &mut Program, value: &Value, place: Place, depth: usize) -> Json {
    let items = value.items().unwrap_or_default();
    items
        .iter()
        .map(|it| keywords(program, it, place, depth + 1))
        .collect()
}

/// `user#` and `user#/properties/id` name shared schemas.
fn reference(program: &mut Program, text: &str, place: Place) -> Json {
    let (id, fragment) = text.split_once('#').unwrap_or((text, ""));
    let target = program.shared.get(id).cloned();
    let part = match (
        target,
        fragment.trim_start_matches('/').strip_prefix("properties/"),
    ) {
        (Some(target), None) => Some(target),
        (Some(target), Some(name)) => program.schemas.property(&target, name),
        (None, _) => None,
    };
    match part {
        Some(part) => part.reference(),
        None => {
            let any = program.schemas.make(Map::new(), false);
            let what = format!("the schema `{text}` is not known from the code");
            program
                .marked(&any, "extract-schema", &what, place)
                .reference()
        }
    }
}
