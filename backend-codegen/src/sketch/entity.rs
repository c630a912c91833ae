//! What a collection stores: a schema of the document, or one made from the body of a create.

use serde_json::json;

use super::{
    collection::{Collection, Sketched},
    tree::{entry, node},
};
use crate::{
    ir::{
        Method,
        names::{singular, upper_camel, words},
    },
    spec::{Document, Entry, Node, Object, Value},
};

/// The stored thing of a collection.
#[derive(Debug)]
pub(super) enum Stored {
    /// A component of the document.
    Known(String),
    /// A schema of our own, to be added under this name, with the name that an inline body gets.
    Made {
        /// The name that is wanted.
        name: String,
        /// The schema.
        schema: Node,
        /// The body that it was made from has no name of its own yet.
        inline: bool,
    },
}

/// A property of an object schema.
struct Property {
    name: String,
    schema: Node,
    required: bool,
}

const NAMES_OF_SECRETS: [&str; 4] = ["password", "passphrase", "secret", "pin"];

pub(super) fn fold(name: &str) -> String {
    words(name).concat()
}

/// The stored thing, when the document tells.
pub(super) fn stored(document: &Document, collection: &Collection<'_>) -> Option<Stored> {
    if let Some(name) = answered(document, collection) {
        return Some(Stored::Known(name));
    }
    let noun = singular_of(&collection.name);
    if let Some(name) = component(document, collection, &noun) {
        return Some(Stored::Known(name));
    }
    let is_collection = fold(&noun) != fold(&collection.name) || collection.key.is_some();
    is_collection.then(|| made(document, collection, &noun))?
}

/// `order item` of `order-items`.
fn singular_of(name: &str) -> String {
    let mut parts = words(name);
    if let Some(last) = parts.last_mut() {
        *last = singular(last);
    }
    parts.join(" ")
}

/// The component that a success response of the collection names.
fn answered(document: &Document, collection: &Collection<'_>) -> Option<String> {
    let all = [
        (Method::Get, true),
        (Method::Post, false),
        (Method::Get, false),
        (Method::Put, true),
        (Method::Patch, true),
    ];
    let mut found = all.into_iter().filter_map(|(method, member)| {
        let operation = collection.find(method, member)?;
        let responses = operation.node.get("responses")?.as_object()?;
        let (_, success) = responses
            .iter()
            .find(|(status, _)| status.starts_with('2'))?;
        let success = document.deref(success).ok()?.node;
        let schema = json_schema(success)?;
        component_name(schema.get("items").unwrap_or(schema))
    });
    found.next()
}

fn json_schema(holder: &Node) -> Option<&Node> {
    let content = holder.get("content")?.as_object()?;
    let (_, media) = content.iter().find(|(key, _)| key.contains("json"))?;
    media.get("schema")
}

/// `Pet` of a reference to `#/components/schemas/Pet`.
fn component_name(schema: &Node) -> Option<String> {
    let reference = schema.get("$ref")?.as_str()?;
    let name = reference.strip_prefix("#/components/schemas/")?;
    (!name.contains(['/', '~', '%'])).then(|| name.to_owned())
}

/// The component with the collection's name, when it has the key.
fn component(document: &Document, collection: &Collection<'_>, noun: &str) -> Option<String> {
    let schemas = document
        .root()
        .get("components")?
        .get("schemas")?
        .as_object()?;
    let (name, schema) = schemas.iter().find(|(name, _)| fold(name) == fold(noun))?;
    let properties = properties(document, schema, 0)?;
    let key = key_name(collection, noun, &properties);
    let has_key = properties.iter().any(|one| fold(&one.name) == fold(&key));
    has_key.then(|| name.to_owned())
}

/// The property that holds the key, as the member's path names it.
fn key_name(collection: &Collection<'_>, noun: &str, properties: &[Property]) -> String {
    let Some(parameter) = &collection.key else {
        return "id".to_owned();
    };
    let own = properties
        .iter()
        .find(|one| fold(&one.name) == fold(parameter));
    if let Some(own) = own {
        return own.name.clone();
    }
    let (folded, noun) = (fold(parameter), fold(noun));
    if folded == "id" || folded == noun || folded == format!("{noun}id") {
        "id".to_owned()
    } else {
        parameter.clone()
    }
}

/// The stored thing as the body of the create describes it, with what the server adds.
fn made(document: &Document, collection: &Collection<'_>, noun: &str) -> Option<Stored> {
    let create = collection
        .find(Method::Post, false)
        .or_else(|| collection.find(Method::Put, true))?;
    let body = body_schema(document, create)?;
    let sent = properties(document, body, 0).filter(|list| !list.is_empty())?;
    let inline = body.get("$ref").is_none();
    let changed = [Method::Put, Method::Patch]
        .into_iter()
        .filter_map(|method| {
            let body = body_schema(document, collection.find(method, true)?)?;
            properties(document, body, 0)
        });
    let mut all: Vec<Property> = Vec::new();
    let key = key_name(collection, noun, &sent);
    let span = create.node.span;
    let is_snake = sent.iter().any(|one| one.name.contains('_'));
    let has = |list: &[Property], name: &str| list.iter().any(|one| fold(&one.name) == fold(name));
    if !has(&sent, &key) {
        let schema = key_schema(document, collection, span);
        all.push(Property {
            name: key,
            schema,
            required: true,
        });
    }
    if let Some((owner, parameter)) = &collection.parent {
        let name = match fold(parameter).as_str() {
            "id" if is_snake => format!("{}_id", singular_of(owner).replace(' ', "_")),
            "id" => format!(
                "{}Id",
                crate::ir::names::lower_camel(&singular_of(owner), "parent")
            ),
            _ => parameter.clone(),
        };
        if !has(&sent, &name) {
            let schema = parameter_schema(document, create, parameter, span);
            all.push(Property {
                name,
                schema: read_only(schema),
                required: true,
            });
        }
    }
    all.extend(sent.into_iter().filter(|one| !is_secret(one)));
    for property in changed.flatten().filter(|one| !is_secret(one)) {
        if !has(&all, &property.name) {
            all.push(Property {
                required: false,
                ..property
            });
        }
    }
    for (camel, snake, known) in [
        ("createdAt", "created_at", "created"),
        ("updatedAt", "updated_at", "updated"),
    ] {
        if !has(&all, camel) && !has(&all, known) {
            let schema = json!({ "type": "string", "format": "date-time", "readOnly": true });
            let name = if is_snake { snake } else { camel };
            all.push(Property {
                name: name.to_owned(),
                schema: node(&schema, span),
                required: true,
            });
        }
    }
    let base = upper_camel(noun, "Item");
    let schema = object(all, span);
    Some(Stored::Made {
        name: base,
        schema,
        inline,
    })
}

fn object(properties: Vec<Property>, span: crate::source::Span) -> Node {
    let required: Vec<Node> = properties
        .iter()
        .filter(|one| one.required)
        .map(|one| Node::new(span, Value::String(one.name.clone())))
        .collect();
    let members: Vec<Entry> = properties
        .into_iter()
        .map(|one| entry(&one.name, one.schema))
        .collect();
    let entries = vec![
        entry("type", Node::new(span, Value::String("object".to_owned()))),
        entry("required", Node::new(span, Value::Array(required))),
        entry(
            "properties",
            Node::new(span, Value::Object(Object::new(members))),
        ),
    ];
    Node::new(span, Value::Object(Object::new(entries)))
}

fn body_schema<'a>(document: &'a Document, operation: &Sketched<'a>) -> Option<&'a Node> {
    let body = document
        .deref(operation.node.get("requestBody")?)
        .ok()?
        .node;
    json_schema(body)
}

/// The properties of an object schema, those of its parts included; `None` when it is no plain object.
fn properties(document: &Document, schema: &Node, depth: usize) -> Option<Vec<Property>> {
    if depth > 8 {
        return None;
    }
    let schema = document.deref(schema).ok()?.node;
    if schema.get("oneOf").is_some() || schema.get("anyOf").is_some() {
        return None;
    }
    let mut list: Vec<Property> = Vec::new();
    let parts = schema.get("allOf").and_then(Node::as_array);
    for part in parts.unwrap_or_default() {
        for property in properties(document, part, depth + 1)? {
            match list.iter_mut().find(|known| known.name == property.name) {
                Some(known) => known.required |= property.required,
                None => list.push(property),
            }
        }
    }
    let own = schema.get("properties").and_then(Node::as_object);
    for (name, schema) in own.into_iter().flat_map(|object| object.iter()) {
        if list.iter().all(|known| known.name != name) {
            let schema = schema.clone();
            list.push(Property {
                name: name.to_owned(),
                schema,
                required: false,
            });
        }
    }
    let required = schema.get("required").and_then(Node::as_array);
    for name in required.unwrap_or_default().iter().filter_map(Node::as_str) {
        if let Some(known) = list.iter_mut().find(|known| known.name == name) {
            known.required = true;
        }
    }
    Some(list)
}

/// Clients send it and never get it back.
fn is_secret(property: &Property) -> bool {
    let format = property.schema.get("format").and_then(Node::as_str);
    let write_only = property.schema.get("writeOnly").and_then(Node::as_bool);
    write_only == Some(true)
        || format == Some("password")
        || NAMES_OF_SECRETS.contains(&fold(&property.name).as_str())
}

/// The key: as the member's path has it, else a UUID.
fn key_schema(document: &Document, collection: &Collection<'_>, span: crate::source::Span) -> Node {
    let schema = match (&collection.key, collection.members.first()) {
        (Some(key), Some(member)) => parameter_schema(document, member, key, span),
        _ => node(&json!({ "type": "string", "format": "uuid" }), span),
    };
    read_only(schema)
}

fn parameter_schema(
    document: &Document,
    operation: &Sketched<'_>,
    name: &str,
    span: crate::source::Span,
) -> Node {
    let lists = [operation.node, operation.item].map(|holder| holder.get("parameters"));
    let all = lists
        .into_iter()
        .flatten()
        .filter_map(Node::as_array)
        .flatten();
    let mut found = all.filter_map(|entry| {
        let parameter = document.deref(entry).ok()?.node;
        let own = parameter.get("name").and_then(Node::as_str) == Some(name)
            && parameter.get("in").and_then(Node::as_str) == Some("path");
        parameter.get("schema").filter(|_| own)
    });
    let schema = found.next().and_then(|schema| document.deref(schema).ok());
    schema.map_or_else(
        || node(&json!({ "type": "string" }), span),
        |resolved| resolved.node.clone(),
    )
}

fn read_only(mut schema: Node) -> Node {
    let flag = Node::new(schema.span, Value::Bool(true));
    super::tree::set(&mut schema, &["readOnly"], flag);
    schema
}
