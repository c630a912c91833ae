//! `.optional()`, `.default(…)`, `.describe(…)`: what changes how a schema is used.

use serde_json::{Map, Value as Json, json};

use super::{literal, part};
use crate::extract::run::Program;
use crate::extract::schema::Schema;
use crate::extract::value::{Place, Value};

/// The changed schema; none when the method changes none.
pub(super) fn modified(
    program: &mut Program,
    schema: &Schema,
    name: &str,
    arguments: &[Value],
    place: Place,
) -> Option<Schema> {
    let first = arguments.first();
    Some(match name {
        "optional" | "exactOptional" => program.schemas.with_optional(schema, true),
        "nonoptional" => program.schemas.with_optional(schema, false),
        "nullable" => nullable(program, schema),
        "nullish" => {
            let inner = nullable(program, schema);
            program.schemas.with_optional(&inner, true)
        }
        "default" | "prefault" | "catch" => with_default(program, schema, first),
        "describe" => match first.and_then(Value::as_text) {
            Some(text) => annotated(program, schema, &[("description", json!(text))]),
            None => schema.clone(),
        },
        "meta" | "openapi" => meta(program, schema, arguments),
        "array" => {
            let item = schema.reference();
            program.schemas.of(json!({"type": "array", "items": item}))
        }
        "or" => {
            let other = part(program, first?, place).reference();
            program
                .schemas
                .of(json!({ "anyOf": [schema.reference(), other] }))
        }
        "and" => {
            let other = part(program, first?, place).reference();
            program
                .schemas
                .of(json!({ "allOf": [schema.reference(), other] }))
        }
        "brand" | "readonly" | "transform" | "pipe" | "innerType" | "sourceType" | "clone"
        | "unwrap" | "removeDefault" | "check" | "with" | "register" => schema.clone(),
        "refine" | "superRefine" | "refinement" => program.marked(
            schema,
            "extract-rule",
            "this rule is written as code",
            place,
        ),
        _ => return None,
    })
}

fn nullable(program: &mut Program, schema: &Schema) -> Schema {
    let mut json = schema.json().clone();
    let made = match json.get("type") {
        Some(Json::String(type_)) if !json.contains_key("const") => {
            json.insert("type".to_owned(), json!([type_, "null"]));
            if let Some(Json::Array(values)) = json.get_mut("enum") {
                values.push(Json::Null);
            }
            // An object with a name keeps it: it is one of two then.
            match json.contains_key("properties") {
                true => None,
                false => Some(json),
            }
        }
        _ => None,
    };
    let optional = schema.is_optional();
    match made {
        Some(json) => program.schemas.make(json, optional),
        None => {
            let json = json!({ "anyOf": [schema.reference(), {"type": "null"}] });
            let any = program.schemas.of(json);
            match optional {
                true => program.schemas.with_optional(&any, true),
                false => any,
            }
        }
    }
}

/// With a default the value may be absent from what is sent.
fn with_default(program: &mut Program, schema: &Schema, value: Option<&Value>) -> Schema {
    match value.and_then(literal) {
        Some(default) => {
            let made = annotated(program, schema, &[("default", default)]);
            program.schemas.with_optional(&made, true)
        }
        None => program.schemas.with_optional(schema, true),
    }
}

/// The schema with annotations. Those of an object stand beside a reference, so that its name stays.
fn annotated(program: &mut Program, schema: &Schema, with: &[(&str, Json)]) -> Schema {
    let is_object = schema.json().contains_key("properties");
    let mut json = match (is_object, schema.reference()) {
        (true, Json::Object(reference)) => reference,
        _ => schema.json().clone(),
    };
    for (key, value) in with {
        json.insert((*key).to_owned(), value.clone());
    }
    program.schemas.make(json, schema.is_optional())
}

/// `.meta({id, description, …})` of version 4, `.openapi('Name', {…})` of zod-openapi.
fn meta(program: &mut Program, schema: &Schema, arguments: &[Value]) -> Schema {
    let mut name = None;
    let mut keywords: Vec<(&str, Json)> = Vec::new();
    for argument in arguments {
        if let Some(text) = argument.as_text() {
            name = Some(text.to_owned());
        }
        for key in ["id", "ref", "refId"] {
            if let Some(text) = argument.member(key).as_ref().and_then(Value::as_text) {
                name = Some(text.to_owned());
            }
        }
        for key in [
            "title",
            "description",
            "example",
            "examples",
            "deprecated",
            "format",
        ] {
            if let Some(value) = argument.member(key).as_ref().and_then(literal) {
                // `example` is of older versions of the specification.
                match key {
                    "example" => keywords.push(("examples", json!([value]))),
                    key => keywords.push((key, value)),
                }
            }
        }
    }
    if keywords.is_empty() && name.is_none() {
        return schema.clone();
    }
    let mut json: Map<String, Json> = schema.json().clone();
    for (key, value) in keywords {
        json.insert(key.to_owned(), value);
    }
    let made = program.schemas.make(json, schema.is_optional());
    if let Some(name) = name {
        program.schemas.name(&made, &name);
    }
    made
}
