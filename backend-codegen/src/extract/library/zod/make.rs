//! `z.string()`, `z.object({…})` and the other functions that make a schema.

use serde_json::{Map, Value as Json, json};

use super::{check, literal, members, modify, object, of_type, part};
use crate::extract::run::Program;
use crate::extract::schema::Schema;
use crate::extract::value::{Place, Value};

/// `z.path(…)`.
pub(in crate::extract) fn make(
    program: &mut Program,
    path: &[String],
    arguments: &[Value],
    place: Place,
) -> Value {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let schema = match path.as_slice() {
        ["coerce", name] => simple(name),
        ["iso", name] => format(name),
        [name] => match simple(name).or_else(|| format(name)) {
            Some(json) => Some(json),
            None => return compound(program, name, arguments, place),
        },
        _ => None,
    };
    match schema {
        Some(json) => Value::Schema(program.schemas.make(json, false)),
        None => Value::Schema(program.no_schema(place)),
    }
}

/// Schemas without parts.
fn simple(name: &str) -> Option<Map<String, Json>> {
    let json = match name {
        "string" => of_type("string"),
        "number" | "float32" | "float64" => of_type("number"),
        "int" | "uint32" => of_type("integer"),
        "int32" => object_of(json!({"type": "integer", "format": "int32"})),
        "bigint" | "int64" | "uint64" => object_of(json!({"type": "integer", "format": "int64"})),
        "boolean" | "stringbool" => of_type("boolean"),
        "date" => object_of(json!({"type": "string", "format": "date-time"})),
        "null" => of_type("null"),
        "any" | "unknown" | "json" => Map::new(),
        "never" | "undefined" | "void" => object_of(json!({"not": {}})),
        "file" => {
            object_of(json!({"type": "string", "contentMediaType": "application/octet-stream"}))
        }
        _ => return None,
    };
    Some(json)
}

/// `z.email()` and the like of version 4.
fn format(name: &str) -> Option<Map<String, Json>> {
    let mut json = of_type("string");
    check::format(&mut json, name).then_some(json)
}

fn object_of(json: Json) -> Map<String, Json> {
    match json {
        Json::Object(map) => map,
        _ => Map::new(),
    }
}

fn compound(program: &mut Program, name: &str, arguments: &[Value], place: Place) -> Value {
    let first = arguments.first().cloned().unwrap_or(Value::Undefined);
    let second = arguments.get(1);
    let schema = match name {
        "object" | "strictObject" | "looseObject" => {
            let extra = match name {
                "strictObject" => Some(json!(false)),
                "looseObject" => Some(json!(true)),
                _ => None,
            };
            object::make(program, &first, extra, place)
        }
        "array" => {
            let item = part(program, &first, place).reference();
            program.schemas.of(json!({"type": "array", "items": item}))
        }
        "set" => {
            let item = part(program, &first, place).reference();
            program
                .schemas
                .of(json!({"type": "array", "items": item, "uniqueItems": true}))
        }
        "tuple" => tuple(program, &first, second, place),
        "record" | "partialRecord" | "looseRecord" => record(program, &first, second, place),
        "enum" | "nativeEnum" => enumeration(program, &first, place),
        "literal" => literals(program, &first, place),
        "union" | "xor" => {
            let all = first.items().unwrap_or_default();
            let key = if name == "xor" { "oneOf" } else { "anyOf" };
            let parts: Vec<Json> = all
                .iter()
                .map(|it| part(program, it, place).reference())
                .collect();
            program.schemas.of(json!({ key: parts }))
        }
        "discriminatedUnion" => discriminated(program, &first, second, place),
        "intersection" => {
            let left = part(program, &first, place).reference();
            let right = part(program, second.unwrap_or(&Value::Unknown), place).reference();
            program.schemas.of(json!({ "allOf": [left, right] }))
        }
        "lazy" => return Value::Schema(part(program, &first, place)),
        "optional" | "nullable" | "nullish" | "readonly" | "_default" | "prefault" | "catch" => {
            let inner = part(program, &first, place);
            let name = if name == "_default" { "default" } else { name };
            let rest = arguments.get(1..).unwrap_or_default();
            modify::modified(program, &inner, name, rest, place).unwrap_or(inner)
        }
        "preprocess" => part(program, second.unwrap_or(&Value::Unknown), place),
        "pipe" => part(program, &first, place),
        "promise" => part(program, &first, place),
        "custom" | "instanceof" | "map" | "templateLiteral" | "function" | "symbol" | "nan" => {
            let what = format!("what `z.{name}` accepts is not read from the code");
            let any = program.schemas.make(Map::new(), false);
            program.marked(&any, "extract-schema", &what, place)
        }
        // Functions that have nothing to do with a schema: `z.treeifyError(…)`, `z.setErrorMap(…)`.
        _ => return Value::Unknown,
    };
    Value::Schema(schema)
}

fn tuple(program: &mut Program, items: &Value, rest: Option<&Value>, place: Place) -> Schema {
    let items = items.items().unwrap_or_default();
    let parts: Vec<Schema> = items.iter().map(|it| part(program, it, place)).collect();
    let least = parts.iter().take_while(|it| !it.is_optional()).count();
    let references: Vec<Json> = parts.iter().map(Schema::reference).collect();
    let mut json = of_type("array");
    json.insert("prefixItems".to_owned(), Json::Array(references));
    json.insert("minItems".to_owned(), json!(least));
    match rest {
        Some(rest @ Value::Schema(_)) => {
            let rest = part(program, rest, place).reference();
            json.insert("items".to_owned(), rest);
        }
        _ => {
            json.insert("items".to_owned(), json!(false));
            json.insert("maxItems".to_owned(), json!(parts.len()));
        }
    }
    program.schemas.make(json, false)
}

/// `z.record(value)` of version 3 and `z.record(key, value)`.
fn record(program: &mut Program, first: &Value, second: Option<&Value>, place: Place) -> Schema {
    let (key, value) = match second {
        Some(second @ (Value::Schema(_) | Value::Pending(..))) => (Some(first), second),
        _ => (None, first),
    };
    let value = part(program, value, place).reference();
    let mut json = of_type("object");
    if let Some(key) = key {
        let key = part(program, key, place);
        // Keys are strings anyway.
        if key.json() != &of_type("string") {
            json.insert("propertyNames".to_owned(), key.reference());
        }
    }
    json.insert("additionalProperties".to_owned(), value);
    program.schemas.make(json, false)
}

fn enumeration(program: &mut Program, values: &Value, place: Place) -> Schema {
    let all: Option<Vec<Json>> = match values {
        Value::Array(_) => values
            .items()
            .unwrap_or_default()
            .iter()
            .map(literal)
            .collect(),
        Value::Object(_) => {
            let all = members(program, values).unwrap_or_default();
            all.iter().map(|(_, value)| literal(value)).collect()
        }
        _ => None,
    };
    match all {
        Some(all) if !all.is_empty() => {
            let json = enum_of(all);
            program.schemas.make(json, false)
        }
        _ => {
            let any = program.schemas.make(Map::new(), false);
            program.marked(
                &any,
                "extract-schema",
                "the values of this enum are computed at run time",
                place,
            )
        }
    }
}

fn literals(program: &mut Program, value: &Value, place: Place) -> Schema {
    let all = match value {
        Value::Undefined => return program.schemas.of(json!({"not": {}})),
        Value::Array(_) => value
            .items()
            .unwrap_or_default()
            .iter()
            .map(literal)
            .collect(),
        other => literal(other).map(|it| vec![it]),
    };
    match all {
        Some(all) if !all.is_empty() => {
            let json = enum_of(all);
            program.schemas.make(json, false)
        }
        _ => {
            let any = program.schemas.make(Map::new(), false);
            program.marked(
                &any,
                "extract-schema",
                "this literal is computed at run time",
                place,
            )
        }
    }
}

/// One of these values.
pub(super) fn enum_of(values: Vec<Json>) -> Map<String, Json> {
    let type_of = |value: &Json| match value {
        Json::String(_) => "string",
        Json::Number(number) if number.is_f64() => "number",
        Json::Number(_) => "integer",
        Json::Bool(_) => "boolean",
        _ => "null",
    };
    let mut types: Vec<&str> = values.iter().map(type_of).collect();
    types.sort_unstable();
    types.dedup();
    let mut json = match types.as_slice() {
        [] => return object_of(json!({"not": {}})),
        [one] => of_type(one),
        many => object_of(json!({ "type": many })),
    };
    match values.len() {
        1 => json.insert(
            "const".to_owned(),
            values.into_iter().next().unwrap_or_default(),
        ),
        _ => json.insert("enum".to_owned(), Json::Array(values)),
    };
    json
}

fn discriminated(program: &mut Program, key: &Value, all: Option<&Value>, place: Place) -> Schema {
    let all = all.and_then(Value::items).unwrap_or_default();
    let parts: Vec<Schema> = all.iter().map(|it| part(program, it, place)).collect();
    let references: Vec<Json> = parts.iter().map(Schema::reference).collect();
    let mut json = object_of(json!({ "oneOf": references }));
    if let Some(key) = key.as_text() {
        let mut mapping = Map::new();
        for one in &parts {
            for value in tags(program, one, key) {
                mapping.insert(value, one.reference()["$ref"].clone());
            }
        }
        let discriminator = json!({"propertyName": key, "mapping": mapping});
        json.insert("discriminator".to_owned(), discriminator);
    }
    program.schemas.make(json, false)
}

/// The texts that tell a member of a union.
fn tags(program: &mut Program, schema: &Schema, key: &str) -> Vec<String> {
    let Some(tag) = program.schemas.property(schema, key) else {
        return Vec::new();
    };
    let json = program.schemas.resolved(tag.json());
    let one = json.get("const").and_then(Json::as_str).map(str::to_owned);
    let many = json.get("enum").and_then(Json::as_array);
    let many = many
        .into_iter()
        .flatten()
        .filter_map(|it| it.as_str().map(str::to_owned));
    one.into_iter().chain(many).collect()
}
