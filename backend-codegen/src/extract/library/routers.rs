//! What makes applications and routers.

use std::rc::Rc;

use crate::extract::routing::Entry;
use crate::extract::run::Program;
use crate::extract::value::{Library, Place, Style, Value};

/// The router that a call or `new` of something of a package makes; none when it makes none.
pub(super) fn made(
    program: &mut Program,
    library: &Rc<Library>,
    arguments: &[Value],
    place: Place,
) -> Option<Value> {
    let path: Vec<&str> = library.path.iter().map(String::as_str).collect();
    let (style, is_application) = match (library.package.as_str(), path.as_slice()) {
        ("express", [] | ["express"]) => (Style::Express, true),
        ("express", ["Router"]) => (Style::Express, false),
        ("express-promise-router", []) => (Style::Express, false),
        ("fastify", [] | ["fastify" | "Fastify"]) => (Style::Fastify, true),
        ("koa", [] | ["Koa"]) => (Style::Koa, true),
        ("@koa/router", [] | ["Router"]) => (Style::Koa, false),
        ("hono", ["Hono"]) => (Style::Hono, true),
        ("@hono/zod-openapi", ["OpenAPIHono"]) => (Style::Hono, true),
        ("hono/factory", [.., "createApp"]) => (Style::Hono, true),
        ("koa-mount", _) => return mounted(program, arguments, place),
        _ => return None,
    };
    let id = program.new_router(style, is_application, place);
    let prefix = arguments.first().and_then(|it| it.member("prefix"));
    if let (Style::Koa, Some(prefix)) = (style, &prefix) {
        match prefix.as_text() {
            Some(prefix) => program.router(id).prefix = prefix.to_owned(),
            None => {
                let what = "the prefix of this router is computed at run time";
                program.unknown("extract-path", what, place);
                let mark = program.mark(what, place);
                program.marks.push(mark);
            }
        }
    }
    Some(Value::Router(id))
}

/// `mount('/path', app)` of koa-mount.
fn mounted(program: &mut Program, arguments: &[Value], place: Place) -> Option<Value> {
    let inner = match arguments.last() {
        Some(Value::Router(inner)) => *inner,
        _ => return None,
    };
    let path = arguments
        .first()
        .filter(|it| it.as_text().is_some())
        .cloned();
    let outer = program.new_router(Style::Koa, false, place);
    program.router(inner).is_mounted = true;
    program
        .router(outer)
        .entries
        .push(Entry::Mount(path, inner, place));
    Some(Value::Router(outer))
}
