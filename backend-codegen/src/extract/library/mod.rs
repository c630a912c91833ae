//! Packages: what calling something of theirs gives.

pub(super) mod json_schema;
mod platform;
mod routers;
pub(super) mod typebox;
pub(super) mod zod;

use std::rc::Rc;

use super::handler::named_status;
use super::nest;
use super::run::Program;
use super::value::{Library, Part, Place, Value};

/// Names of packages.
#[derive(Debug)]
pub(super) struct Packages;

impl Packages {
    /// The package that a name of a module means: `zod/v4` is `zod`.
    pub(super) fn name(module: &str) -> &str {
        match module {
            "zod/v4" | "zod/v3" | "zod/mini" | "zod/v4-mini" | "@zod/mini" => "zod",
            "koa-router" => "@koa/router",
            "koa-zod-router" => "@koa/router",
            "@sinclair/typebox" | "@fastify/type-provider-typebox" => "typebox",
            "hono/tiny" | "hono/quick" => "hono",
            other => other.strip_prefix("node:").unwrap_or(other),
        }
    }
}

/// `library(…)`.
pub(super) fn call(
    program: &mut Program,
    library: &Rc<Library>,
    mut arguments: Vec<Value>,
    place: Place,
) -> Value {
    let path: Vec<&str> = library.path.iter().map(String::as_str).collect();
    let first = arguments.first().cloned().unwrap_or(Value::Undefined);
    if let Some(router) = routers::made(program, library, &arguments, place) {
        return router;
    }
    match (library.package.as_str(), path.as_slice()) {
        ("zod" | "@hono/zod-openapi" | "@asteasolutions/zod-to-openapi", [..])
            if is_zod(library) =>
        {
            let names = library.path.iter().filter(|it| *it != "z").cloned();
            let names: Vec<String> = names.collect();
            zod::make(program, &names, &arguments, place)
        }
        ("typebox", [.., name]) => typebox::make(program, name, &arguments, place),
        ("@hono/zod-validator" | "@hono/standard-validator", _) => {
            validator(program, &arguments, place)
        }
        ("hono/validator", _) => {
            let what = "what this validator checks is written as code";
            program.unknown("extract-validator", what, place);
            program.unknown_call("validator", Some("hono/validator"), Vec::new(), place)
        }
        ("@hono/zod-openapi", ["createRoute"]) => first,
        ("hono/factory", [.., "createHandlers"]) => Value::array(arguments),
        ("hono/factory", [.., "createMiddleware"]) => first,
        ("hono/factory", ["createFactory"]) => Value::library("hono/factory", &["factory"]),
        ("fastify-plugin", _) | ("koa-convert", _) | ("util", ["promisify"]) => first,
        ("koa-compose", _) => first,
        ("http-errors", []) => error(first.statuses().and_then(|it| it.first().copied()), place),
        ("http-errors" | "@hapi/boom", [.., name]) => error(named_status(name), place),
        ("@nestjs/core", ["NestFactory", "create"]) => {
            Value::library("@nestjs/core", &["application"])
        }
        ("@nestjs/core", [_, name]) if nest::is_application(library) => {
            nest::application(program, name, &arguments);
            Value::Unknown
        }
        ("globalThis", path) => platform::call(program, path, arguments, place),
        (package, path) => {
            let name = path.join(".");
            let name = if name.is_empty() {
                package.to_owned()
            } else {
                name
            };
            let package = package.to_owned();
            arguments.truncate(16);
            program.unknown_call(&name, Some(&package), arguments, place)
        }
    }
}

/// `new library(…)`.
pub(super) fn construct(
    program: &mut Program,
    library: &Rc<Library>,
    arguments: Vec<Value>,
    place: Place,
) -> Value {
    if let Some(router) = routers::made(program, library, &arguments, place) {
        return router;
    }
    let path: Vec<&str> = library.path.iter().map(String::as_str).collect();
    let first = arguments.first();
    let status = first
        .and_then(Value::statuses)
        .and_then(|it| it.first().copied());
    match (library.package.as_str(), path.as_slice()) {
        ("hono/http-exception", _) => error(status, place),
        ("@nestjs/common", ["HttpException"]) => {
            let status = arguments.get(1).and_then(Value::statuses);
            error(status.and_then(|it| it.first().copied()), place)
        }
        ("@nestjs/common" | "http-errors", [.., name]) if named_status(name).is_some() => {
            error(named_status(name), place)
        }
        ("globalThis", path) => platform::construct(program, path, &arguments, place),
        (package, path) => {
            let name = path.join(".");
            let package = package.to_owned();
            program.unknown_call(&name, Some(&package), arguments, place)
        }
    }
}

fn is_zod(library: &Library) -> bool {
    library.package == "zod" || library.path.first().is_some_and(|it| it == "z")
}

fn error(status: Option<u16>, place: Place) -> Value {
    Value::HttpError(status, place)
}

/// `zValidator('json', schema)`.
fn validator(program: &mut Program, arguments: &[Value], place: Place) -> Value {
    let part = arguments
        .first()
        .and_then(Value::as_text)
        .and_then(Program::part_named);
    let schema = match arguments.get(1) {
        Some(value @ (Value::Schema(_) | Value::Pending(..))) => zod::part(program, value, place),
        _ => program.no_schema(place),
    };
    match part {
        Some(part) => Value::Guard(Rc::new(vec![(part, schema)])),
        None => {
            let what = "the part of the request that is validated here is computed at run time";
            program.unknown("extract-validator", what, place);
            Value::Guard(Rc::new(Vec::<(Part, super::schema::Schema)>::new()))
        }
    }
}
