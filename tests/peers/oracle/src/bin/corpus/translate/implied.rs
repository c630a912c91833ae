//! The types that keywords are about.

use serde_json::{Map, Value};

/// The type that the keywords of a schema without one are about.
pub(super) fn implied(members: &Map<String, Value>) -> Option<&'static str> {
    let any = |keys: &[&str]| keys.iter().any(|key| members.contains_key(*key));
    let object = [
        "properties",
        "additionalProperties",
        "required",
        "minProperties",
        "maxProperties",
        "patternProperties",
    ];
    if any(&object) {
        Some("object")
    } else if any(&[
        "items",
        "prefixItems",
        "minItems",
        "maxItems",
        "uniqueItems",
    ]) {
        Some("array")
    } else if any(&["minLength", "maxLength", "pattern"]) {
        Some("string")
    } else if let Some(format) = members.get("format").and_then(Value::as_str) {
        match format {
            "int8" | "int16" | "int32" | "int64" | "uint8" | "uint16" | "uint32" | "uint64" => {
                Some("integer")
            }
            "float" | "double" => Some("number"),
            "date-time" | "date" | "time" | "duration" | "email" | "hostname" | "ipv4" | "ipv6"
            | "uri" | "url" | "uuid" | "byte" | "binary" | "decimal" | "password" | "regex"
            | "uri-reference" => Some("string"),
            _ => None,
        }
    } else if any(&[
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
    ]) {
        Some("number")
    } else {
        None
    }
}
