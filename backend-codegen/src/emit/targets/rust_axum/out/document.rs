//! What the document says beyond what requests are served by.
//!
//! `api/words.json` has the words (summaries, descriptions, names, examples), module `document` the references that they
//! are about: operations, sets of parameters and schemas, all of them types. No schema stands in the words.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::{Map, Value, json};

use super::outgoing::Sent;
use crate::ir::Style;
use crate::{
    emit::lang::rust::{
        OperationShape, RustNames, annotation_keys, ident, json_literal_const, operation_shape,
        rust_type, schema_attributes,
    },
    ir::{
        Api, Body, Content, Envelopment, Header, Location, Operation, Outgoing, PartEncoding,
        Response, Schema, StatusPattern,
    },
    settings::Envelope,
};

/// The items of module `document`, and the text of `api/words.json`.
pub(super) fn items(
    api: &Api,
    names: &RustNames,
    sent: Option<&Sent>,
) -> (Vec<TokenStream>, String) {
    let mut writer = Writer {
        api,
        names,
        outgoing: &api.outgoing,
        places: sent.map(Sent::places).unwrap_or_default(),
        inputs: Table::default(),
        schemas: Table::default(),
    };
    let operations = writer.operations();
    let mut words = head(api);
    let mut outgoing = Vec::new();
    if let Some(sent) = sent {
        (writer.api, writer.names) = (&sent.api, &sent.names);
        outgoing = writer.operations();
        (writer.api, writer.names) = (api, names);
        words.insert("webhooks".to_owned(), writer.webhooks());
    }
    let mut words = Value::Object(words).to_string();
    words.truncate(words.len() - 1);
    for (key, operations) in [("operations", operations), ("outgoing", outgoing)] {
        // A line per operation, so that texts can be compared.
        words.push_str(&format!(",\n\"{key}\":[\n{}\n]", operations.join(",\n")));
    }
    words.push_str("}\n");
    (writer.items(sent), plain(&words))
}

/// JSON text without characters that turn or hide text: within strings, where alone they are, escapes mean the same.
fn plain(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for character in json.chars() {
        if (character.is_control() && character != '\n') || super::docs::is_bidi(character) {
            text.push_str(&format!("\\u{:04x}", u32::from(character)));
        } else {
            text.push(character);
        }
    }
    text
}

fn head(api: &Api) -> Map<String, Value> {
    let servers = api.head.servers.iter().map(|server| {
        let mut words = Map::new();
        words.insert("url".to_owned(), server.url.as_str().into());
        text(&mut words, "description", Some(&server.description));
        words.extend(
            server
                .variables
                .clone()
                .map(|variables| ("variables".to_owned(), variables)),
        );
        Value::Object(words)
    });
    let mut words = Map::new();
    flag(&mut words, "is_3_0", api.head.is_3_0);
    words.insert("title".to_owned(), api.title.as_str().into());
    words.insert("version".to_owned(), api.version.as_str().into());
    text(&mut words, "description", api.description.as_deref());
    words.insert(
        "info".to_owned(),
        Value::Object(api.head.info.iter().cloned().collect()),
    );
    words.insert("servers".to_owned(), servers.collect());
    words.insert("tags".to_owned(), json!(api.head.tags));
    words
}

/// Expressions that words refer to by their place, each once.
#[derive(Default)]
struct Table {
    list: Vec<TokenStream>,
    known: HashMap<String, usize>,
}

impl Table {
    fn place(&mut self, expression: TokenStream) -> usize {
        let next = self.list.len();
        let place = *self.known.entry(expression.to_string()).or_insert(next);
        if place == next {
            self.list.push(expression);
        }
        place
    }
}

struct Writer<'a> {
    api: &'a Api,
    names: &'a RustNames,
    outgoing: &'a [Outgoing],
    /// Where each of them stands in the list.
    places: Vec<usize>,
    inputs: Table,
    schemas: Table,
}

impl<'a> Writer<'a> {
    /// The words of every operation, group by group.
    fn operations(&mut self) -> Vec<String> {
        let (api, names) = (self.api, self.names);
        let mut operations = Vec::new();
        for (group, content) in api.groups.iter().enumerate() {
            let indices = content.operations.iter();
            let shapes = indices.map(|&index| operation_shape(api, index, names));
            // As `http::routes!` lists them.
            let (routed, unrouted): (Vec<_>, Vec<_>) = shapes.partition(super::routes::is_routed);
            for shape in routed.iter().chain(&unrouted) {
                let words = self.operation(group, shape);
                operations.push(Value::Object(words).to_string());
            }
        }
        operations
    }

    fn webhooks(&self) -> Value {
        let outgoing = self.outgoing.iter().zip(&self.places);
        let webhooks = outgoing.filter(|(outgoing, _)| outgoing.url.is_none());
        webhooks
            .map(|(outgoing, place)| json!([outgoing.name, place]))
            .collect()
    }

    fn callbacks(&self, operation: &Operation) -> Vec<Value> {
        let callbacks = operation.callbacks.iter().map(|&index| {
            let outgoing = &self.outgoing[index];
            let url = outgoing.url.as_ref().map_or("", |url| url.text.as_str());
            json!([outgoing.name, url, self.places[index]])
        });
        callbacks.collect()
    }

    fn items(&self, sent: Option<&Sent>) -> Vec<TokenStream> {
        let groups = (0..self.api.groups.len()).map(|group| {
            let module = ident(&self.names.group(group).module);
            quote!(super::#module::OPERATIONS)
        });
        let outgoing = sent.into_iter().flat_map(Sent::modules).map(|(_, module)| {
            let module = ident(module);
            quote!(super::#module::OPERATIONS)
        });
        let (inputs, schemas) = (&self.inputs.list, &self.schemas.list);
        let (input_count, schema_count) = (inputs.len(), schemas.len());
        vec![
            quote! {
                /// The whole document: words, and the types that they are about.
                pub static API: std::sync::LazyLock<openapi::Api> = std::sync::LazyLock::new(|| {
                    let references = openapi::References {
                        base_path: super::BASE_PATH,
                        schemes: super::SECURITY,
                        operations: &[#(#groups),*],
                        outgoing: &[#(#outgoing),*],
                        inputs: &inputs(),
                        schemas: &schemas(),
                    };
                    openapi::api(include_str!(concat!(env!("OUT_DIR"), "/api/words.json")), &references)
                });
            },
            quote! {
                fn inputs() -> [openapi::Input; #input_count] {
                    [#(#inputs),*]
                }
            },
            quote! {
                fn schemas() -> [schema::Node; #schema_count] {
                    [#(#schemas),*]
                }
            },
        ]
    }

    fn operation(&mut self, group: usize, shape: &OperationShape<'_>) -> Map<String, Value> {
        let operation = shape.operation;
        let mut words = Map::new();
        text(&mut words, "summary", operation.summary.as_deref());
        text(&mut words, "description", operation.description.as_deref());
        list(
            &mut words,
            "tags",
            operation.tags.iter().map(String::as_str),
        );
        flag(&mut words, "deprecated", operation.deprecated);
        flag(&mut words, "derived_id", operation.derived_id);
        let inputs = self.parameters(group, shape);
        list(&mut words, "inputs", inputs);
        if let Some(body) = &operation.body {
            words.insert("body".to_owned(), self.body(body));
        }
        let responses = operation.responses.iter().enumerate().map(|(index, one)| {
            let assumed = operation.envelopment == Envelopment::Assumed && index == 0;
            self.response(one, assumed)
        });
        words.insert("responses".to_owned(), responses.collect());
        let callbacks = self.callbacks(operation);
        list(&mut words, "callbacks", callbacks);
        words
    }

    fn parameters(&mut self, group: usize, shape: &OperationShape<'_>) -> Vec<usize> {
        let module = ident(&self.names.group(group).module);
        let sets = shape.parameters.iter().map(|set| {
            let ty = ident(&set.name);
            let location = match set.location {
                Location::Path => quote!(path),
                Location::Query => quote!(query),
                Location::Header => quote!(header),
                Location::Cookie => quote!(cookie),
            };
            let input = quote!(openapi::Input::#location::<super::#module::#ty>());
            self.inputs.place(input)
        });
        sets.collect()
    }

    fn body(&mut self, body: &Body) -> Value {
        let mut words = Map::new();
        flag(&mut words, "required", body.required);
        text(&mut words, "description", body.description.as_deref());
        words.insert("contents".to_owned(), self.contents(&body.contents));
        Value::Object(words)
    }

    fn response(&mut self, response: &Response, assumed: bool) -> Value {
        let status = match response.status {
            StatusPattern::Code(code) => code.to_string(),
            StatusPattern::Range(class) => format!("{class}XX"),
            StatusPattern::Default => "default".to_owned(),
        };
        let mut words = Map::new();
        words.insert("status".to_owned(), status.into());
        text(&mut words, "description", Some(&response.description));
        let headers = self.headers(&response.headers);
        list(&mut words, "headers", headers);
        let contents = if assumed {
            let contents = response.contents.iter().map(|_| self.assumed());
            contents.collect()
        } else {
            self.contents(&response.contents)
        };
        list(
            &mut words,
            "contents",
            contents.as_array().into_iter().flatten().cloned(),
        );
        flag(&mut words, "assumed", assumed);
        Value::Object(words)
    }

    /// A success response that the document does not declare: anything, in the service's envelope.
    fn assumed(&mut self) -> Value {
        let schema = match self.api.envelope {
            Envelope::None => quote!(schema::Node::ANY),
            Envelope::Data => quote!(openapi::DATA_ENVELOPE),
            Envelope::Success => quote!(openapi::SUCCESS_ENVELOPE),
        };
        let place = self.schemas.place(schema);
        json!({ "media_type": "application/json", "schema": place })
    }

    fn headers(&mut self, headers: &[Header]) -> Vec<Value> {
        let headers = headers.iter().map(|header| {
            let mut words = Map::new();
            words.insert("name".to_owned(), header.name.as_str().into());
            text(&mut words, "description", header.description.as_deref());
            flag(&mut words, "required", header.required);
            words.insert("schema".to_owned(), self.schema(&header.schema).into());
            Value::Object(words)
        });
        headers.collect()
    }

    fn contents(&mut self, contents: &[Content]) -> Value {
        let contents = contents.iter().map(|content| {
            let mut words = Map::new();
            words.insert("media_type".to_owned(), content.media_type.as_str().into());
            if let Some(schema) = &content.schema {
                words.insert("schema".to_owned(), self.schema(schema).into());
            }
            if let Some(example) = &content.example {
                words.insert("example".to_owned(), example.clone());
            }
            let encoding: Vec<Value> = content
                .encodings
                .iter()
                .map(|one| self.encoding(one))
                .collect();
            list(&mut words, "encoding", encoding);
            Value::Object(words)
        });
        contents.collect()
    }

    fn encoding(&mut self, encoding: &PartEncoding) -> Value {
        let mut words = Map::new();
        words.insert("property".to_owned(), encoding.property.as_str().into());
        text(
            &mut words,
            "content_type",
            Some(&encoding.content_types.join(", ")),
        );
        let style = encoding.style.map(Style::as_str);
        text(&mut words, "style", style);
        words.extend(
            encoding
                .explode
                .map(|explode| ("explode".to_owned(), explode.into())),
        );
        let headers = self.headers(&encoding.headers);
        list(&mut words, "headers", headers);
        Value::Object(words)
    }

    /// A schema where it is used: that of its type, with what the place adds.
    fn schema(&mut self, schema: &Schema) -> usize {
        let ty = rust_type(schema, &self.api.types, self.names);
        let mut keys = schema_attributes(schema, self.names);
        if schema.nullable {
            keys.push(quote!(nullable));
        }
        if let Some(value) = &schema.meta.default {
            let value = crate::emit::lang::rust::json_literal(value);
            keys.push(quote!(default = #value));
        }
        if !matches!(schema.kind, crate::ir::Kind::Ref(_)) || schema.meta.description.is_some() {
            keys.extend(annotation_keys(&schema.meta, ""));
        }
        self.schemas.place(if keys.is_empty() {
            quote!(schema::Node::of::<#ty>())
        } else {
            quote!(const { schema::node!(#ty, #(#keys),*) })
        })
    }
}

/// Sets a text unless it is empty.
fn text(words: &mut Map<String, Value>, key: &str, value: Option<&str>) {
    if let Some(value) = value.filter(|value| !value.is_empty()) {
        words.insert(key.to_owned(), value.into());
    }
}

/// Sets what holds.
fn flag(words: &mut Map<String, Value>, key: &str, value: bool) {
    if value {
        words.insert(key.to_owned(), true.into());
    }
}

/// Sets a list unless it is empty.
fn list<V: Into<Value>>(
    words: &mut Map<String, Value>,
    key: &str,
    values: impl IntoIterator<Item = V>,
) {
    let values: Vec<Value> = values.into_iter().map(Into::into).collect();
    if !values.is_empty() {
        words.insert(key.to_owned(), values.into());
    }
}

/// What a scheme of the document has besides what credentials are read by.
pub(super) fn scheme_members(members: &[(String, Value)]) -> TokenStream {
    let members = members.iter().map(|(key, value)| {
        let value = json_literal_const(value, &quote!(backend_runtime::schema));
        quote!((#key, #value))
    });
    quote!(&[#(#members),*])
}
