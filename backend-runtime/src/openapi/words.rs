//! What a document says in words, kept in one text beside the code that it is about.
//!
//! The text holds summaries, descriptions, names and examples; everything that code decides (operations, parameters,
//! schemas, security) is referred to by its place in a list of [`References`]. It is read once, when the document is
//! first asked for, and stays for as long as the process.

use serde::Deserialize;
use serde_json::Value;

use super::{
    Api, Body, Callback, Content, Docs, Encoding, Header, Info, Input, Response, ResponseList,
    Server, Tag, Webhook,
};
use crate::auth::Scheme;
use crate::http::Operation;
use crate::schema::{Dialect, Json, Node, Number};

/// What the words are about.
#[derive(Debug)]
pub struct References<'a> {
    /// The path of the first server, in front of every route.
    pub base_path: &'static str,
    /// `components.securitySchemes`
    pub schemes: &'static [&'static Scheme],
    /// Every operation, group by group, in the order of the words.
    pub operations: &'a [&'static [&'static Operation]],
    /// Every operation that the service sends, likewise.
    pub outgoing: &'a [&'static [&'static Operation]],
    /// The sets of parameters.
    pub inputs: &'a [Input],
    /// The schemas of bodies and headers.
    pub schemas: &'a [Node],
}

/// Reads words and joins them to what they are about.
///
/// # Panics
/// When the text is not what the generator wrote together with the references.
pub fn api(words: &'static str, references: &References<'_>) -> Api {
    let words: Words = serde_json::from_str(words).expect("the generator wrote these words");
    let outgoing = pairs(words.outgoing, references.outgoing, references, &[]);
    let outgoing: Vec<Described> = outgoing.into_iter().flatten().collect();
    let groups = pairs(
        words.operations,
        references.operations,
        references,
        &outgoing,
    );
    let webhooks = words.webhooks.into_iter().map(|(name, place)| Webhook {
        name: text(name),
        operation: outgoing[place].0,
        docs: outgoing[place].1,
    });
    Api {
        dialect: if words.is_3_0 {
            Dialect::OpenApi30
        } else {
            Dialect::OpenApi31
        },
        info: Info {
            title: text(words.title),
            version: text(words.version),
            description: text(words.description),
            more: members(words.info),
        },
        servers: keep(words.servers.into_iter().map(ServerWords::server).collect()),
        base_path: references.base_path,
        tags: keep(
            words
                .tags
                .into_iter()
                .map(|(name, description)| Tag {
                    name: text(name),
                    description: text(description),
                })
                .collect(),
        ),
        schemes: references.schemes,
        operations: keep(groups.into_iter().map(keep).collect()),
        webhooks: keep(webhooks.collect()),
    }
}

type Described = (&'static Operation, &'static Docs);

/// Each operation with what is said about it.
fn pairs(
    words: Vec<OperationWords>,
    groups: &[&'static [&'static Operation]],
    references: &References<'_>,
    outgoing: &[Described],
) -> Vec<Vec<Described>> {
    let mut words = words.into_iter();
    let groups = groups.iter().map(|group| {
        let pairs = group.iter().map(|operation| {
            let words = words.next().expect("each operation has its words");
            (*operation, keep_one(words.docs(references, outgoing)))
        });
        pairs.collect()
    });
    groups.collect()
}

/// A list that stays.
fn keep<T>(list: Vec<T>) -> &'static [T] {
    Box::leak(list.into_boxed_slice())
}

/// A value that stays.
fn keep_one<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

/// A text that stays.
fn text(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

fn members(object: serde_json::Map<String, Value>) -> &'static [(&'static str, Json)] {
    let members = object
        .into_iter()
        .map(|(key, value)| (text(key), json(value)));
    keep(members.collect())
}

fn json(value: Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(value),
        Value::Number(number) => {
            Json::Number(Number::parse(&number.to_string()).unwrap_or(Number::Int(0)))
        }
        Value::String(value) => Json::String(text(value)),
        Value::Array(items) => Json::Array(keep(items.into_iter().map(json).collect())),
        Value::Object(object) => Json::Object(members(object)),
    }
}

/// The whole text.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Words {
    is_3_0: bool,
    title: String,
    version: String,
    description: String,
    info: serde_json::Map<String, Value>,
    servers: Vec<ServerWords>,
    tags: Vec<(String, String)>,
    operations: Vec<OperationWords>,
    /// Of operations that are sent.
    outgoing: Vec<OperationWords>,
    /// Name and place among those that are sent.
    webhooks: Vec<(String, usize)>,
}

#[derive(Deserialize)]
struct ServerWords {
    url: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    variables: Option<Value>,
}

impl ServerWords {
    fn server(self) -> Server {
        Server {
            url: text(self.url),
            description: text(self.description),
            variables: self.variables.map(json),
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct OperationWords {
    summary: String,
    description: String,
    tags: Vec<String>,
    deprecated: bool,
    derived_id: bool,
    inputs: Vec<usize>,
    body: Option<BodyWords>,
    responses: Vec<ResponseWords>,
    /// Name, URL, and place among the operations that are sent.
    callbacks: Vec<(String, String, usize)>,
}

impl OperationWords {
    fn docs(self, references: &References<'_>, outgoing: &[Described]) -> Docs {
        let parameters = self
            .inputs
            .into_iter()
            .map(|index| references.inputs[index]);
        let body = self.body.map(|body| Input::Body(body.body(references)));
        let responses = self
            .responses
            .into_iter()
            .map(|one| one.response(references));
        let callbacks = self
            .callbacks
            .into_iter()
            .map(|(name, url, place)| Callback {
                name: text(name),
                url: text(url),
                operation: outgoing[place].0,
                docs: outgoing[place].1,
            });
        Docs {
            handler: "",
            summary: text(self.summary),
            description: text(self.description),
            tags: keep(self.tags.into_iter().map(text).collect()),
            deprecated: self.deprecated,
            derived_id: self.derived_id,
            inputs: keep(parameters.chain(body).collect()),
            responses: keep_one(ResponseList::of(keep(responses.collect()))),
            callbacks: keep(callbacks.collect()),
        }
    }
}

#[derive(Deserialize)]
struct BodyWords {
    #[serde(default)]
    required: bool,
    #[serde(default)]
    description: String,
    contents: Vec<ContentWords>,
}

impl BodyWords {
    fn body(self, references: &References<'_>) -> Body {
        Body {
            required: self.required,
            description: text(self.description),
            contents: contents(self.contents, references),
        }
    }
}

/// Media type, and the place of its schema among the references.
#[derive(Deserialize)]
struct ContentWords {
    media_type: String,
    #[serde(default)]
    schema: Option<usize>,
    #[serde(default, deserialize_with = "present")]
    example: Option<Value>,
    #[serde(default)]
    encoding: Vec<EncodingWords>,
}

/// `null` is an example as well.
fn present<'de, D: serde::Deserializer<'de>>(value: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(value).map(Some)
}

fn contents(words: Vec<ContentWords>, references: &References<'_>) -> &'static [Content] {
    let contents = words.into_iter().map(|one| Content {
        media_type: text(one.media_type),
        schema: one.schema.map(|index| references.schemas[index]),
        example: one.example.map(json),
        encoding: keep(
            one.encoding
                .into_iter()
                .map(|one| one.encoding(references))
                .collect(),
        ),
    });
    keep(contents.collect())
}

#[derive(Deserialize)]
struct EncodingWords {
    property: String,
    #[serde(default)]
    content_type: String,
    #[serde(default)]
    style: String,
    #[serde(default)]
    explode: Option<bool>,
    #[serde(default)]
    headers: Vec<HeaderWords>,
}

impl EncodingWords {
    fn encoding(self, references: &References<'_>) -> Encoding {
        Encoding {
            property: text(self.property),
            content_type: text(self.content_type),
            style: text(self.style),
            explode: self.explode,
            headers: headers(self.headers, references),
        }
    }
}

#[derive(Deserialize)]
struct HeaderWords {
    name: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    required: bool,
    schema: usize,
}

fn headers(words: Vec<HeaderWords>, references: &References<'_>) -> &'static [Header] {
    let headers = words.into_iter().map(|one| Header {
        name: text(one.name),
        description: text(one.description),
        required: one.required,
        schema: references.schemas[one.schema],
    });
    keep(headers.collect())
}

#[derive(Deserialize)]
struct ResponseWords {
    status: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    headers: Vec<HeaderWords>,
    #[serde(default)]
    contents: Vec<ContentWords>,
    #[serde(default)]
    assumed: bool,
}

impl ResponseWords {
    fn response(self, references: &References<'_>) -> Response {
        Response {
            status: text(self.status),
            description: text(self.description),
            headers: headers(self.headers, references),
            contents: contents(self.contents, references),
            assumed: self.assumed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openapi::{Options, build};
    use crate::schema::Schema as _;

    #[test]
    fn words_and_references_make_the_document() {
        static OPERATION: Operation = Operation {
            id: "read",
            path: "/a",
            ..Operation::NEW
        };
        static SENT: Operation = Operation {
            id: "told",
            method: "POST",
            path: "/told",
            ..Operation::NEW
        };
        static OPERATIONS: &[&[&Operation]] = &[&[&OPERATION]];
        static SENDERS: &[&[&Operation]] = &[&[&SENT]];
        const WORDS: &str = r#"{"is_3_0": true, "outgoing": [{"derived_id": true}], "webhooks": [["told", 0]], "title": "T", "version": "1", "tags": [["a", "As."]],
            "operations": [{"summary": "Reads", "tags": ["a"], "callbacks": [["heard", "{$url}", 0]], "responses": [{"status": "200", "description": "Found",
            "headers": [{"name": "x-a", "required": true, "schema": 0}],
            "contents": [{"media_type": "text/plain", "schema": 0, "example": null}]}]}]}"#;
        let references = References {
            base_path: "",
            schemes: &[],
            operations: OPERATIONS,
            outgoing: SENDERS,
            inputs: &[],
            schemas: &[*String::schema()],
        };
        let document = build(&api(WORDS, &references), Options::PLAIN).unwrap();
        assert_eq!(
            document,
            serde_json::json!({
                "openapi": "3.0.3",
                "info": {"title": "T", "version": "1"},
                "tags": [{"name": "a", "description": "As."}],
                "paths": {"/a": {"get": {
                    "tags": ["a"], "summary": "Reads", "operationId": "read",
                    "responses": {"200": {
                        "description": "Found",
                        "headers": {"x-a": {"required": true, "schema": {"type": "string"}}},
                        "content": {"text/plain": {"schema": {"type": "string"}, "example": null}},
                    }},
                    "callbacks": {"heard": {"{$url}": {"post": {"responses": {}}}}},
                }}},
                "x-webhooks": {"told": {"post": {"responses": {}}}},
            })
        );
    }
}
