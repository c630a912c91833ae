//! Hono: chains, `app.route(path, app)`, `basePath`, `on`, and the routes of zod-openapi.

use super::{ANY, Entry, Route, RouterId, flat, is_path, methods, methods_of};
use crate::extract::run::Program;
use crate::extract::value::{Place, Style, Value};

/// A method of an application.
pub(super) fn method(
    program: &mut Program,
    router: RouterId,
    name: &str,
    mut arguments: Vec<Value>,
    place: Place,
) -> Value {
    match name {
        "use" => program.declare_use(router, arguments, place),
        "route" if arguments.len() >= 2 => mount(program, router, &arguments, place),
        "basePath" => return base_path(program, router, arguments.first(), place),
        "on" if arguments.len() >= 2 => {
            let methods = methods_of(&arguments[0]);
            let route = Route {
                methods,
                any_method: false,
                path: arguments[1].clone(),
                handlers: flat(arguments[2..].to_vec()),
                options: None,
                place,
            };
            program.declare(router, Entry::Route(route));
        }
        "openapi" if !arguments.is_empty() => defined(program, router, arguments, place),
        "mount" => {
            let what = "what is mounted here is another kind of application; its routes are not in the document";
            program.unknown("extract-mount", what, place);
        }
        name if methods(name).is_some() => {
            let path = match arguments.first() {
                Some(first) if is_path(first) => arguments.remove(0),
                _ => program
                    .router(router)
                    .last_path
                    .clone()
                    .unwrap_or(Value::text("*")),
            };
            program.declare_route(router, name, path, arguments, place);
        }
        _ => {}
    }
    Value::Router(router)
}

fn mount(program: &mut Program, router: RouterId, arguments: &[Value], place: Place) {
    let path = arguments[0].clone();
    match program.settled(arguments[1].clone()) {
        Value::Router(other) => program.declare(router, Entry::Mount(Some(path), other, place)),
        _ => program.unknown_mount(place),
    }
}

/// The same application, with something before the paths that are declared from here on.
fn base_path(program: &mut Program, router: RouterId, path: Option<&Value>, place: Place) -> Value {
    let below = program.new_router(Style::Hono, false, place);
    let path = path.cloned().unwrap_or(Value::Unknown);
    program.declare(router, Entry::Mount(Some(path), below, place));
    program.router(below).shares = Some(router);
    // Where `new Hono().basePath('/api')` is mounted, the whole chain is.
    Value::Router(below)
}

/// `app.openapi(createRoute({method, path, request, responses}), handler)`.
fn defined(program: &mut Program, router: RouterId, mut arguments: Vec<Value>, place: Place) {
    let definition = arguments.remove(0);
    let methods = definition
        .member("method")
        .map(|it| methods_of(&it))
        .unwrap_or_default();
    // These paths are templates already.
    let path = match definition.member("path") {
        Some(Value::Text(text)) => Value::text(text.replace('{', ":").replace('}', "")),
        other => other.unwrap_or(Value::Unknown),
    };
    let route = Route {
        methods: if methods.is_empty() {
            ANY.to_vec()
        } else {
            methods
        },
        any_method: false,
        path,
        handlers: flat(arguments),
        options: Some(definition),
        place,
    };
    program.declare(router, Entry::Route(route));
}
