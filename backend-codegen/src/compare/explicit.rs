//! What a document leaves open and a service that follows it says.

use serde_json::{Map, Value, json};

/// Members whose own members are names, not keywords.
const NAMED: [&str; 4] = ["properties", "patternProperties", "schemas", "$defs"];

/// Members that hold values, which are not read as schemas.
const VALUES: [&str; 5] = ["default", "example", "examples", "enum", "const"];

/// Says what a document leaves to whoever reads it, as a service that follows it does: a whole number without a format is
/// an `int64`, any other a `double`, listed texts without a type are strings.
pub fn make_explicit(value: &mut Value) {
    match value {
        Value::Object(members) => {
            make_schema_explicit(members);
            for (name, member) in members {
                match member {
                    Value::Object(named) if NAMED.contains(&name.as_str()) => {
                        named.values_mut().for_each(make_explicit);
                    }
                    _ if VALUES.contains(&name.as_str()) => {}
                    member => make_explicit(member),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(make_explicit),
        _ => {}
    }
}

fn make_schema_explicit(members: &mut Map<String, Value>) {
    let types = |name: &str| match members.get("type") {
        Some(Value::String(one)) => one == name,
        Some(Value::Array(list)) => list.iter().any(|one| one == name),
        _ => false,
    };
    let format = match (types("integer"), types("number")) {
        _ if members.contains_key("format") => None,
        (_, true) => Some("double"),
        (true, false) => Some("int64"),
        (false, false) => None,
    };
    if let Some(format) = format {
        members.insert("format".to_owned(), json!(format));
    }
    if is_list_of_texts(members) {
        members.entry("type").or_insert_with(|| json!("string"));
    }
}

/// A list of values without a type, all of them text: they are read as strings.
fn is_list_of_texts(members: &Map<String, Value>) -> bool {
    match (members.get("enum"), members.get("const")) {
        (Some(Value::Array(values)), _) => values.iter().all(Value::is_string),
        (_, Some(value)) => value.is_string(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_lists_say_what_they_are_read_as() {
        let mut document = json!({
            "a": { "type": "integer" },
            "b": { "type": ["number", "null"] },
            "c": { "type": "integer", "format": "int32" },
            "d": { "enum": ["x", "y"] },
            "e": { "enum": ["x", 1] },
            "properties": { "type": { "type": "integer" }, "enum": { "const": "x" } },
            "example": { "type": "integer" },
        });
        make_explicit(&mut document);
        assert_eq!(
            document,
            json!({
                "a": { "type": "integer", "format": "int64" },
                "b": { "type": ["number", "null"], "format": "double" },
                "c": { "type": "integer", "format": "int32" },
                "d": { "type": "string", "enum": ["x", "y"] },
                "e": { "enum": ["x", 1] },
                "properties": {
                    "type": { "type": "integer", "format": "int64" },
                    "enum": { "type": "string", "const": "x" },
                },
                "example": { "type": "integer" },
            })
        );
    }
}
