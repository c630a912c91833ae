//! Rules of texts, numbers and lists: `.min(1)`, `.email()`, `.regex(…)`.

use serde_json::{Map, Value as Json, json};

use super::literal;
use crate::extract::run::Program;
use crate::extract::schema::Schema;
use crate::extract::value::{Place, Value};

/// The schema with a rule more; none when the method is no rule.
pub(super) fn checked(
    program: &mut Program,
    schema: &Schema,
    name: &str,
    arguments: &[Value],
    place: Place,
) -> Option<Schema> {
    let mut json = program.schemas.resolved(schema.json()).clone();
    let kind = kind(&json);
    let first = arguments.first();
    let number = first
        .and_then(literal)
        .filter(|it| it.is_number() || it.is_string());
    let known = match (kind, name) {
        (
            _,
            "trim" | "toLowerCase" | "toUpperCase" | "normalize" | "overwrite" | "finite"
            | "slugify",
        ) => true,
        (Kind::Number, "int") => set(&mut json, "type", json!("integer")),
        (Kind::Number, "safe") => true,
        (Kind::Number, "positive") => set(&mut json, "exclusiveMinimum", json!(0)),
        (Kind::Number, "negative") => set(&mut json, "exclusiveMaximum", json!(0)),
        (Kind::Number, "nonnegative") => set(&mut json, "minimum", json!(0)),
        (Kind::Number, "nonpositive") => set(&mut json, "maximum", json!(0)),
        (Kind::Text | Kind::List, "nonempty") => set(&mut json, lengths(kind).0, json!(1)),
        (Kind::Text, "regex") => return Some(with_pattern(program, schema, json, first, place)),
        (Kind::Text, "startsWith" | "endsWith" | "includes") => {
            match first.and_then(Value::as_text) {
                Some(text) => pattern(&mut json, &fixed(name, text)),
                None => return None,
            }
        }
        (Kind::Text, "datetime" | "date" | "time" | "duration") => format(&mut json, name),
        (Kind::Text, other) if format(&mut json, other) => true,
        (_, _) => match (bound(kind, name), number) {
            (Some(keys), Some(number)) => {
                keys.iter().for_each(|key| {
                    set(&mut json, key, number.clone());
                });
                true
            }
            _ => false,
        },
    };
    known.then(|| program.schemas.make(json, schema.is_optional()))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
    List,
    Other,
}

fn kind(json: &Map<String, Json>) -> Kind {
    let type_ = match json.get("type") {
        Some(Json::Array(types)) => types.first(),
        other => other,
    };
    match type_.and_then(Json::as_str) {
        Some("string") => Kind::Text,
        Some("number" | "integer") => Kind::Number,
        Some("array") => Kind::List,
        _ => Kind::Other,
    }
}

fn set(json: &mut Map<String, Json>, key: &str, value: Json) -> bool {
    json.insert(key.to_owned(), value);
    true
}

const fn lengths(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::List => ("minItems", "maxItems"),
        Kind::Text | Kind::Number | Kind::Other => ("minLength", "maxLength"),
    }
}

/// The keywords that a rule with a number sets.
fn bound(kind: Kind, name: &str) -> Option<Vec<&'static str>> {
    let (least, most) = lengths(kind);
    Some(match (kind, name) {
        (Kind::Number, "min" | "gte") => vec!["minimum"],
        (Kind::Number, "max" | "lte") => vec!["maximum"],
        (Kind::Number, "gt") => vec!["exclusiveMinimum"],
        (Kind::Number, "lt") => vec!["exclusiveMaximum"],
        (Kind::Number, "multipleOf" | "step") => vec!["multipleOf"],
        (Kind::Text | Kind::List, "min") => vec![least],
        (Kind::Text | Kind::List, "max") => vec![most],
        (Kind::Text | Kind::List, "length") => vec![least, most],
        _ => return None,
    })
}

/// Sets the format that a method of this name asks for; false when it is none.
pub(super) fn format(json: &mut Map<String, Json>, name: &str) -> bool {
    let format = match name {
        "email" => "email",
        "url" | "httpUrl" => "uri",
        "uuid" | "uuidv4" | "uuidv6" | "uuidv7" | "guid" => "uuid",
        "datetime" => "date-time",
        "date" | "time" | "duration" | "ipv4" | "ipv6" | "hostname" => name,
        "ip" => "ip",
        "cuid" | "cuid2" | "ulid" | "nanoid" | "ksuid" | "xid" | "jwt" | "emoji" | "e164"
        | "cidrv4" | "cidrv6" => name,
        "base64" | "base64url" => {
            return set(json, "contentEncoding", json!(name));
        }
        _ => return false,
    };
    set(json, "format", json!(format))
}

fn fixed(name: &str, text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        if "\\^$.|?*+()[]{}/".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    match name {
        "startsWith" => format!("^{escaped}"),
        "endsWith" => format!("{escaped}$"),
        _ => escaped,
    }
}

/// One pattern is a keyword, further ones stand in `allOf`.
fn pattern(json: &mut Map<String, Json>, pattern: &str) -> bool {
    if !json.contains_key("pattern") {
        return set(json, "pattern", json!(pattern));
    }
    let more = json.entry("allOf").or_insert_with(|| json!([]));
    if let Some(list) = more.as_array_mut() {
        list.push(json!({ "pattern": pattern }));
    }
    true
}

fn with_pattern(
    program: &mut Program,
    schema: &Schema,
    mut json: Map<String, Json>,
    regex: Option<&Value>,
    place: Place,
) -> Schema {
    match regex {
        Some(Value::Regex(text)) => {
            pattern(&mut json, &text.replace("\\/", "/"));
            program.schemas.make(json, schema.is_optional())
        }
        _ => program.marked(
            schema,
            "extract-rule",
            "this pattern is computed at run time",
            place,
        ),
    }
}
