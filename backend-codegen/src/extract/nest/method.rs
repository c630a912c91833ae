//! A method of a controller: what it takes by its parameters, what it answers by its body and its type.

use std::rc::Rc;

use serde_json::{Value as Json, json};

use super::{Handler, arguments, decoration, decorator_name, dto};
use crate::extract::handler::{Content, Recording, Status, describe};
use crate::extract::routing::Operation;
use crate::extract::run::Program;
use crate::extract::schema::Schema;
use crate::extract::syntax::{Expression, Function, MemberKind, Parameter, Type};
use crate::extract::value::{ClassValue, Closure, Part, Place, Role, Style, Value};
use crate::ir::Method;

/// Classes that are injected into one another.
const DEEPEST_INJECTION: usize = 4;

/// Runs the method of an operation and says what was learned.
pub(in crate::extract) fn run(
    program: &mut Program,
    operation: &Operation,
    handler: &Handler,
) -> Recording {
    program.recording = Some(Recording::new(Style::Express));
    program.with_budget(|program| method(program, operation, handler));
    program
        .recording
        .take()
        .unwrap_or_else(|| Recording::new(Style::Express))
}

fn method(program: &mut Program, operation: &Operation, handler: &Handler) {
    let class = &handler.class;
    let member = &class.class.members[handler.member];
    let MemberKind::Method(function) = &member.kind else {
        return;
    };
    let place = operation.place;
    guards(program, class, &member.decorators, place);
    pipes(program, class, &member.decorators, place);
    let values: Vec<Value> = function
        .parameters
        .iter()
        .map(|parameter| argument(program, class, parameter, place))
        .collect();
    let is_checked = program
        .recording
        .as_ref()
        .is_some_and(|it| !it.inputs.is_empty() || !it.fields.is_empty());
    if is_checked {
        program.answer(Status::Known(400), None, place);
    }
    let statuses = statuses(program, class, &member.decorators, operation.method);
    let takes_response = values
        .iter()
        .any(|it| matches!(it, Value::Role(Role::Response(_))));
    let this = inject(program, class, 0);
    let closure = Rc::new(Closure {
        function: Rc::clone(function),
        scope: Rc::clone(&class.scope),
        this,
    });
    let (returned, _) = program.invoke(&closure, values, None);
    if takes_response {
        return;
    }
    let declared = function
        .returns
        .as_ref()
        .and_then(|it| result(program, class, it, place));
    let is_empty = matches!(
        function.returns.as_ref().map(awaited),
        Some(Type::Keyword("undefined"))
    );
    let content = match declared {
        Some(schema) => Some(Content {
            media: "application/json".to_owned(),
            schema: schema.reference(),
            unknown: None,
        }),
        None if is_empty => None,
        None => {
            let value = returned
                .into_iter()
                .map(|it| it.value)
                .find(|it| !it.is_unknown());
            Some(describe(program, &value.unwrap_or(Value::Unknown)))
        }
    };
    program.answer(Status::Known(statuses), content, place);
}

/// The status of success: 201 for POST, 200 else, unless `@HttpCode` or `@Redirect` says something else.
fn statuses(
    program: &mut Program,
    class: &Rc<ClassValue>,
    decorators: &[Expression],
    method: Method,
) -> u16 {
    let code = decoration(program, class, decorators, "HttpCode");
    let code = code.and_then(|it| it.first()?.statuses()?.first().copied());
    let redirect = decoration(program, class, decorators, "Redirect");
    let redirect = redirect.map(|it| {
        it.iter()
            .find_map(Value::statuses)
            .and_then(|it| it.first().copied())
            .unwrap_or(302)
    });
    let usual = if method == Method::Post { 201 } else { 200 };
    code.or(redirect).unwrap_or(usual)
}

/// Guards answer 403 when they refuse, or throw.
fn guards(program: &mut Program, class: &Rc<ClassValue>, decorators: &[Expression], place: Place) {
    let of_class = decoration(program, class, &class.class.decorators, "UseGuards");
    let of_method = decoration(program, class, decorators, "UseGuards");
    for guard in of_class.into_iter().chain(of_method).flatten() {
        program.answer(Status::Known(403), None, place);
        if let Value::Class(guard) = &guard {
            let this = inject(program, guard, 0);
            program.call_method(&this, "canActivate", vec![Value::Unknown], place);
        }
    }
}

/// `@UsePipes(new ZodValidationPipe(schema))` is about the body.
fn pipes(program: &mut Program, class: &Rc<ClassValue>, decorators: &[Expression], place: Place) {
    let pipes = decoration(program, class, decorators, "UsePipes");
    for pipe in pipes.into_iter().flatten() {
        if let Some(schema) = schema_of_pipe(&pipe) {
            program.input(Part::Body, &schema, place);
        }
    }
}

/// The schema that a pipe was made with.
fn schema_of_pipe(pipe: &Value) -> Option<Schema> {
    let as_schema = |value: &Value| match value {
        Value::Schema(schema) => Some(schema.clone()),
        _ => None,
    };
    match pipe {
        Value::Object(members) => members
            .entries()
            .iter()
            .find_map(|(_, value)| as_schema(value)),
        Value::Called(called) => called.arguments.iter().find_map(as_schema),
        _ => None,
    }
}

/// What a parameter stands for in the body of the method.
fn argument(
    program: &mut Program,
    class: &Rc<ClassValue>,
    parameter: &Parameter,
    place: Place,
) -> Value {
    for decorator in &parameter.decorators {
        let part = match decorator_name(decorator) {
            Some("Param") => Part::Path,
            Some("Query") => Part::Query,
            Some("Body") => Part::Body,
            Some("Headers") => Part::Header,
            Some("UploadedFile" | "UploadedFiles") => Part::Form,
            Some("Req" | "Request") => return Value::Role(Role::Request(Style::Express)),
            Some("Res" | "Response") => return Value::Role(Role::Response(Style::Express)),
            _ => continue,
        };
        let given = arguments(program, class, decorator);
        return taken(program, class, parameter, part, &given, place);
    }
    Value::Unknown
}

fn taken(
    program: &mut Program,
    class: &Rc<ClassValue>,
    parameter: &Parameter,
    part: Part,
    given: &[Value],
    place: Place,
) -> Value {
    let name = given.first().and_then(Value::as_text).map(str::to_owned);
    let by_pipe = given.iter().find_map(schema_of_pipe);
    let by_type = parameter
        .type_
        .as_ref()
        .and_then(|it| dto::of_type(program, class, it, place));
    match name {
        Some(name) => {
            let schema = by_pipe.or_else(|| parsed(program, given)).or(by_type);
            program.touch(part, Some(&name), place);
            if let (Some(schema), Some(recording)) = (schema, &mut program.recording) {
                let optional = parameter.optional;
                let schema = program.schemas.with_optional(&schema, optional);
                recording.fields.push((part, name.clone(), schema));
            }
            Value::Input(part, Some(name.as_str().into()))
        }
        None => {
            program.touch(part, None, place);
            if let Some(schema) = by_pipe.or(by_type) {
                program.input(part, &schema, place);
            }
            Value::Input(part, None)
        }
    }
}

/// The pipes of NestJS that read one value.
fn parsed(program: &mut Program, given: &[Value]) -> Option<Schema> {
    let json = given.iter().find_map(|pipe| {
        let (name, of) = match pipe {
            Value::Library(library) => (library.path.last()?.as_str(), None),
            Value::Called(called) => (called.name.rsplit('.').next()?, called.arguments.first()),
            _ => return None,
        };
        Some(match name {
            "ParseIntPipe" => json!({"type": "integer"}),
            "ParseFloatPipe" => json!({"type": "number"}),
            "ParseBoolPipe" => json!({"type": "boolean"}),
            "ParseUUIDPipe" => json!({"type": "string", "format": "uuid"}),
            "ParseDatePipe" => json!({"type": "string", "format": "date-time"}),
            "ParseArrayPipe" => json!({"type": "array", "items": {}}),
            "ParseEnumPipe" => enumeration(of?)?,
            _ => return None,
        })
    })?;
    Some(program.schemas.of(json))
}

/// The values of an enum of the program.
pub(super) fn enumeration(value: &Value) -> Option<Json> {
    let all: Vec<Json> = match value {
        Value::Object(members) => {
            let values = members.entries().into_iter();
            values
                .filter_map(|(_, value)| crate::extract::library::zod::literal(&value))
                .collect()
        }
        Value::Array(_) => value
            .items()?
            .iter()
            .filter_map(crate::extract::library::zod::literal)
            .collect(),
        _ => return None,
    };
    let is_text = all.iter().all(Json::is_string);
    let type_ = if is_text { "string" } else { "number" };
    Some(json!({"type": type_, "enum": all}))
}

/// An instance of a class, with instances of what its constructor asks for.
fn inject(program: &mut Program, class: &Rc<ClassValue>, depth: usize) -> Value {
    let constructor = class.class.members.iter().find_map(|it| match &it.kind {
        MemberKind::Constructor(function) => Some(Rc::clone(function)),
        _ => None,
    });
    let parameters = constructor.as_deref().map(parameters).unwrap_or_default();
    let mut values = Vec::new();
    for name in parameters {
        let injected = name.and_then(|name| class.scope.get(name));
        values.push(match injected.map(|it| program.settled(it)) {
            Some(Value::Class(other)) if depth < DEEPEST_INJECTION => {
                inject(program, &other, depth + 1)
            }
            _ => Value::Unknown,
        });
    }
    program.instance(class, values)
}

/// The names of the types of a function's parameters.
fn parameters(function: &Function) -> Vec<Option<&str>> {
    let types = function.parameters.iter().map(|it| it.type_.as_ref());
    types
        .map(|type_| match type_ {
            Some(Type::Named(name, _)) => Some(name.as_str()),
            _ => None,
        })
        .collect()
}

/// `T` of `Promise<T>` and `Observable<T>`.
fn awaited(type_: &Type) -> &Type {
    match type_ {
        Type::Named(name, inner) if matches!(name.as_str(), "Promise" | "Observable") => {
            inner.first().unwrap_or(type_)
        }
        other => other,
    }
}

/// The schema of what a method returns by its type.
fn result(
    program: &mut Program,
    class: &Rc<ClassValue>,
    type_: &Type,
    place: Place,
) -> Option<Schema> {
    dto::of_type(program, class, awaited(type_), place)
}
