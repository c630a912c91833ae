//! NestJS: controllers, told by their decorators, and the classes that describe what they take and give.

mod dto;
mod method;
mod validator;

use std::rc::Rc;

use super::routing::{Operation, paths};
use super::run::Program;
use super::syntax::{Expression, Kind, Member, MemberKind};
use super::value::{ClassValue, Library, Place, Style, Value};
use crate::ir::Method;

pub(super) use method::run;

/// A class that is a controller.
#[derive(Clone, Debug)]
pub(super) struct Controller {
    class: Rc<ClassValue>,
    path: Value,
    version: Option<String>,
}

/// What the application says about all controllers.
#[derive(Debug, Default)]
pub(super) struct Application {
    /// `app.setGlobalPrefix('api')`.
    prefix: Option<String>,
    /// Whether versions stand in paths: `app.enableVersioning()`.
    is_versioned: bool,
    /// Its controllers.
    controllers: Vec<Controller>,
}

/// A method of a controller that handles an operation.
#[derive(Clone, Debug)]
pub(super) struct Handler {
    class: Rc<ClassValue>,
    /// Which member of the class it is.
    member: usize,
}

/// Takes note of a class, when it is a controller.
pub(super) fn class(program: &mut Program, class: &Rc<ClassValue>) {
    let Some(arguments) = decoration(program, class, &class.class.decorators, "Controller") else {
        return;
    };
    let first = arguments.into_iter().next().unwrap_or(Value::text(""));
    let (path, version) = match &first {
        Value::Object(options) => {
            let version = options
                .get("version")
                .and_then(|it| it.as_text().map(str::to_owned));
            (options.get("path").unwrap_or(Value::text("")), version)
        }
        _ => (first, None),
    };
    program.nest.controllers.push(Controller {
        class: Rc::clone(class),
        path,
        version,
    });
}

/// A method of what `NestFactory.create` returns.
pub(super) fn application(program: &mut Program, name: &str, arguments: &[Value]) {
    match name {
        "setGlobalPrefix" => {
            program.nest.prefix = arguments
                .first()
                .and_then(Value::as_text)
                .map(str::to_owned);
        }
        "enableVersioning" => program.nest.is_versioned = true,
        _ => {}
    }
}

/// The operations of all controllers.
pub(super) fn operations(program: &mut Program) -> Vec<Operation> {
    let mut out = Vec::new();
    for controller in program.nest.controllers.clone() {
        let version = controller
            .version
            .as_ref()
            .filter(|_| program.nest.is_versioned);
        let parts = [
            program.nest.prefix.clone().map(Value::text),
            version.map(|it| Value::text(format!("v{it}"))),
            Some(controller.path.clone()),
        ];
        for (index, member) in controller.class.class.members.iter().enumerate() {
            if !matches!(member.kind, MemberKind::Method(_)) {
                continue;
            }
            for (method, path) in routes(program, &controller.class, member) {
                let place = place(&controller.class, member);
                let parts: Vec<Value> = parts.iter().flatten().cloned().chain([path]).collect();
                let mut marks = Vec::new();
                for path in paths(program, &parts, Style::Express, place, &mut marks) {
                    out.push(Operation {
                        style: Style::Express,
                        method,
                        path: path.template,
                        parameters: path.parameters,
                        handlers: Vec::new(),
                        options: None,
                        nest: Some(Handler {
                            class: Rc::clone(&controller.class),
                            member: index,
                        }),
                        place,
                        marks: marks.clone(),
                    });
                }
            }
        }
    }
    out
}

fn routes(program: &mut Program, class: &Rc<ClassValue>, member: &Member) -> Vec<(Method, Value)> {
    let mut out = Vec::new();
    for (name, method) in [
        ("Get", Method::Get),
        ("Post", Method::Post),
        ("Put", Method::Put),
        ("Patch", Method::Patch),
        ("Delete", Method::Delete),
        ("Options", Method::Options),
        ("Head", Method::Head),
    ] {
        if let Some(arguments) = decoration(program, class, &member.decorators, name) {
            out.push((
                method,
                arguments.into_iter().next().unwrap_or(Value::text("")),
            ));
        }
    }
    out
}

fn place(class: &ClassValue, member: &Member) -> Place {
    Place {
        file: class.scope.file,
        range: member.range,
    }
}

/// The arguments of the decorator of a name; none when it is not there.
fn decoration(
    program: &mut Program,
    class: &Rc<ClassValue>,
    decorators: &[Expression],
    name: &str,
) -> Option<Vec<Value>> {
    let found = decorators
        .iter()
        .find(|it| decorator_name(it) == Some(name))?;
    Some(arguments(program, class, found))
}

/// The values that a decorator is given.
fn arguments(program: &mut Program, class: &Rc<ClassValue>, decorator: &Expression) -> Vec<Value> {
    match &decorator.kind {
        Kind::Call(_, arguments) => {
            let values = arguments
                .iter()
                .map(|it| program.expression(&it.value, &class.scope));
            values.collect()
        }
        _ => Vec::new(),
    }
}

/// `Get` of `@Get()`, `@Get` and `@common.Get()`.
fn decorator_name(decorator: &Expression) -> Option<&str> {
    let callee = match &decorator.kind {
        Kind::Call(callee, _) => &callee.kind,
        other => other,
    };
    match callee {
        Kind::Name(name) | Kind::Member(_, name) => Some(name),
        _ => None,
    }
}

/// The application that `NestFactory.create` makes.
pub(super) fn is_application(library: &Library) -> bool {
    library.package == "@nestjs/core" && library.path.first().is_some_and(|it| it == "application")
}
