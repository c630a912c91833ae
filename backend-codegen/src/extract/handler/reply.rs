//! Responses of Express and Koa, replies of Fastify.

use std::rc::Rc;

use super::answer::{Content, Status, describe, named_status};
use crate::extract::run::Program;
use crate::extract::value::{Place, Role, Style, Value};

/// A member that is not called at once.
pub(super) fn member(style: Style, name: &str) -> Value {
    match name {
        "req" | "request" => Value::Role(Role::Request(style)),
        _ => Value::Method(Rc::new((
            Value::Role(Role::Response(style)),
            name.to_owned(),
        ))),
    }
}

/// `res.status(201)`, `reply.send(book)` and the like.
pub(super) fn method(
    program: &mut Program,
    style: Style,
    name: &str,
    arguments: Vec<Value>,
    place: Place,
) -> Value {
    let first = arguments.first().cloned().unwrap_or(Value::Undefined);
    let this = Value::Role(Role::Response(style));
    match name {
        "status" | "code" | "writeHead" => {
            program.set_status(&first, place);
            return this;
        }
        "type" | "contentType" => {
            program.set_media(&first);
            return this;
        }
        "header" | "set" | "setHeader" | "headers" | "append" => {
            if first
                .as_text()
                .is_some_and(|it| it.eq_ignore_ascii_case("content-type"))
                && let Some(media) = arguments.get(1)
            {
                program.set_media(media);
            }
            return this;
        }
        "cookie" | "setCookie" | "clearCookie" | "vary" | "links" | "location" | "attachment"
        | "removeHeader" | "hijack" | "serializer" => return this,
        "next" => {
            program.thrown(&first);
            return Value::Answered;
        }
        _ => {}
    }
    match name {
        "json" | "jsonp" => json(program, &first, place),
        "send" => sent(program, style, &first, place),
        "end" => program.send(None, 200, place),
        "sendStatus" => {
            program.set_status(&first, place);
            program.send(Some(Content::text("text/plain")), 200, place);
        }
        "redirect" => redirect(program, &arguments, place),
        "render" | "view" => program.send(Some(Content::text("text/html")), 200, place),
        "sendFile" | "download" => {
            let content = Content::bytes();
            program.send(Some(content), 200, place);
        }
        "callNotFound" => program.answer(Status::Known(404), None, place),
        other => match named_status(other) {
            Some(status) => program.answer(Status::Known(status), None, place),
            None => return program.unknown_call(name, None, arguments, place),
        },
    }
    Value::Answered
}

fn json(program: &mut Program, value: &Value, place: Place) {
    if program.recording.is_none() {
        return;
    }
    let content = describe(program, value);
    let content = Content {
        media: "application/json".to_owned(),
        ..content
    };
    program.send(Some(content), 200, place);
}

/// Texts are pages in Express and plain text in Fastify, everything else is JSON.
pub(super) fn sent(program: &mut Program, style: Style, value: &Value, place: Place) {
    match (value, style) {
        (Value::Undefined, _) => program.send(None, 200, place),
        (Value::HttpError(..), _) => program.thrown(value),
        (Value::Text(_) | Value::SomeText, Style::Express) => {
            program.send(Some(Content::text("text/html")), 200, place);
        }
        (Value::Text(_) | Value::SomeText, _) => {
            program.send(Some(Content::text("text/plain")), 200, place)
        }
        _ => json(program, value, place),
    }
}

/// `redirect(url)`, `redirect(status, url)` and `redirect(url, status)`.
pub(super) fn redirect(program: &mut Program, arguments: &[Value], place: Place) {
    let status = arguments.iter().find_map(Value::statuses);
    for status in status.unwrap_or_else(|| vec![302]) {
        program.answer(Status::Known(status), None, place);
    }
}
