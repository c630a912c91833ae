//! Runs the handlers of one operation in their order.

use std::rc::Rc;

use super::answer::Status;
use super::{Content, Recording, State, reply};
use crate::extract::run::{Flow, Program};
use crate::extract::value::{Called, Closure, Part, Place, Role, Style, Value};

/// Runs handlers and says what was learned, besides what was known before.
pub(in crate::extract) fn run(
    program: &mut Program,
    recording: Recording,
    handlers: &[Value],
    place: Place,
) -> Recording {
    let style = recording.style;
    program.recording = Some(recording);
    program.with_budget(|program| {
        for (index, handler) in handlers.iter().enumerate() {
            program.swap_states(vec![State::default()]);
            one(program, style, handler, index + 1 == handlers.len(), place);
        }
    });
    program
        .recording
        .take()
        .unwrap_or_else(|| Recording::new(style))
}

fn one(program: &mut Program, style: Style, handler: &Value, is_last: bool, place: Place) {
    match handler {
        Value::Closure(closure) => closure_of(program, style, closure, is_last),
        Value::Guard(parts) => guard(program, style, parts, place),
        Value::Array(_) => {
            for item in handler.items().unwrap_or_default() {
                one(program, style, &item, is_last, place);
            }
        }
        Value::OneOf(all) => {
            for item in all.iter() {
                one(program, style, item, is_last, place);
            }
        }
        Value::Called(called) => wrapped(program, style, called, is_last),
        Value::Pending(..) => match program.settled(handler.clone()) {
            Value::Pending(..) => unknown(program, is_last, place),
            settled => one(program, style, &settled, is_last, place),
        },
        Value::Method(method) => {
            if let (Value::Object(_), name) = (&method.0, &method.1) {
                let value = program.member(&method.0, name);
                one(program, style, &value, is_last, place);
            }
        }
        Value::Library(_) if !is_last => {}
        _ => unknown(program, is_last, place),
    }
}

fn unknown(program: &mut Program, is_last: bool, place: Place) {
    if is_last {
        program.note_unknown(
            "extract-handler",
            "the handler is not known from the code",
            place,
        );
    }
}

fn guard(
    program: &mut Program,
    style: Style,
    parts: &[(Part, crate::extract::schema::Schema)],
    place: Place,
) {
    for (part, schema) in parts {
        program.input(*part, schema, place);
    }
    // The validators of Hono answer themselves; elsewhere it depends on the error handler.
    if style == Style::Hono {
        program.answer(Status::Known(400), None, place);
    }
}

fn closure_of(program: &mut Program, style: Style, closure: &Rc<Closure>, is_last: bool) {
    let parameters = closure.function.parameters.len();
    if style == Style::Express && parameters == 4 && !closure.function.has_rest {
        return;
    }
    let next = Value::Method(Rc::new((
        Value::Role(Role::Response(style)),
        "next".to_owned(),
    )));
    let arguments = match style {
        Style::Express | Style::Fastify => vec![
            Value::Role(Role::Request(style)),
            Value::Role(Role::Response(style)),
            next,
        ],
        Style::Koa | Style::Hono => vec![Value::Role(Role::Context(style)), next],
    };
    let (returned, flow) = program.invoke(closure, arguments, None);
    let place = Place {
        file: closure.scope.file,
        range: closure.function.range,
    };
    match style {
        Style::Fastify if is_last => {
            let mut left = if flow == Flow::Next {
                program.states()
            } else {
                Vec::new()
            };
            for one in returned {
                match one.value {
                    Value::Undefined | Value::Role(_) => left.extend(one.states),
                    Value::Answered => {}
                    value => {
                        program.swap_states(one.states);
                        reply::sent(program, style, &value, place);
                    }
                }
            }
            // `reply.code(204)` and nothing to send.
            for (status, place) in left.into_iter().filter_map(|it| it.status) {
                program.answer(status, None, place);
            }
        }
        Style::Koa => {
            let at_end = program.states();
            let mut states: Vec<State> = returned.into_iter().flat_map(|it| it.states).collect();
            if flow == Flow::Next {
                states.extend(at_end);
            }
            for state in states {
                finish(program, state);
            }
        }
        Style::Express | Style::Fastify | Style::Hono => {}
    }
}

/// Koa sends what stands in its context when the handler has ended.
fn finish(program: &mut Program, state: State) {
    let (content, at) = match state.body {
        Some((content, at)) => (Some(content), Some(at)),
        None => (None, None),
    };
    let is_null = content
        .as_ref()
        .is_some_and(|it| it.schema == serde_json::json!({"type": "null"}));
    let content = content
        .filter(|_| !is_null)
        .map(|content| match &state.media {
            Some(media) => Content {
                media: media.clone(),
                ..content
            },
            None => content,
        });
    match (state.status, at) {
        (Some((status, place)), at) => program.answer(status, content, at.unwrap_or(place)),
        (None, Some(at)) => {
            program.answer(Status::Known(if is_null { 204 } else { 200 }), content, at)
        }
        (None, None) => {}
    }
}

/// A function of a package that was given handlers or schemas: `asyncHandler(fn)`, `validate({body: schema})`.
fn wrapped(program: &mut Program, style: Style, called: &Called, is_last: bool) {
    let mut has_handler = false;
    for argument in &called.arguments {
        match argument {
            Value::Closure(closure) => {
                has_handler = true;
                closure_of(program, style, closure, is_last);
            }
            Value::Schema(schema) => {
                has_handler = true;
                let part = named_part(called);
                if part.is_none() {
                    let what = format!(
                        "`{}` gets a schema, taken as that of the request's body",
                        called.name
                    );
                    program.note_unknown("extract-validator", &what, called.place);
                }
                program.input(part.unwrap_or(Part::Body), schema, called.place);
            }
            Value::Object(members) => {
                for (name, value) in members.entries() {
                    if let (Some(part), Value::Schema(schema)) =
                        (Program::part_named(&name), &value)
                    {
                        program.input(part, schema, called.place);
                    }
                }
            }
            _ => {}
        }
    }
    if is_last && !has_handler {
        unknown(program, true, called.place);
    }
}

/// The part that a validator's name or first argument says: `validateBody(schema)`, `validate('query', schema)`.
fn named_part(called: &Called) -> Option<Part> {
    let given = called
        .arguments
        .iter()
        .filter_map(Value::as_text)
        .find_map(Program::part_named);
    let name = called.name.to_ascii_lowercase();
    let by_name = [
        ("body", Part::Body),
        ("query", Part::Query),
        ("param", Part::Path),
        ("header", Part::Header),
        ("form", Part::Form),
    ];
    given.or_else(|| {
        by_name
            .iter()
            .find(|(word, _)| name.contains(word))
            .map(|(_, part)| *part)
    })
}
