//! Fastify: shorthand and full routes, plugins with prefixes, hooks, shared schemas.

use super::{Entry, Route, RouterId, flat, methods, methods_of};
use crate::extract::library::json_schema;
use crate::extract::run::Program;
use crate::extract::value::{Place, Style, Value};

/// A method of an instance.
pub(super) fn method(
    program: &mut Program,
    router: RouterId,
    name: &str,
    mut arguments: Vec<Value>,
    place: Place,
) -> Value {
    match name {
        "register" => register(program, router, &arguments, place),
        "route" => full(program, router, arguments.first(), place),
        "addHook" => hook(program, router, &arguments),
        "addSchema" => {
            if let Some(schema) = arguments.first() {
                json_schema::share(program, schema, place);
            }
        }
        "listen" | "ready" | "after" => {
            program.unknown_call(name, None, arguments, place);
        }
        "decorate" | "decorateRequest" | "decorateReply" => {}
        "log" | "server" | "inject" | "config" => return Value::Unknown,
        name if methods(name).is_some() && arguments.len() >= 2 => {
            let path = arguments.remove(0);
            let (options, handlers) = match arguments.first() {
                Some(Value::Object(_)) => (Some(arguments.remove(0)), arguments),
                _ => (None, arguments),
            };
            let methods = methods(name).unwrap_or_default();
            declare(
                program,
                router,
                (methods, name == "all"),
                path,
                options,
                handlers,
                place,
            );
        }
        _ => {}
    }
    Value::Router(router)
}

/// `fastify.route({method, url, schema, handler})`.
fn full(program: &mut Program, router: RouterId, options: Option<&Value>, place: Place) {
    let Some(options) = options else {
        return;
    };
    let methods = options
        .member("method")
        .map(|it| methods_of(&it))
        .unwrap_or_default();
    let path = options.member("url").or_else(|| options.member("path"));
    let path = path.unwrap_or(Value::Unknown);
    if methods.is_empty() {
        let what =
            "the method of this route is computed at run time; the route is not in the document";
        program.unknown("extract-method", what, place);
        return;
    }
    declare(
        program,
        router,
        (methods, false),
        path,
        Some(options.clone()),
        Vec::new(),
        place,
    );
}

/// The hooks of a route run before its handler.
fn declare(
    program: &mut Program,
    router: RouterId,
    (methods, any_method): (Vec<crate::ir::Method>, bool),
    path: Value,
    options: Option<Value>,
    handlers: Vec<Value>,
    place: Place,
) {
    let mut all = Vec::new();
    if let Some(options) = &options {
        for hook in ["onRequest", "preParsing", "preValidation", "preHandler"] {
            all.extend(options.member(hook));
        }
        all.extend(options.member("handler"));
    }
    all.extend(handlers);
    let all = flat(all)
        .into_iter()
        .filter(|it| !matches!(it, Value::Undefined | Value::Unknown));
    let route = Route {
        any_method,
        methods,
        path,
        handlers: all.collect(),
        options,
        place,
    };
    program.declare(router, Entry::Route(route));
}

fn hook(program: &mut Program, router: RouterId, arguments: &[Value]) {
    let early = ["onRequest", "preParsing", "preValidation", "preHandler"];
    let name = arguments
        .first()
        .and_then(Value::as_text)
        .unwrap_or_default();
    if let (true, Some(function)) = (early.contains(&name), arguments.get(1)) {
        program.declare(router, Entry::Use(None, vec![function.clone()]));
    }
}

/// A plugin is a function that gets an instance of its own.
fn register(program: &mut Program, router: RouterId, arguments: &[Value], place: Place) {
    let options = arguments.get(1).cloned().unwrap_or(Value::Undefined);
    let prefix = match options.member("prefix") {
        Some(Value::Undefined) | None => None,
        Some(prefix) => Some(prefix),
    };
    let plugin = arguments.first().cloned().unwrap_or(Value::Unknown);
    let plugin = match program.settled(plugin) {
        Value::Module(file) => program.member(&Value::Module(file), "default"),
        other => other,
    };
    match plugin {
        Value::Closure(closure) => {
            let below = program.new_router(Style::Fastify, false, place);
            program.declare(router, Entry::Mount(prefix, below, place));
            let done = Value::Unknown;
            program.run_callback(&closure, vec![Value::Router(below), options, done]);
        }
        Value::Library(library) if library.package == "@fastify/autoload" => {
            let what = "plugins are loaded from a folder at run time; routes of plugins that are known by their type \
                        are in the document without a prefix";
            program.unknown("extract-mount", what, place);
            let mark = program.mark("plugins are loaded from a folder at run time", place);
            program.marks.push(mark);
        }
        Value::Library(library) if library.package != "globalThis" => {}
        Value::Called(called) if called.package.is_some() => {}
        _ => program.unknown_mount(place),
    }
}
