//! Routers: what is declared on them, and the operations that follow.
//!
//! Owns: the routing functions of the frameworks, paths, mounting. Must not know: what handlers do.

mod compose;
mod express;
mod fastify;
mod hono;
mod koa;
mod path;

pub(super) use compose::{Operation, operations, paths};
pub(super) use path::PathParameter;
use path::{Variant, variants};

use std::rc::Rc;

use super::run::Program;
use super::value::{Place, Style, Value};
use crate::ir::Method;

/// A router of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct RouterId(pub(super) usize);

/// An application or router.
#[derive(Debug)]
pub(super) struct Router {
    /// Whose it is.
    pub(super) style: Style,
    /// Whether it answers without being mounted.
    pub(super) is_application: bool,
    /// Whether another one has it as a part.
    pub(super) is_mounted: bool,
    /// What stands before its paths.
    pub(super) prefix: String,
    /// Routes declared on it belong to this one: Hono's `basePath`.
    pub(super) shares: Option<RouterId>,
    /// What was declared, in order.
    pub(super) entries: Vec<Entry>,
    /// The path of the route declared last.
    pub(super) last_path: Option<Value>,
    /// Where it was made.
    pub(super) place: Place,
}

/// Something declared on a router.
#[derive(Clone, Debug)]
pub(super) enum Entry {
    /// A route.
    Route(Route),
    /// Another router under a path.
    Mount(Option<Value>, RouterId, Place),
    /// Middleware, for one path or for all.
    Use(Option<Value>, Vec<Value>),
}

/// A route.
#[derive(Clone, Debug)]
pub(super) struct Route {
    /// Its methods.
    pub(super) methods: Vec<Method>,
    /// Whether it takes every method.
    pub(super) any_method: bool,
    /// Its path, or several.
    pub(super) path: Value,
    /// Its handlers in order, middleware first.
    pub(super) handlers: Vec<Value>,
    /// Fastify's `schema` and the route definitions of zod-openapi.
    pub(super) options: Option<Value>,
    /// Where it is declared.
    pub(super) place: Place,
}

/// The methods that a route for every method is documented with.
const ANY: [Method; 5] = [
    Method::Get,
    Method::Post,
    Method::Put,
    Method::Patch,
    Method::Delete,
];

impl Program {
    /// A new router.
    pub(super) fn new_router(
        &mut self,
        style: Style,
        is_application: bool,
        place: Place,
    ) -> RouterId {
        self.routers.push(Router {
            style,
            is_application,
            is_mounted: false,
            prefix: String::new(),
            shares: None,
            entries: Vec::new(),
            last_path: None,
            place,
        });
        RouterId(self.routers.len() - 1)
    }

    /// A router.
    pub(super) fn router(&mut self, id: RouterId) -> &mut Router {
        &mut self.routers[id.0]
    }

    fn declare(&mut self, id: RouterId, mut entry: Entry) {
        if let Entry::Mount(_, mounted, _) = &mut entry {
            // What shares the routes of another one is mounted with all of them.
            while let Some(whole) = self.router(*mounted).shares {
                *mounted = whole;
            }
            self.router(*mounted).is_mounted = true;
        }
        self.router(id).entries.push(entry);
    }

    fn declare_route(
        &mut self,
        id: RouterId,
        name: &str,
        path: Value,
        handlers: Vec<Value>,
        place: Place,
    ) {
        let Some(methods) = methods(name) else {
            return;
        };
        self.router(id).last_path = Some(path.clone());
        let route = Route {
            any_method: name == "all",
            methods,
            path,
            handlers: flat(handlers),
            options: None,
            place,
        };
        self.declare(id, Entry::Route(route));
    }

    /// `use` of the three frameworks that have it: routers are mounted, everything else is middleware.
    fn declare_use(&mut self, id: RouterId, arguments: Vec<Value>, place: Place) {
        let mut arguments = flat_unless_path(arguments);
        let path = match arguments.first() {
            Some(first) if is_path(first) => Some(arguments.remove(0)),
            _ => None,
        };
        let mut middleware = Vec::new();
        for value in arguments {
            match self.settled(value) {
                Value::Router(other) => self.declare(id, Entry::Mount(path.clone(), other, place)),
                Value::Unknown | Value::Undefined | Value::Pending(..) => self.unknown_mount(place),
                // Middleware of packages has no path as a rule; what has one may answer.
                Value::Library(library) if library.package == "koa" => {}
                Value::Library(_) if path.is_some() => self.unknown_mount(place),
                Value::Called(called) if path.is_some() || called.package.is_none() => {
                    self.unknown_mount(place)
                }
                other => middleware.push(other),
            }
        }
        if !middleware.is_empty() {
            self.declare(id, Entry::Use(path, middleware));
        }
    }
}

impl Program {
    /// Something that may answer is mounted, and nothing is known of it.
    fn unknown_mount(&mut self, place: Place) {
        let what = "what is mounted here is not known from the code";
        self.unknown(
            "extract-mount",
            format!("{what}; its routes are not in the document"),
            place,
        );
        let mark = self.mark(what, place);
        self.marks.push(mark);
    }
}

/// A method of a router.
pub(super) fn method(
    program: &mut Program,
    router: RouterId,
    name: &str,
    arguments: Vec<Value>,
    place: Place,
) -> Value {
    match program.router(router).style {
        Style::Express => express::method(program, router, name, arguments, place),
        Style::Fastify => fastify::method(program, router, name, arguments, place),
        Style::Koa => koa::method(program, router, name, arguments, place),
        Style::Hono => hono::method(program, router, name, arguments, place),
    }
}

/// A method of `router.route(path)`.
pub(super) fn method_at(
    program: &mut Program,
    router: RouterId,
    path: &Rc<Value>,
    name: &str,
    arguments: Vec<Value>,
    place: Place,
) -> Value {
    if methods(name).is_some() {
        program.declare_route(router, name, (**path).clone(), arguments, place);
    }
    Value::RouteAt(router, Rc::clone(path))
}

/// The methods that a routing function of this name declares.
fn methods(name: &str) -> Option<Vec<Method>> {
    Some(match name {
        "get" => vec![Method::Get],
        "post" => vec![Method::Post],
        "put" => vec![Method::Put],
        "patch" => vec![Method::Patch],
        "delete" | "del" => vec![Method::Delete],
        "options" => vec![Method::Options],
        "head" => vec![Method::Head],
        "trace" => vec![Method::Trace],
        "all" => ANY.to_vec(),
        _ => return None,
    })
}

/// The methods that texts name.
fn methods_of(value: &Value) -> Vec<Method> {
    let texts: Vec<String> = match value {
        Value::Array(_) => {
            let items = value.items().unwrap_or_default();
            items
                .iter()
                .filter_map(Value::as_text)
                .map(str::to_owned)
                .collect()
        }
        other => other.as_text().map(str::to_owned).into_iter().collect(),
    };
    let known = texts
        .iter()
        .filter_map(|text| methods(&text.to_ascii_lowercase()));
    known.flatten().collect()
}

fn is_path(value: &Value) -> bool {
    match value {
        Value::Text(_) | Value::SomeText | Value::Regex(_) => true,
        Value::Array(items) => items.borrow().first().is_some_and(is_path),
        Value::OneOf(all) => all.iter().all(is_path),
        _ => false,
    }
}

/// Lists of handlers, one behind the other.
fn flat(values: Vec<Value>) -> Vec<Value> {
    let mut out = Vec::new();
    for value in values {
        match value.items() {
            Some(items) => out.extend(items),
            None => out.push(value),
        }
    }
    out
}

fn flat_unless_path(mut values: Vec<Value>) -> Vec<Value> {
    match values.first() {
        Some(first) if is_path(first) => {
            let first = values.remove(0);
            let mut out = vec![first];
            out.extend(flat(values));
            out
        }
        _ => flat(values),
    }
}
