//! The contexts of Koa and Hono.

use std::rc::Rc;

use super::answer::{Content, Status, describe};
use super::reply;
use crate::extract::run::Program;
use crate::extract::value::{Part, Place, Role, Style, Value};

/// `ctx.request`, `c.req` and the like.
pub(super) fn member(program: &mut Program, style: Style, name: &str, place: Place) -> Value {
    let part = match (style, name) {
        (Style::Koa, "request" | "req") | (Style::Hono, "req") => {
            return Value::Role(Role::Request(style));
        }
        (Style::Koa, "response") => return Value::Role(Role::Response(style)),
        (Style::Koa, "params") => Part::Path,
        (Style::Koa, "query") => Part::Query,
        (Style::Koa, "headers" | "header") => Part::Header,
        (Style::Koa, "cookies") => return Value::Input(Part::Cookie, None),
        _ => {
            return Value::Method(Rc::new((
                Value::Role(Role::Context(style)),
                name.to_owned(),
            )));
        }
    };
    program.touch(part, None, place);
    Value::Input(part, None)
}

/// `c.json(book, 201)`, `ctx.throw(404)` and the like.
pub(super) fn method(
    program: &mut Program,
    style: Style,
    name: &str,
    arguments: Vec<Value>,
    place: Place,
) -> Value {
    match style {
        Style::Koa => koa(program, name, arguments, place),
        Style::Hono | Style::Express | Style::Fastify => hono(program, name, arguments, place),
    }
}

fn koa(program: &mut Program, name: &str, arguments: Vec<Value>, place: Place) -> Value {
    let first = arguments.first().cloned().unwrap_or(Value::Undefined);
    match name {
        "throw" => throw(program, &first, place),
        "assert" => throw(
            program,
            &arguments.get(1).cloned().unwrap_or(Value::Undefined),
            place,
        ),
        "redirect" => program.set_status(&Value::Number("302".into()), place),
        "get" => {
            let key = first.as_text().map(str::to_owned);
            program.touch(Part::Header, key.as_deref(), place);
            return key.map_or(Value::Unknown, |key| {
                Value::Input(Part::Header, Some(key.as_str().into()))
            });
        }
        "set" | "append" | "remove" | "attachment" => {}
        _ => return program.unknown_call(name, None, arguments, place),
    }
    Value::Undefined
}

/// `ctx.throw(404)`, `ctx.throw(error)`.
fn throw(program: &mut Program, status: &Value, place: Place) {
    match status.statuses() {
        Some(all) => {
            for status in all {
                program.answer(Status::Known(status), None, place);
            }
        }
        None => program.thrown(status),
    }
}

fn hono(program: &mut Program, name: &str, arguments: Vec<Value>, place: Place) -> Value {
    let first = arguments.first().cloned().unwrap_or(Value::Undefined);
    let content = match name {
        "json" if program.recording.is_none() => return Value::Answered,
        "json" => {
            let content = describe(program, &first);
            Some(Content {
                media: "application/json".to_owned(),
                ..content
            })
        }
        "text" => Some(Content::text("text/plain")),
        "html" | "render" => Some(Content::text("text/html")),
        "body" | "newResponse" | "stream" => match first {
            Value::Null | Value::Undefined => None,
            _ => Some(Content::bytes()),
        },
        "notFound" => {
            program.answer(Status::Known(404), Some(Content::text("text/plain")), place);
            return Value::Answered;
        }
        "redirect" => {
            reply::redirect(program, &arguments, place);
            return Value::Answered;
        }
        "status" => {
            program.set_status(&first, place);
            return Value::Undefined;
        }
        "header" => {
            if first
                .as_text()
                .is_some_and(|it| it.eq_ignore_ascii_case("content-type"))
                && let Some(media) = arguments.get(1)
            {
                program.set_media(media);
            }
            return Value::Undefined;
        }
        _ => return program.unknown_call(name, None, arguments, place),
    };
    match arguments.get(1) {
        // `c.json(value, {status: 201})`.
        Some(Value::Object(init)) => {
            if let Some(status) = init.get("status") {
                program.set_status(&status, place);
            }
        }
        Some(Value::Undefined) | None => {}
        Some(status) => program.set_status(status, place),
    }
    program.send(content, 200, place);
    Value::Answered
}

/// `new Response(body, {status})` of the platform.
pub(in crate::extract) fn response(
    program: &mut Program,
    arguments: &[Value],
    place: Place,
) -> Value {
    hono(program, "body", arguments.to_vec(), place)
}
