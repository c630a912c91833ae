//! Tables to the document.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::routes::{Route, problems};
use super::{
    Api, Body, Content, Docs, Encoding, Header, Info, Input, Problem, Problems, Response, Server,
    Tag, Webhook, effective, parameter, security,
};
use crate::auth::Scheme;
use crate::http::Operation;
use crate::schema::{Components, Dialect, Json, to_json};

/// What is written.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The version of OpenAPI; `None` is the source document's, or 3.1.
    pub dialect: Option<Dialect>,
    /// With what the service answers beyond the document: its own 4XX and 5XX, derived operationIds.
    pub effective: bool,
}

impl Options {
    /// The document itself, in the version of its source.
    pub const PLAIN: Options = Options {
        dialect: None,
        effective: false,
    };
    /// The document with what the service adds.
    pub const EFFECTIVE: Options = Options {
        dialect: None,
        effective: true,
    };
}

/// The document of a service that stands in static tables.
///
/// # Errors
/// [`Problems`]: duplicate operationIds, component names that mean two types, paths that do not fit their handlers.
pub fn build(api: &Api, options: Options) -> Result<Value, Problems> {
    let routes: Vec<Route> = api
        .operations
        .iter()
        .flat_map(|group| group.iter())
        .map(|(operation, docs)| Route {
            path: operation.path.to_owned(),
            operation,
            docs,
        })
        .collect();
    let base = [Server {
        url: if api.base_path.is_empty() {
            "/"
        } else {
            api.base_path
        },
        description: "",
        variables: None,
    }];
    let whole = Whole {
        dialect: options.dialect.unwrap_or(api.dialect),
        info: &api.info,
        servers: if options.effective {
            &base
        } else {
            api.servers
        },
        tags: api.tags,
        schemes: api.schemes,
        routes: &routes,
        webhooks: api.webhooks,
        effective: options.effective,
    };
    whole.build(problems(&routes))
}

/// Everything a document is built from.
pub(super) struct Whole<'a> {
    pub(super) dialect: Dialect,
    pub(super) info: &'a Info,
    pub(super) servers: &'a [Server],
    pub(super) tags: &'a [Tag],
    pub(super) schemes: &'a [&'static Scheme],
    pub(super) routes: &'a [Route],
    pub(super) webhooks: &'a [Webhook],
    pub(super) effective: bool,
}

impl Whole<'_> {
    pub(super) fn build(&self, mut problems: Vec<Problem>) -> Result<Value, Problems> {
        let mut writer = Writer {
            dialect: self.dialect,
            components: Components::new(),
        };
        let paths = self.paths(&mut writer);
        let mut root = Map::new();
        let version = match self.dialect {
            Dialect::OpenApi30 => "3.0.3",
            Dialect::OpenApi31 => "3.1.0",
        };
        root.insert("openapi".to_owned(), version.into());
        root.insert("info".to_owned(), info(self.info));
        if !self.servers.is_empty() {
            root.insert(
                "servers".to_owned(),
                self.servers.iter().map(server).collect(),
            );
        }
        let tags = self.tags();
        if !tags.is_empty() {
            root.insert("tags".to_owned(), Value::Array(tags));
        }
        root.insert("paths".to_owned(), Value::Object(paths));
        let webhooks = self.webhooks(&mut writer);
        if !webhooks.is_empty() {
            // OpenAPI 3.0 has them as an extension only.
            let key = match self.dialect {
                Dialect::OpenApi30 => "x-webhooks",
                Dialect::OpenApi31 => "webhooks",
            };
            root.insert(key.to_owned(), Value::Object(webhooks));
        }
        let (schemas, conflicts) = writer.components.finish_all(self.dialect);
        problems.extend(
            conflicts
                .into_iter()
                .map(|name| Problem::ConflictingComponent {
                    name: name.to_owned(),
                }),
        );
        if !problems.is_empty() {
            return Err(Problems(problems));
        }
        let mut components = Map::new();
        if !schemas.is_empty() {
            let schemas = schemas
                .into_iter()
                .map(|(name, schema)| (name.to_owned(), schema));
            components.insert("schemas".to_owned(), Value::Object(schemas.collect()));
        }
        let schemes = self.schemes();
        if !schemes.is_empty() {
            components.insert("securitySchemes".to_owned(), Value::Object(schemes));
        }
        if !components.is_empty() {
            root.insert("components".to_owned(), Value::Object(components));
        }
        let mut document = Value::Object(root);
        if self.effective {
            effective::complete(&mut document, self.dialect);
        }
        Ok(document)
    }

    fn paths(&self, writer: &mut Writer) -> Map<String, Value> {
        let mut paths = Map::new();
        for route in self.routes {
            let operation = writer.operation(route.operation, route.docs, self.effective);
            let item = paths
                .entry(route.path.clone())
                .or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(item) = item {
                item.insert(route.operation.method.to_ascii_lowercase(), operation);
            }
        }
        paths
    }

    fn webhooks(&self, writer: &mut Writer) -> Map<String, Value> {
        let mut webhooks = Map::new();
        for webhook in self.webhooks {
            let operation = writer.operation(webhook.operation, webhook.docs, self.effective);
            add(&mut webhooks, &[webhook.name], webhook.operation, operation);
        }
        webhooks
    }

    /// The tags that are described, then those that operations name besides.
    fn tags(&self) -> Vec<Value> {
        let described = self.tags.iter().map(|tag| {
            let mut object = Map::from_iter([("name".to_owned(), Value::from(tag.name))]);
            text(&mut object, "description", tag.description);
            Value::Object(object)
        });
        described.collect()
    }

    /// The schemes that are listed, then those that operations ask for besides.
    fn schemes(&self) -> Map<String, Value> {
        let mut schemes = Map::new();
        let used = self.routes.iter().flat_map(|route| {
            let requirements = route.operation.security.iter();
            requirements
                .flat_map(|requirement| requirement.schemes.iter().map(|(scheme, _)| *scheme))
        });
        let mut known = BTreeSet::new();
        for scheme in self.schemes.iter().copied().chain(used) {
            if known.insert(scheme.name) {
                schemes.insert(scheme.name.to_owned(), security::scheme(scheme));
            }
        }
        schemes
    }
}

fn info(info: &Info) -> Value {
    let mut object = Map::new();
    object.insert("title".to_owned(), info.title.into());
    text(&mut object, "description", info.description);
    for (key, value) in info.more {
        object.insert((*key).to_owned(), value.to_value());
    }
    object.insert("version".to_owned(), info.version.into());
    Value::Object(object)
}

fn server(server: &Server) -> Value {
    let mut object = Map::new();
    object.insert("url".to_owned(), server.url.into());
    text(&mut object, "description", server.description);
    if let Some(variables) = &server.variables {
        object.insert("variables".to_owned(), variables.to_value());
    }
    Value::Object(object)
}

/// Puts what is sent below its keys, by its method.
fn add(object: &mut Map<String, Value>, keys: &[&str], operation: &Operation, sent: Value) {
    let mut object = object;
    for key in keys {
        let inner = object
            .entry((*key).to_owned())
            .or_insert_with(|| Value::Object(Map::new()));
        let Value::Object(inner) = inner else { return };
        object = inner;
    }
    object.insert(operation.method.to_ascii_lowercase(), sent);
}

/// Sets a member unless it is empty.
fn text(object: &mut Map<String, Value>, key: &str, value: &str) {
    if !value.is_empty() {
        object.insert(key.to_owned(), value.into());
    }
}

struct Writer {
    dialect: Dialect,
    components: Components,
}

impl Writer {
    fn operation(&mut self, operation: &Operation, docs: &'static Docs, effective: bool) -> Value {
        let mut object = Map::new();
        if !docs.tags.is_empty() {
            object.insert("tags".to_owned(), json!(docs.tags));
        }
        text(&mut object, "summary", docs.summary);
        text(&mut object, "description", docs.description);
        if effective || !docs.derived_id {
            object.insert("operationId".to_owned(), operation.id.into());
        }
        if docs.deprecated {
            object.insert("deprecated".to_owned(), Value::Bool(true));
        }
        let parameters = self.parameters(docs);
        if !parameters.is_empty() {
            object.insert("parameters".to_owned(), Value::Array(parameters));
        }
        if let Some(body) = docs.inputs.iter().find_map(|input| match input {
            Input::Body(body) => Some(body),
            Input::None | Input::Parameters(_) => None,
        }) {
            object.insert("requestBody".to_owned(), self.body(body));
        }
        let responses = self.responses(docs, effective);
        object.insert("responses".to_owned(), Value::Object(responses));
        let mut callbacks = Map::new();
        for callback in docs.callbacks {
            let sent = self.operation(callback.operation, callback.docs, effective);
            add(
                &mut callbacks,
                &[callback.name, callback.url],
                callback.operation,
                sent,
            );
        }
        if !callbacks.is_empty() {
            object.insert("callbacks".to_owned(), Value::Object(callbacks));
        }
        if let Some(security) = security::requirements(operation.security) {
            object.insert("security".to_owned(), security);
        }
        Value::Object(object)
    }

    fn parameters(&mut self, docs: &Docs) -> Vec<Value> {
        let mut list = Vec::new();
        for input in docs.inputs {
            match input {
                Input::Parameters(set) => {
                    list.extend(parameter::objects(set, self.dialect, &mut self.components));
                }
                Input::None | Input::Body(_) => {}
            }
        }
        list
    }

    fn body(&mut self, body: &Body) -> Value {
        let mut object = Map::new();
        text(&mut object, "description", body.description);
        if body.required {
            object.insert("required".to_owned(), Value::Bool(true));
        }
        let content = self.contents(body.contents);
        object.insert("content".to_owned(), Value::Object(content));
        Value::Object(object)
    }

    fn contents(&mut self, contents: &'static [Content]) -> Map<String, Value> {
        let mut map = Map::new();
        for content in contents {
            let mut object = Map::new();
            if let Some(schema) = &content.schema {
                let schema = to_json(schema, self.dialect, &mut self.components);
                object.insert("schema".to_owned(), schema);
            }
            if let Some(example) = &content.example {
                object.insert("example".to_owned(), Json::to_value(example));
            }
            if !content.encoding.is_empty() {
                let encoding = content.encoding.iter();
                let encoding = encoding.map(|one| (one.property.to_owned(), self.encoding(one)));
                object.insert("encoding".to_owned(), Value::Object(encoding.collect()));
            }
            map.insert(content.media_type.to_owned(), Value::Object(object));
        }
        map
    }

    fn encoding(&mut self, encoding: &'static Encoding) -> Value {
        let mut object = Map::new();
        text(&mut object, "contentType", encoding.content_type);
        text(&mut object, "style", encoding.style);
        if let Some(explode) = encoding.explode {
            object.insert("explode".to_owned(), explode.into());
        }
        if !encoding.headers.is_empty() {
            object.insert("headers".to_owned(), self.headers(encoding.headers));
        }
        Value::Object(object)
    }

    fn headers(&mut self, headers: &'static [Header]) -> Value {
        let mut map = Map::new();
        for header in headers {
            let mut object = Map::new();
            text(&mut object, "description", header.description);
            if header.required {
                object.insert("required".to_owned(), Value::Bool(true));
            }
            let schema = to_json(&header.schema, self.dialect, &mut self.components);
            object.insert("schema".to_owned(), schema);
            map.insert(header.name.to_owned(), Value::Object(object));
        }
        Value::Object(map)
    }

    fn responses(&mut self, docs: &Docs, effective: bool) -> Map<String, Value> {
        let mut list: Vec<&'static Response> = Vec::new();
        docs.responses.each(&mut |response| {
            if effective || !response.assumed {
                list.push(response);
            }
        });
        let mut map = Map::new();
        for response in list {
            let value = self.response(response);
            match map.get_mut(response.status) {
                Some(known) => merge(known, value),
                None => {
                    map.insert(response.status.to_owned(), value);
                }
            }
        }
        map
    }

    fn response(&mut self, response: &'static Response) -> Value {
        let mut object = Map::new();
        object.insert("description".to_owned(), response.description.into());
        if !response.headers.is_empty() {
            object.insert("headers".to_owned(), self.headers(response.headers));
        }
        if !response.contents.is_empty() {
            let content = self.contents(response.contents);
            object.insert("content".to_owned(), Value::Object(content));
        }
        Value::Object(object)
    }
}

/// Two types answer with one status: descriptions stand one after the other, bodies of one media type are alternatives.
fn merge(known: &mut Value, other: Value) {
    let (Value::Object(known), Value::Object(other)) = (known, other) else {
        return;
    };
    for (key, value) in other {
        match (known.get_mut(&key), value) {
            (Some(Value::String(one)), Value::String(two)) if key == "description" => {
                if *one != two && !two.is_empty() {
                    *one = format!("{one} {two}").trim().to_owned();
                }
            }
            (Some(Value::Object(one)), Value::Object(two)) => {
                for (name, value) in two {
                    match one.get_mut(&name) {
                        Some(first) if key == "content" => either(first, value),
                        Some(_) => {}
                        None => {
                            one.insert(name, value);
                        }
                    }
                }
            }
            (Some(_), _) => {}
            (None, value) => {
                known.insert(key, value);
            }
        }
    }
}

/// A media type whose schema is one of two.
fn either(first: &mut Value, second: Value) {
    if *first == second {
        return;
    }
    let (Some(one), Some(two)) = (first.get("schema").cloned(), second.get("schema").cloned())
    else {
        return;
    };
    let mut alternatives = match one.get("anyOf") {
        Some(Value::Array(list)) if one.as_object().is_some_and(|one| one.len() == 1) => {
            list.clone()
        }
        _ => vec![one],
    };
    if !alternatives.contains(&two) {
        alternatives.push(two);
    }
    if alternatives.len() > 1
        && let Value::Object(first) = first
    {
        first.insert("schema".to_owned(), json!({ "anyOf": alternatives }));
    }
}
