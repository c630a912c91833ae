//! Koa and its router: prefixes, named routes, `router.routes()`.

use super::{Entry, Route, RouterId, flat, is_path, methods, methods_of};
use crate::extract::run::Program;
use crate::extract::value::{Place, Value};

/// A method of an application or router.
pub(super) fn method(
    program: &mut Program,
    router: RouterId,
    name: &str,
    mut arguments: Vec<Value>,
    place: Place,
) -> Value {
    match name {
        "routes" | "middleware" => return Value::Router(router),
        "allowedMethods" | "callback" => return Value::library("koa", &["middleware"]),
        "url" => return Value::SomeText,
        "use" => program.declare_use(router, arguments, place),
        "nest" | "mount" => program.declare_use(router, arguments, place),
        "prefix" => {
            if let Some(prefix) = arguments.first().and_then(Value::as_text) {
                program.router(router).prefix = prefix.to_owned();
            }
        }
        "register" if arguments.len() >= 3 => {
            let route = Route {
                methods: methods_of(&arguments[1]),
                any_method: false,
                path: arguments[0].clone(),
                handlers: flat(arguments[2..].to_vec()),
                options: None,
                place,
            };
            program.declare(router, Entry::Route(route));
        }
        "listen" => {
            program.unknown_call(name, None, arguments, place);
        }
        name if methods(name).is_some() && !arguments.is_empty() => {
            // The first of two texts is the name of the route.
            if arguments.len() > 2 && arguments[0].as_text().is_some() && is_path(&arguments[1]) {
                arguments.remove(0);
            }
            let path = match is_path(&arguments[0]) || arguments.len() > 1 {
                true => arguments.remove(0),
                false => Value::text(""),
            };
            program.declare_route(router, name, path, arguments, place);
        }
        _ => {}
    }
    Value::Router(router)
}
