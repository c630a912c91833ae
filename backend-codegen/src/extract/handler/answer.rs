//! Answers: status and content.

use serde_json::{Map, Value as Json, json};

use crate::extract::run::Program;
use crate::extract::value::{Part, Place, Value};

/// The status of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::extract) enum Status {
    /// This one.
    Known(u16),
    /// Computed at run time.
    Unknown,
}

/// What an answer holds.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::extract) struct Content {
    /// Its media type.
    pub(in crate::extract) media: String,
    /// Its schema, with references as `schema` makes them.
    pub(in crate::extract) schema: Json,
    /// What is not known of it.
    pub(in crate::extract) unknown: Option<String>,
}

impl Content {
    /// Text of some kind.
    pub(super) fn text(media: &str) -> Self {
        Self {
            media: media.to_owned(),
            schema: json!({"type": "string"}),
            unknown: None,
        }
    }

    /// Bytes, or text that nothing is known of.
    pub(super) fn bytes() -> Self {
        Self {
            media: "application/octet-stream".to_owned(),
            schema: json!({}),
            unknown: None,
        }
    }
}

/// One answer of a handler.
#[derive(Clone, Debug)]
pub(in crate::extract) struct Answer {
    /// Its status.
    pub(in crate::extract) status: Status,
    /// What it holds.
    pub(in crate::extract) content: Option<Content>,
    /// Where it is sent.
    pub(in crate::extract) place: Place,
}

/// What is known of a value that is sent as JSON.
pub(in crate::extract) fn describe(program: &mut Program, value: &Value) -> Content {
    let mut unknown = Vec::new();
    let schema = shape(program, value, "", 0, &mut unknown);
    let is_text = schema.get("type").is_some_and(|it| it == "string");
    Content {
        media: if is_text {
            "text/plain"
        } else {
            "application/json"
        }
        .to_owned(),
        schema,
        unknown: match unknown.as_slice() {
            [] => None,
            names if names.iter().any(String::is_empty) => {
                Some("the body of this response is computed at run time".to_owned())
            }
            names => Some(format!(
                "parts of this response are computed at run time: {}",
                names.join(", ")
            )),
        },
    }
}

fn shape(
    program: &mut Program,
    value: &Value,
    at: &str,
    depth: usize,
    unknown: &mut Vec<String>,
) -> Json {
    const DEEPEST: usize = 20;
    if depth > DEEPEST {
        return json!({});
    }
    match value {
        Value::Null => json!({"type": "null"}),
        Value::Bool(_) => json!({"type": "boolean"}),
        Value::Text(_) | Value::SomeText => json!({"type": "string"}),
        Value::Number(text) => match text.contains(['.', 'e']) {
            true => json!({"type": "number"}),
            false => json!({"type": "integer"}),
        },
        Value::Typed(schema) | Value::Schema(schema) => schema.reference(),
        Value::Input(part, key) => match input(program, *part, key.as_deref()) {
            Some(schema) => schema,
            None => nothing(at, unknown),
        },
        Value::Array(items) => {
            let first = items.borrow().first().cloned();
            match first {
                Some(first) => {
                    let items = shape(program, &first, &format!("{at}[]"), depth + 1, unknown);
                    json!({"type": "array", "items": items})
                }
                None => json!({"type": "array", "items": {}}),
            }
        }
        Value::Object(members) => {
            let mut properties = Map::new();
            let mut required = Vec::new();
            for (name, value) in members.entries() {
                if matches!(value, Value::Closure(_)) {
                    continue;
                }
                if &*name == "..." {
                    unknown.push(format!("{at}..."));
                    continue;
                }
                let at = if at.is_empty() {
                    name.to_string()
                } else {
                    format!("{at}.{name}")
                };
                if !matches!(value, Value::Undefined) {
                    required.push(json!(name.as_ref()));
                }
                let schema = shape(program, &value, &at, depth + 1, unknown);
                properties.insert(name.to_string(), schema);
            }
            let mut json = json!({"type": "object", "properties": properties});
            if !required.is_empty() {
                json["required"] = Json::Array(required);
            }
            json
        }
        Value::OneOf(all) => {
            let mut parts: Vec<Json> = Vec::new();
            for one in all.iter() {
                let part = shape(program, one, at, depth + 1, unknown);
                if !parts.contains(&part) {
                    parts.push(part);
                }
            }
            match parts.len() {
                1 => parts.remove(0),
                _ => json!({ "anyOf": parts }),
            }
        }
        _ => nothing(at, unknown),
    }
}

fn nothing(at: &str, unknown: &mut Vec<String>) -> Json {
    unknown.push(at.to_owned());
    json!({})
}

fn input(program: &mut Program, part: Part, key: Option<&str>) -> Option<Json> {
    let schema = program.recording.as_ref()?.schema_of(part).cloned();
    match (schema, key) {
        (Some(schema), None) => Some(schema.reference()),
        (Some(schema), Some(key)) => Some(program.schemas.property(&schema, key)?.reference()),
        (None, Some(_)) if part != Part::Body => Some(json!({"type": "string"})),
        (None, _) => None,
    }
}

/// The status that a name such as `notFound` or `NotFoundException` stands for.
pub(in crate::extract) fn named_status(name: &str) -> Option<u16> {
    let bare = name
        .trim_end_matches("Exception")
        .trim_end_matches("Error")
        .to_ascii_lowercase();
    Some(match bare.as_str() {
        "badrequest" => 400,
        "unauthorized" => 401,
        "paymentrequired" => 402,
        "forbidden" => 403,
        "notfound" => 404,
        "methodnotallowed" => 405,
        "notacceptable" => 406,
        "requesttimeout" | "clienttimeout" => 408,
        "conflict" => 409,
        "gone" | "resourcegone" => 410,
        "lengthrequired" => 411,
        "preconditionfailed" => 412,
        "payloadtoolarge" | "entitytoolarge" => 413,
        "unsupportedmediatype" => 415,
        "imateapot" => 418,
        "unprocessableentity" | "baddata" => 422,
        "toomanyrequests" => 429,
        "internalserver" | "internal" | "badimplementation" => 500,
        "notimplemented" => 501,
        "badgateway" => 502,
        "serviceunavailable" | "serverunavailable" => 503,
        "gatewaytimeout" => 504,
        _ => return None,
    })
}
