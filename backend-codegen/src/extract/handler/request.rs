//! Requests of the four frameworks.

use crate::extract::run::Program;
use crate::extract::value::{Part, Place, Role, Style, Value};

/// `req.body` and the like.
pub(super) fn member(program: &mut Program, style: Style, name: &str, place: Place) -> Value {
    let part = match (style, name) {
        (Style::Hono, _) => return Value::Unknown,
        (_, "body") => Part::Body,
        (_, "query") => Part::Query,
        (_, "params") => Part::Path,
        (_, "headers" | "header") => Part::Header,
        (_, "cookies" | "signedCookies") => Part::Cookie,
        (_, "file" | "files") => Part::Form,
        (Style::Express, "res") => return Value::Role(Role::Response(style)),
        (Style::Koa, "ctx") => return Value::Role(Role::Context(style)),
        _ => return Value::Unknown,
    };
    program.touch(part, None, place);
    Value::Input(part, None)
}

/// `req.get('x-name')`, `c.req.query('page')` and the like.
pub(super) fn method(
    program: &mut Program,
    style: Style,
    name: &str,
    arguments: Vec<Value>,
    place: Place,
) -> Value {
    let key = arguments
        .first()
        .and_then(Value::as_text)
        .map(str::to_owned);
    let part = match (style, name) {
        (Style::Express | Style::Koa, "get" | "header") => Part::Header,
        (Style::Hono, "header") => Part::Header,
        (Style::Hono, "query" | "queries") => Part::Query,
        (Style::Hono, "param") => Part::Path,
        (Style::Hono, "json") => return whole(program, Part::Body, place),
        (Style::Hono, "parseBody" | "formData") => return whole(program, Part::Form, place),
        (Style::Hono, "text" | "arrayBuffer" | "blob") => return whole(program, Part::Body, place),
        (Style::Hono, "valid") => return valid(program, key.as_deref()),
        (Style::Fastify, "file" | "files" | "parts" | "saveRequestFiles") => {
            return whole(program, Part::Form, place);
        }
        _ => return program.unknown_call(name, None, arguments, place),
    };
    match (&key, arguments.is_empty()) {
        (Some(key), _) => {
            program.touch(part, Some(key), place);
            Value::Input(part, Some(key.as_str().into()))
        }
        (None, true) => whole(program, part, place),
        (None, false) => {
            let what = "the name of a header field or parameter is computed at run time";
            program.note_unknown("extract-parameter", what, place);
            Value::Unknown
        }
    }
}

fn whole(program: &mut Program, part: Part, place: Place) -> Value {
    program.touch(part, None, place);
    Value::Input(part, None)
}

/// `c.req.valid('json')`.
fn valid(program: &Program, target: Option<&str>) -> Value {
    let part = target.and_then(Program::part_named);
    let recording = program.recording.as_ref();
    let schema = part.and_then(|part| recording.and_then(|it| it.schema_of(part)));
    match (schema, part) {
        (Some(schema), _) => Value::Typed(schema.clone()),
        (None, Some(part)) => Value::Input(part, None),
        (None, None) => Value::Unknown,
    }
}
