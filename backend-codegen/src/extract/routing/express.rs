//! Express: `app.get(path, …)`, `app.use(path, router)`, `app.route(path)`.

use std::rc::Rc;

use super::RouterId;
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
        // `app.get('setting')` reads a setting.
        "get" if arguments.len() < 2 => return Value::Unknown,
        "use" => program.declare_use(router, arguments, place),
        "route" => {
            let path = arguments.first().cloned().unwrap_or(Value::Unknown);
            return Value::RouteAt(router, Rc::new(path));
        }
        "listen" => {
            program.unknown_call(name, None, arguments, place);
        }
        name if super::methods(name).is_some() && !arguments.is_empty() => {
            let path = arguments.remove(0);
            program.declare_route(router, name, path, arguments, place);
        }
        _ => {}
    }
    Value::Router(router)
}
