//! Formats of OpenAPI as limits or checks of the oracle's.

use jsonschema::ValidationOptions;
use serde_json::{Map, Value, json};

/// Checks for the formats that the service asserts and JSON Schema does not know; octets are base64 in JSON.
pub fn formats(options: ValidationOptions<'_>) -> ValidationOptions<'_> {
    options
        .with_format("binary", is_base64)
        .with_format("byte", is_base64)
        .with_format("decimal", is_decimal)
        .with_format("ip", |text| text.parse::<std::net::IpAddr>().is_ok())
}

/// Base64 whose last bits, of which no octet is made, are zero (RFC 4648 section 3.5 lets a decoder ask for that).
fn is_base64(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    let padding = text.len() - body.len();
    let alphabet = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/';
    let ends: &[u8] = match padding {
        0 => return text.len() % 4 == 0 && body.bytes().all(alphabet),
        1 => b"AEIMQUYcgkosw048",
        _ => b"AQgw",
    };
    let is_whole = body.bytes().last().is_some_and(|last| ends.contains(&last));
    text.len() % 4 == 0 && padding <= 2 && is_whole && body.bytes().all(alphabet)
}

fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    all(whole) && all(fraction)
}

/// Whole numbers have a width: 64 bits where nothing else is said.
pub fn limits(new: &mut Map<String, Value>) {
    if new.get("format").and_then(Value::as_str) == Some("url") {
        new.insert("format".to_owned(), "uri".into());
    }
    let base64 = new.get("contentEncoding").and_then(Value::as_str) == Some("base64");
    if base64 && !new.contains_key("format") {
        new.insert("format".to_owned(), "byte".into());
    }
    let is_integer = match new.get("type") {
        Some(Value::String(name)) => name == "integer",
        Some(Value::Array(names)) => {
            names.iter().any(|name| name == "integer") && !names.iter().any(|name| name == "number")
        }
        _ => false,
    };
    if !is_integer {
        return;
    }
    let (low, high) = match new.get("format").and_then(Value::as_str) {
        Some("int8") => (json!(i8::MIN), json!(i8::MAX)),
        Some("int16") => (json!(i16::MIN), json!(i16::MAX)),
        Some("int32") => (json!(i32::MIN), json!(i32::MAX)),
        Some("uint8") => (json!(0), json!(u8::MAX)),
        Some("uint16") => (json!(0), json!(u16::MAX)),
        Some("uint32") => (json!(0), json!(u32::MAX)),
        Some("uint64" | "uint") => (json!(0), json!(u64::MAX)),
        _ => (json!(i64::MIN), json!(i64::MAX)),
    };
    let part = json!({"minimum": low, "maximum": high});
    match new.get_mut("allOf") {
        Some(Value::Array(parts)) => parts.push(part),
        _ => drop(new.insert("allOf".to_owned(), json!([part]))),
    }
}

/// [`limits`] for every schema inside of a document that names a width.
pub fn all_limits(document: &mut Value) {
    match document {
        Value::Object(members) => {
            if members.get("format").is_some_and(Value::is_string) {
                limits(members);
            }
            members.values_mut().for_each(all_limits);
        }
        Value::Array(items) => items.iter_mut().for_each(all_limits),
        _ => {}
    }
}
