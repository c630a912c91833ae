//! TypeBox: functions that make JSON Schemas.

use serde_json::{Map, Value as Json, json};

use super::zod::{literal, part};
use crate::extract::run::Program;
use crate::extract::schema::Schema;
use crate::extract::value::{Place, Value};

/// `Type.name(…)`.
pub(in crate::extract) fn make(
    program: &mut Program,
    name: &str,
    arguments: &[Value],
    place: Place,
) -> Value {
    let first = arguments.first().cloned().unwrap_or(Value::Undefined);
    let simple = match name {
        "String" => Some(json!({"type": "string"})),
        "Number" => Some(json!({"type": "number"})),
        "Integer" => Some(json!({"type": "integer"})),
        "Boolean" => Some(json!({"type": "boolean"})),
        "Null" => Some(json!({"type": "null"})),
        "Any" | "Unknown" => Some(json!({})),
        "BigInt" => Some(json!({"type": "integer", "format": "int64"})),
        "Date" => Some(json!({"type": "string", "format": "date-time"})),
        _ => None,
    };
    if let Some(json) = simple {
        return Value::Schema(with_options(program, json, arguments.first()));
    }
    let options = arguments.get(1);
    let json = match name {
        "Object" => object(program, &first, place),
        "Array" => json!({"type": "array", "items": part(program, &first, place).reference()}),
        "Union" => json!({"anyOf": parts(program, &first, place)}),
        "Intersect" | "Composite" => json!({"allOf": parts(program, &first, place)}),
        "Literal" => match literal(&first) {
            Some(value) => json!({ "const": value }),
            None => return Value::Schema(program.no_schema(place)),
        },
        "Record" => {
            let value = part(program, options.unwrap_or(&Value::Unknown), place).reference();
            json!({"type": "object", "additionalProperties": value})
        }
        "Tuple" => {
            let items = parts(program, &first, place);
            let count = items.as_array().map_or(0, Vec::len);
            json!({"type": "array", "prefixItems": items, "minItems": count, "maxItems": count, "items": false})
        }
        "Optional" => {
            let inner = part(program, &first, place);
            return Value::Schema(program.schemas.with_optional(&inner, true));
        }
        "Readonly" => return Value::Schema(part(program, &first, place)),
        "Partial" | "Required" | "Pick" | "Omit" => {
            return derived(program, name, &first, options, place);
        }
        _ => return Value::Schema(program.no_schema(place)),
    };
    let options = if name == "Record" {
        arguments.get(2)
    } else {
        options
    };
    Value::Schema(with_options(program, json, options))
}

fn with_options(program: &mut Program, json: Json, options: Option<&Value>) -> Schema {
    let mut map = json.as_object().cloned().unwrap_or_default();
    let mut id = None;
    for (key, value) in options
        .and_then(Value::as_object)
        .map(|it| it.entries())
        .unwrap_or_default()
    {
        match (&*key, literal(&value)) {
            ("$id", Some(value)) => id = value.as_str().map(str::to_owned),
            (key, Some(value)) => {
                map.insert(key.to_owned(), value);
            }
            (_, None) => {}
        }
    }
    let schema = program.schemas.make(map, false);
    if let Some(id) = id {
        program.schemas.name(&schema, &id);
        program.shared.insert(id, schema.clone());
    }
    schema
}

fn object(program: &mut Program, shape: &Value, place: Place) -> Json {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (name, value) in shape.as_object().map(|it| it.entries()).unwrap_or_default() {
        let schema = part(program, &value, place);
        if !schema.is_optional() {
            required.push(json!(name.as_ref()));
        }
        properties.insert(name.to_string(), schema.reference());
    }
    let mut json = json!({"type": "object", "properties": properties});
    if !required.is_empty() {
        json["required"] = Json::Array(required);
    }
    json
}

fn parts(program: &mut Program, list: &Value, place: Place) -> Json {
    let items = list.items().unwrap_or_default();
    items
        .iter()
        .map(|it| part(program, it, place).reference())
        .collect()
}

/// `Type.Pick(schema, ['a', 'b'])` and the like have the meaning of Zod's methods.
fn derived(
    program: &mut Program,
    name: &str,
    schema: &Value,
    keys: Option<&Value>,
    place: Place,
) -> Value {
    let schema = part(program, schema, place);
    let members = crate::extract::value::Members::default();
    for key in keys.and_then(Value::items).unwrap_or_default() {
        if let Some(key) = key.as_text() {
            members.set(key, Value::Bool(true));
        }
    }
    let arguments = match name {
        "Pick" | "Omit" => vec![Value::Object(std::rc::Rc::new(members))],
        _ => Vec::new(),
    };
    super::zod::method(
        program,
        &schema,
        &name.to_ascii_lowercase(),
        arguments,
        place,
    )
}
