//! What every program has without importing it.

use std::rc::Rc;

use crate::extract::handler;
use crate::extract::run::Program;
use crate::extract::value::{Members, Place, Role, Style, Value};

/// `Object.values(x)` and the like.
pub(super) fn call(
    program: &mut Program,
    path: &[&str],
    arguments: Vec<Value>,
    place: Place,
) -> Value {
    let first = arguments.first().cloned().unwrap_or(Value::Undefined);
    match path {
        ["Object", "freeze" | "seal"] | ["Promise", "resolve"] | ["structuredClone"] => first,
        ["Object", "keys"] => pairs(program, &first, |key, _| Value::text(key)),
        ["Object", "values"] => pairs(program, &first, |_, value| value),
        ["Object", "entries"] => pairs(program, &first, |key, value| {
            Value::array(vec![Value::text(key), value])
        }),
        ["Object", "assign"] => {
            let members = Members::at(place);
            for argument in &arguments {
                for (key, value) in argument
                    .as_object()
                    .map(|it| it.entries())
                    .unwrap_or_default()
                {
                    members.set(&key, value);
                }
            }
            Value::Object(Rc::new(members))
        }
        ["Promise", "all" | "allSettled" | "race"] => first,
        ["String"] => Value::SomeText,
        ["JSON", "stringify"] | ["crypto", "randomUUID"] => Value::SomeText,
        ["Response", "json"] => handler::method(
            program,
            Role::Context(Style::Hono),
            "json",
            arguments,
            place,
        ),
        path => {
            let name = path.join(".");
            program.unknown_call(&name, None, arguments, place)
        }
    }
}

/// `new Response(…)` and the like.
pub(super) fn construct(
    program: &mut Program,
    path: &[&str],
    arguments: &[Value],
    place: Place,
) -> Value {
    match path {
        ["Response"] => handler::response(program, arguments, place),
        // Sets and maps of lists are gone through like the lists.
        ["Set"] => arguments.first().cloned().unwrap_or(Value::Unknown),
        ["Promise"] => program.unknown_call("Promise", None, arguments.to_vec(), place),
        _ => Value::Unknown,
    }
}

fn pairs(program: &mut Program, object: &Value, make: impl Fn(&str, Value) -> Value) -> Value {
    let entries = match object {
        Value::Object(members) => members.entries(),
        Value::Module(file) => {
            let mut all: Vec<_> = program.files[*file as usize]
                .exports
                .iter()
                .map(|(key, value)| (Rc::from(key.as_str()), value.clone()))
                .collect();
            all.sort_by(|(one, _): &(Rc<str>, Value), (other, _)| one.cmp(other));
            all
        }
        _ => return Value::Unknown,
    };
    Value::array(
        entries
            .into_iter()
            .map(|(key, value)| make(&key, value))
            .collect(),
    )
}
