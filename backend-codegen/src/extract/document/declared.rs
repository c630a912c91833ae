//! What a route says about itself: Fastify's `schema`, the definitions of zod-openapi.

use serde_json::{Value as Json, json};

use crate::extract::handler::{Content, Recording, Status};
use crate::extract::library::json_schema;
use crate::extract::library::zod::literal;
use crate::extract::routing::Operation;
use crate::extract::run::Program;
use crate::extract::schema::Schema;
use crate::extract::value::{Part, Place, Style, Value};

/// The declarations of one route.
#[derive(Debug, Default)]
pub(super) struct Declared {
    pub(super) summary: Option<String>,
    pub(super) description: Option<String>,
    pub(super) operation_id: Option<String>,
    pub(super) tags: Option<Json>,
    pub(super) deprecated: bool,
    /// Parts of the request and their schemas.
    inputs: Vec<(Part, Schema)>,
    /// Key, description and contents of each response.
    pub(super) responses: Vec<(String, Option<String>, Vec<Content>)>,
    /// Whether the framework answers invalid requests itself.
    refuses: bool,
}

impl Declared {
    /// The declarations of an operation; none are fine.
    pub(super) fn read(program: &mut Program, operation: &Operation) -> Self {
        let mut declared = Self::default();
        let Some(options) = &operation.options else {
            return declared;
        };
        let source = match operation.style {
            Style::Fastify => options.member("schema").unwrap_or(Value::Undefined),
            Style::Express | Style::Koa | Style::Hono => options.clone(),
        };
        let source = program.settled(source);
        declared.words(&source);
        match operation.style {
            Style::Fastify => declared.fastify(program, &source, operation.place),
            Style::Express | Style::Koa | Style::Hono => {
                declared.zod_openapi(program, &source, operation.place)
            }
        }
        declared
    }

    fn words(&mut self, source: &Value) {
        let text = |key: &str| {
            source
                .member(key)
                .and_then(|it| it.as_text().map(str::to_owned))
        };
        self.summary = text("summary");
        self.description = text("description");
        self.operation_id = text("operationId");
        self.tags = source
            .member("tags")
            .as_ref()
            .and_then(literal)
            .filter(Json::is_array);
        self.deprecated = matches!(source.member("deprecated"), Some(Value::Bool(true)));
    }

    fn fastify(&mut self, program: &mut Program, source: &Value, place: Place) {
        for key in ["params", "querystring", "query", "headers", "body"] {
            let Some(value) = source.member(key) else {
                continue;
            };
            let Some(part) = Program::part_named(key) else {
                continue;
            };
            let schema = match part {
                Part::Body => json_schema::schema(program, &value, place),
                _ => json_schema::parameters(program, &value, place),
            };
            self.inputs.push((part, schema));
            self.refuses = true;
        }
        let responses = source
            .member("response")
            .and_then(|it| it.as_object().map(|it| it.entries()));
        for (status, value) in responses.unwrap_or_default() {
            let description = value
                .member("description")
                .and_then(|it| it.as_text().map(str::to_owned));
            let contents = match value.member("content") {
                Some(content) => contents(program, &content, place),
                None if is_null(&value) => Vec::new(),
                None => vec![content(program, "application/json", &value, place)],
            };
            self.responses
                .push((status_key(&status), description, contents));
        }
    }

    fn zod_openapi(&mut self, program: &mut Program, source: &Value, place: Place) {
        let request = source.member("request").unwrap_or(Value::Undefined);
        for key in ["params", "query", "headers", "cookies"] {
            if let (Some(value), Some(part)) = (request.member(key), Program::part_named(key)) {
                let schema = json_schema::schema(program, &value, place);
                self.inputs.push((part, schema));
                self.refuses = true;
            }
        }
        let body = request.member("body").and_then(|it| it.member("content"));
        for (media, value) in body
            .and_then(|it| it.as_object().map(|it| it.entries()))
            .unwrap_or_default()
        {
            let part = if media.contains("json") {
                Part::Body
            } else {
                Part::Form
            };
            let schema = value.member("schema").unwrap_or(Value::Unknown);
            let schema = json_schema::schema(program, &schema, place);
            self.inputs.push((part, schema));
            self.refuses = true;
        }
        let responses = source
            .member("responses")
            .and_then(|it| it.as_object().map(|it| it.entries()));
        for (status, value) in responses.unwrap_or_default() {
            let description = value
                .member("description")
                .and_then(|it| it.as_text().map(str::to_owned));
            let contents = match value.member("content") {
                Some(content) => contents(program, &content, place),
                None => Vec::new(),
            };
            self.responses
                .push((status_key(&status), description, contents));
        }
    }

    /// What is known before the handlers are run.
    pub(super) fn known(&self, program: &mut Program, operation: &Operation) -> Recording {
        let place = operation.place;
        program.recording = Some(Recording::new(operation.style));
        for (part, schema) in &self.inputs {
            program.input(*part, schema, place);
        }
        let is_declared = self
            .responses
            .iter()
            .any(|(key, ..)| key == "400" || key == "4XX");
        if self.refuses && !is_declared {
            program.answer(Status::Known(400), None, place);
        }
        program
            .recording
            .take()
            .unwrap_or_else(|| Recording::new(operation.style))
    }
}

fn contents(program: &mut Program, content_by_media: &Value, place: Place) -> Vec<Content> {
    let all = content_by_media
        .as_object()
        .map(|it| it.entries())
        .unwrap_or_default();
    let one = |(media, value): (std::rc::Rc<str>, Value)| {
        let schema = value.member("schema").unwrap_or(Value::Unknown);
        content(program, &media, &schema, place)
    };
    all.into_iter().map(one).collect()
}

fn content(program: &mut Program, media: &str, value: &Value, place: Place) -> Content {
    Content {
        media: media.to_owned(),
        schema: json_schema::schema(program, value, place).reference(),
        unknown: None,
    }
}

/// `{type: 'null'}` and `z.null()` say that there is no content.
fn is_null(value: &Value) -> bool {
    match value {
        Value::Schema(schema) => {
            let json = Json::Object(schema.json().clone());
            json == json!({"type": "null"}) || json == json!({"not": {}})
        }
        value => value
            .member("type")
            .is_some_and(|it| it.as_text() == Some("null")),
    }
}

/// `2xx` is `2XX` in a document.
fn status_key(key: &str) -> String {
    match key {
        "default" => key.to_owned(),
        key => key.to_ascii_uppercase(),
    }
}
