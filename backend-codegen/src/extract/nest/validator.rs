//! The decorators of class-validator, and the descriptions of @nestjs/swagger.

use serde_json::{Map, Value as Json, json};

use super::method::enumeration;
use crate::extract::library::zod::literal;
use crate::extract::value::Value;

/// Adds what a decorator demands of a field.
pub(super) fn apply(json: &mut Map<String, Json>, name: &str, given: &[Value]) {
    let first = given.first();
    let number = first.and_then(literal).filter(Json::is_number);
    let is_each = given
        .iter()
        .any(|it| matches!(it.member("each"), Some(Value::Bool(true))));
    if is_each {
        let items = json.entry("items").or_insert_with(|| json!({}));
        if let Some(items) = items.as_object_mut()
            && !items.contains_key("$ref")
        {
            rule(items, name, given, number);
        }
        return;
    }
    if json.contains_key("$ref") {
        return;
    }
    rule(json, name, given, number);
}

fn rule(json: &mut Map<String, Json>, name: &str, given: &[Value], number: Option<Json>) {
    let first = given.first();
    let mut set = |key: &str, value: Json| {
        json.insert(key.to_owned(), value);
    };
    match name {
        "IsString" => set("type", json!("string")),
        "IsInt" => set("type", json!("integer")),
        "IsNumber" => set("type", json!("number")),
        "IsBoolean" => set("type", json!("boolean")),
        "IsEmail" => set("format", json!("email")),
        "IsUUID" => set("format", json!("uuid")),
        "IsUrl" | "IsURL" => set("format", json!("uri")),
        "IsDateString" | "IsISO8601" | "IsDate" => set("format", json!("date-time")),
        "IsPositive" => set("exclusiveMinimum", json!(0)),
        "IsNegative" => set("exclusiveMaximum", json!(0)),
        "IsNotEmpty" => set("minLength", json!(1)),
        "ArrayNotEmpty" => set("minItems", json!(1)),
        "ArrayUnique" => set("uniqueItems", json!(true)),
        "Min" | "Max" | "MinLength" | "MaxLength" | "ArrayMinSize" | "ArrayMaxSize"
        | "IsDivisibleBy" => {
            let key = match name {
                "Min" => "minimum",
                "Max" => "maximum",
                "MinLength" => "minLength",
                "MaxLength" => "maxLength",
                "ArrayMinSize" => "minItems",
                "ArrayMaxSize" => "maxItems",
                _ => "multipleOf",
            };
            if let Some(number) = number {
                set(key, number);
            }
        }
        "Length" => {
            if let Some(number) = number {
                set("minLength", number);
            }
            if let Some(most) = given.get(1).and_then(literal).filter(Json::is_number) {
                set("maxLength", most);
            }
        }
        "Matches" => {
            if let Some(Value::Regex(pattern)) = first {
                set("pattern", json!(pattern.replace("\\/", "/")));
            }
        }
        "IsIn" | "IsEnum" => {
            if let Some(Json::Object(all)) = first.and_then(enumeration) {
                all.into_iter().for_each(|(key, value)| set(&key, value));
            }
        }
        "ApiProperty" | "ApiPropertyOptional" => {
            let options = first.and_then(Value::as_object).map(|it| it.entries());
            for (key, value) in options.unwrap_or_default() {
                let kept = [
                    "description",
                    "minimum",
                    "maximum",
                    "minLength",
                    "maxLength",
                    "format",
                    "pattern",
                    "default",
                ];
                if let (true, Some(value)) = (kept.contains(&&*key), literal(&value)) {
                    set(&key, value);
                }
            }
        }
        _ => {}
    }
}
