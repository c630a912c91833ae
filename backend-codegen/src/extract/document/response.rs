//! Responses: those declared, then those seen in the handlers.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::declared::Declared;
use super::marked;
use crate::extract::handler::{Answer, Content, Recording, Status};
use crate::extract::routing::Operation;
use crate::extract::run::{MARK, Program, add_mark};

/// The Responses Object of an operation.
pub(super) fn responses(
    program: &mut Program,
    operation: &Operation,
    recording: &mut Recording,
    declared: &Declared,
) -> Json {
    let mut out: BTreeMap<String, Json> = BTreeMap::new();
    for (key, description, contents) in &declared.responses {
        let contents: Vec<&Content> = contents.iter().collect();
        let description = description
            .clone()
            .unwrap_or_else(|| phrase(key).to_owned());
        out.insert(key.clone(), json(&description, by_media(&contents)));
    }
    let mut seen: BTreeMap<String, Vec<&Answer>> = BTreeMap::new();
    for answer in &recording.answers {
        let key = match answer.status {
            Status::Known(status) => status.to_string(),
            Status::Unknown => "default".to_owned(),
        };
        let range = format!("{}XX", &key[..1]);
        let in_range = key != "default" && out.contains_key(&range);
        if !in_range && !out.contains_key(&key) {
            seen.entry(key).or_default().push(answer);
        }
    }
    for (key, answers) in seen {
        let response = answered(program, &key, &answers);
        out.insert(key, response);
    }
    if out.is_empty() {
        let what = "no response of this operation is known from the code";
        let mark = marked(program, "extract-response", what, operation.place);
        out.insert(
            "default".to_owned(),
            json!({"description": "Not known from the code.", MARK: mark}),
        );
    }
    Json::Object(out.into_iter().collect())
}

fn answered(program: &mut Program, key: &str, answers: &[&Answer]) -> Json {
    let bodiless = matches!(key, "204" | "205" | "304") || key.starts_with('1');
    let contents: Vec<&Content> = answers
        .iter()
        .filter_map(|it| it.content.as_ref())
        .collect();
    let mut marks = Vec::new();
    for answer in answers {
        if let Some(what) = answer.content.as_ref().and_then(|it| it.unknown.as_deref()) {
            program.unknown("extract-response", what, answer.place);
            marks.push(json!(program.mark(what, answer.place)));
        }
    }
    let mut response = match bodiless {
        true => json(phrase(key), Map::new()),
        false => json(phrase(key), by_media(&contents)),
    };
    if let Some(map) = response.as_object_mut() {
        marks.into_iter().for_each(|mark| add_mark(map, mark));
    }
    response
}

fn json(description: &str, content: Map<String, Json>) -> Json {
    let mut out = Map::new();
    out.insert("description".to_owned(), json!(description));
    if !content.is_empty() {
        out.insert("content".to_owned(), Json::Object(content));
    }
    Json::Object(out)
}

/// Contents of one media type are alternatives.
fn by_media(contents: &[&Content]) -> Map<String, Json> {
    let mut out: Map<String, Json> = Map::new();
    let mut schemas: BTreeMap<&str, Vec<&Json>> = BTreeMap::new();
    for content in contents {
        let known = schemas.entry(&content.media).or_default();
        if !known.contains(&&content.schema) {
            known.push(&content.schema);
        }
    }
    for (media, schemas) in schemas {
        let schema = match schemas.as_slice() {
            [one] => (*one).clone(),
            many => json!({ "anyOf": many }),
        };
        out.insert(media.to_owned(), json!({ "schema": schema }));
    }
    out
}

/// What a status means (RFC 9110 §15).
fn phrase(key: &str) -> &'static str {
    match key {
        "200" => "OK",
        "201" => "Created",
        "202" => "Accepted",
        "204" => "No Content",
        "206" => "Partial Content",
        "301" => "Moved Permanently",
        "302" => "Found",
        "303" => "See Other",
        "304" => "Not Modified",
        "307" => "Temporary Redirect",
        "308" => "Permanent Redirect",
        "400" => "Bad Request",
        "401" => "Unauthorized",
        "402" => "Payment Required",
        "403" => "Forbidden",
        "404" => "Not Found",
        "405" => "Method Not Allowed",
        "406" => "Not Acceptable",
        "408" => "Request Timeout",
        "409" => "Conflict",
        "410" => "Gone",
        "411" => "Length Required",
        "412" => "Precondition Failed",
        "413" => "Content Too Large",
        "415" => "Unsupported Media Type",
        "418" => "I'm a Teapot",
        "422" => "Unprocessable Content",
        "428" => "Precondition Required",
        "429" => "Too Many Requests",
        "500" => "Internal Server Error",
        "501" => "Not Implemented",
        "502" => "Bad Gateway",
        "503" => "Service Unavailable",
        "504" => "Gateway Timeout",
        "default" => "A status that is computed at run time.",
        _ => match key.as_bytes().first() {
            Some(b'1') => "Informational",
            Some(b'2') => "Success",
            Some(b'3') => "Redirection",
            Some(b'4') => "Client Error",
            _ => "Server Error",
        },
    }
}
