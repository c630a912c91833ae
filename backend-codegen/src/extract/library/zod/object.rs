//! Objects and what is derived from them: `.extend`, `.pick`, `.partial` and the like.

use serde_json::{Map, Value as Json, json};

use super::{make::enum_of, members, of_type, part};
use crate::extract::run::Program;
use crate::extract::schema::{Schema, is_required};
use crate::extract::value::{Place, Value};

/// `z.object(shape)`.
pub(super) fn make(
    program: &mut Program,
    shape: &Value,
    extra: Option<Json>,
    place: Place,
) -> Schema {
    let mut json = of_type("object");
    let mut properties = Map::new();
    let mut required = Vec::new();
    add(program, &mut properties, &mut required, shape, place);
    store(&mut json, properties, required);
    if let Some(extra) = extra {
        json.insert("additionalProperties".to_owned(), extra);
    }
    program.schemas.make(json, false)
}

fn add(
    program: &mut Program,
    properties: &mut Map<String, Json>,
    required: &mut Vec<Json>,
    shape: &Value,
    place: Place,
) {
    for (name, value) in members(program, shape).unwrap_or_default() {
        if name == "..." {
            let what = "properties that are spread in here are computed at run time";
            program.unknown("extract-schema", what, place);
            continue;
        }
        let schema = part(program, &value, place);
        required.retain(|it| *it != name);
        if !schema.is_optional() {
            required.push(json!(name));
        }
        properties.insert(name, schema.reference());
    }
}

fn store(json: &mut Map<String, Json>, properties: Map<String, Json>, required: Vec<Json>) {
    json.insert("properties".to_owned(), Json::Object(properties));
    match required.is_empty() {
        true => json.remove("required"),
        false => json.insert("required".to_owned(), Json::Array(required)),
    };
}

/// A derived object; none when the schema is no object or the method derives none.
pub(super) fn derived(
    program: &mut Program,
    schema: &Schema,
    name: &str,
    arguments: &[Value],
    place: Place,
) -> Option<Schema> {
    let mut json = program.schemas.resolved(schema.json()).clone();
    if name == "exclude" || name == "extract" {
        return narrowed(program, &json, arguments.first()?, name == "extract");
    }
    let mut properties = json.get("properties")?.as_object()?.clone();
    let mut required: Vec<Json> = json
        .get("required")
        .and_then(Json::as_array)
        .cloned()
        .unwrap_or_default();
    let first = arguments.first();
    let named: Option<Vec<String>> = first.and_then(|it| it.as_object()).map(|it| {
        let chosen = it
            .entries()
            .into_iter()
            .filter(|(_, value)| !matches!(value, Value::Bool(false)));
        chosen.map(|(name, _)| name.to_string()).collect()
    });
    let among = |key: &str| {
        named
            .as_ref()
            .is_none_or(|it| it.iter().any(|it| it == key))
    };
    match name {
        "extend" | "safeExtend" | "augment" | "setKey" => {
            add(program, &mut properties, &mut required, first?, place);
        }
        "merge" => {
            let other = part(program, first?, place);
            let other = program.schemas.resolved(other.json()).clone();
            for (key, value) in other.get("properties")?.as_object()? {
                properties.insert(key.clone(), value.clone());
                required.retain(|it| it != key);
                if is_required(&other, key) {
                    required.push(json!(key));
                }
            }
        }
        "pick" => properties.retain(|key, _| among(key)),
        "omit" => properties.retain(|key, _| !among(key)),
        "partial" | "deepPartial" => required.retain(|it| !it.as_str().is_some_and(among)),
        "required" => {
            required = properties
                .keys()
                .filter(|key| among(key) || is_required(&json, key))
                .map(|key| json!(key))
                .collect();
        }
        "strict" => {
            json.insert("additionalProperties".to_owned(), json!(false));
        }
        "passthrough" | "loose" => {
            json.insert("additionalProperties".to_owned(), json!(true));
        }
        "strip" => {
            json.remove("additionalProperties");
        }
        "catchall" => {
            let extra = part(program, first?, place).reference();
            json.insert("additionalProperties".to_owned(), extra);
        }
        _ => return None,
    }
    required.retain(|it| it.as_str().is_some_and(|key| properties.contains_key(key)));
    store(&mut json, properties, required);
    json.remove("description");
    Some(program.schemas.make(json, false))
}

/// An enum with some of its values.
fn narrowed(
    program: &mut Program,
    json: &Map<String, Json>,
    named: &Value,
    keep: bool,
) -> Option<Schema> {
    let values = json.get("enum")?.as_array()?;
    let named: Vec<Json> = named.items()?.iter().filter_map(super::literal).collect();
    let left = values
        .iter()
        .filter(|it| named.contains(it) == keep)
        .cloned();
    let json = enum_of(left.collect());
    Some(program.schemas.make(json, false))
}

/// `.keyof()`.
pub(super) fn keys(program: &mut Program, schema: &Schema) -> Schema {
    let names = program.schemas.properties(schema).unwrap_or_default();
    let json = enum_of(names.into_iter().map(|(name, ..)| json!(name)).collect());
    program.schemas.make(json, false)
}
