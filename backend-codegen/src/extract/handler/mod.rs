//! What a handler reads of a request and what it answers.
//!
//! Owns: the requests, responses and contexts of the frameworks, and what is learned while a handler runs. Must not
//! know: paths and the document.

mod answer;
mod context;
mod input;
mod reply;
mod request;
mod run;
mod state;

pub(super) use answer::{Answer, Content, Status, describe, named_status};
pub(super) use context::response;
pub(super) use run::run;
pub(super) use state::State;

use super::run::Program;
use super::schema::Schema;
use super::value::{Part, Place, Role, Style, Value};

/// What is learned of one operation.
#[derive(Debug)]
pub(super) struct Recording {
    /// Whose handler it is.
    pub(super) style: Style,
    /// Parts of the request that are validated.
    pub(super) inputs: Vec<(Part, Schema, Place)>,
    /// Single members of parts that are validated.
    pub(super) fields: Vec<(Part, String, Schema)>,
    /// Parts, or members of them, that are read.
    pub(super) touched: Vec<(Part, Option<String>, Place)>,
    /// What is answered.
    pub(super) answers: Vec<Answer>,
    /// What is not known.
    pub(super) marks: Vec<String>,
    states: Vec<State>,
}

impl Recording {
    /// Nothing learned yet.
    pub(super) fn new(style: Style) -> Self {
        Self {
            style,
            inputs: Vec::new(),
            fields: Vec::new(),
            touched: Vec::new(),
            answers: Vec::new(),
            marks: Vec::new(),
            states: vec![State::default()],
        }
    }

    /// The schema that a part is validated with.
    pub(super) fn schema_of(&self, part: Part) -> Option<&Schema> {
        let mut all = self.inputs.iter();
        all.find(|(known, ..)| *known == part)
            .map(|(_, schema, _)| schema)
    }
}

/// The member of what a framework gives to handlers.
pub(super) fn member(program: &mut Program, role: Role, name: &str, place: Place) -> Value {
    match role {
        Role::Request(style) => request::member(program, style, name, place),
        Role::Response(style) => reply::member(style, name),
        Role::Context(style) => context::member(program, style, name, place),
    }
}

/// Calls a member of what a framework gives to handlers.
pub(super) fn method(
    program: &mut Program,
    role: Role,
    name: &str,
    arguments: Vec<Value>,
    place: Place,
) -> Value {
    match role {
        Role::Request(style) => request::method(program, style, name, arguments, place),
        Role::Response(style) => reply::method(program, style, name, arguments, place),
        Role::Context(style) => context::method(program, style, name, arguments, place),
    }
}

/// Assigns to a member of what a framework gives to handlers.
pub(super) fn assign(program: &mut Program, role: Role, name: &str, value: &Value, place: Place) {
    match (role, name) {
        (Role::Response(Style::Express), "statusCode")
        | (Role::Response(Style::Fastify), "statusCode")
        | (Role::Context(Style::Koa) | Role::Response(Style::Koa), "status") => {
            program.set_status(value, place);
        }
        (Role::Context(Style::Koa) | Role::Response(Style::Koa), "body") => {
            program.set_body(value, place);
        }
        (Role::Context(Style::Koa) | Role::Response(Style::Koa), "type") => {
            program.set_media(value);
        }
        _ => {}
    }
}
