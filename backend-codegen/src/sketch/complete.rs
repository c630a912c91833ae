//! From a sketch to a document with every success response.

use std::collections::{BTreeMap, HashSet};

use serde_json::json;

use super::{
    collection::{Collection, Sketched, collections, operations},
    entity::{Stored, stored},
    envelope::{Answer, has_body, outcome, pages, schema},
    tree::{node, set},
};
use crate::{
    ir::{Method, names::upper_camel},
    settings::Envelope,
    source::Span,
    spec::{Document, Node},
};

/// A completed document.
#[derive(Debug)]
pub struct Completed {
    /// The document with what was missing.
    pub document: Document,
    /// Where the operations stand whose success response is assumed.
    pub assumed: HashSet<Span>,
}

/// Completes a document; `None` when every operation says what it answers.
pub fn complete(document: &Document, envelope: Envelope) -> Option<Completed> {
    let operations = operations(document);
    if !operations.iter().any(|one| one.is_open) {
        return None;
    }
    let mut completion = Completion {
        document,
        envelope,
        root: document.root().clone(),
        made: BTreeMap::new(),
    };
    let collections = collections(&operations);
    let mut answers: Vec<(Sketched<'_>, Answer)> = Vec::new();
    for collection in &collections {
        completion.collection(collection, &mut answers);
    }
    let answered = |one: &Sketched<'_>| {
        answers
            .iter()
            .any(|(known, _)| known.node.span == one.node.span)
    };
    let rest: Vec<Sketched<'_>> = operations
        .iter()
        .filter(|one| one.is_open && !answered(one))
        .copied()
        .collect();
    answers.extend(rest.into_iter().map(|one| (one, Answer::Any)));
    for (operation, answer) in &answers {
        completion.respond(operation, answer);
    }
    Some(Completed {
        document: document.with_root(completion.root),
        assumed: answers.iter().map(|(one, _)| one.node.span).collect(),
    })
}

struct Completion<'a> {
    document: &'a Document,
    envelope: Envelope,
    root: Node,
    /// Components of our own: wanted name to given name.
    made: BTreeMap<String, String>,
}

impl<'a> Completion<'a> {
    /// What the open operations of a collection answer.
    fn collection(
        &mut self,
        collection: &Collection<'a>,
        answers: &mut Vec<(Sketched<'a>, Answer)>,
    ) {
        let name = match stored(self.document, collection) {
            Some(Stored::Known(name)) => Some(name),
            Some(Stored::Made {
                name,
                schema,
                inline,
            }) => {
                if inline {
                    self.name_body(collection, &name);
                }
                Some(self.add(&name, "Record", schema))
            }
            None => None,
        };
        for operation in collection.own.iter().filter(|one| one.is_open) {
            let answer = match (operation.method, &name) {
                (Method::Get, Some(name)) => {
                    let pages = pages(self.document, [operation.item, operation.node]);
                    Answer::List(name.clone(), pages)
                }
                (Method::Post, Some(name)) => Answer::One(name.clone()),
                _ => Answer::Any,
            };
            answers.push((*operation, answer));
        }
        for operation in collection.members.iter().filter(|one| one.is_open) {
            let answer = match (operation.method, &name) {
                (Method::Get | Method::Put | Method::Patch, Some(name)) => {
                    Answer::One(name.clone())
                }
                _ => Answer::Any,
            };
            answers.push((*operation, answer));
        }
    }

    /// An inline body gets a name, so that its parts and those of the stored thing are of the same types.
    fn name_body(&mut self, collection: &Collection<'a>, noun: &str) {
        let found = collection
            .find(Method::Post, false)
            .or_else(|| collection.find(Method::Put, true));
        let Some(operation) = found else { return };
        let body = operation
            .node
            .get("requestBody")
            .filter(|body| body.get("$ref").is_none());
        let content = body
            .and_then(|body| body.get("content"))
            .and_then(Node::as_object);
        let Some((media, value)) =
            content.and_then(|content| content.iter().find(|(key, _)| key.contains("json")))
        else {
            return;
        };
        let Some(schema) = value.get("schema") else {
            return;
        };
        let name = self.add(&format!("Create{noun}"), "Body", schema.clone());
        let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
        let path = [
            "paths",
            operation.path,
            operation.method.key(),
            "requestBody",
            "content",
            media,
            "schema",
        ];
        self.open_item(operation);
        set(&mut self.root, &path, node(&reference, schema.span));
    }

    /// Adds a component under this name, or one with the suffix when it is taken.
    fn add(&mut self, wanted: &str, suffix: &str, schema: Node) -> String {
        let taken = |root: &Node, name: &str| {
            let components = root.get("components").and_then(|node| node.get("schemas"));
            components.and_then(|schemas| schemas.get(name)).is_some()
        };
        let mut name = upper_camel(wanted, "Item");
        while taken(&self.root, &name) {
            name.push_str(suffix);
        }
        set(&mut self.root, &["components", "schemas", &name], schema);
        name
    }

    /// A path item that is a reference is written out, because it changes.
    fn open_item(&mut self, operation: &Sketched<'_>) {
        let item = self
            .root
            .get("paths")
            .and_then(|paths| paths.get(operation.path));
        if item.is_some_and(|item| item.get("$ref").is_some()) {
            set(
                &mut self.root,
                &["paths", operation.path],
                operation.item.clone(),
            );
        }
    }

    fn respond(&mut self, operation: &Sketched<'_>, answer: &Answer) {
        let span = operation.node.span;
        let (code, description) = outcome(operation.method);
        let mut response = json!({ "description": description });
        if has_body(operation.method) {
            let (mut schema, components) = schema(answer, self.envelope);
            for (wanted, value) in components {
                let value = self.renamed(value);
                if !self.made.contains_key(&wanted) {
                    let name = self.add(&wanted, "Schema", node(&value, span));
                    self.made.insert(wanted, name);
                }
            }
            schema = self.renamed(schema);
            response["content"] = json!({ "application/json": { "schema": schema } });
        }
        self.open_item(operation);
        let path = [
            "paths",
            operation.path,
            operation.method.key(),
            "responses",
            &code.to_string(),
        ];
        set(&mut self.root, &path, node(&response, span));
    }

    /// References to components of our own by the names that they got.
    fn renamed(&self, mut value: serde_json::Value) -> serde_json::Value {
        match &mut value {
            serde_json::Value::Object(members) => {
                for (key, member) in members.iter_mut() {
                    let name = member
                        .as_str()
                        .and_then(|text| text.strip_prefix("#/components/schemas/"));
                    if key == "$ref"
                        && let Some(name) = name.and_then(|name| self.made.get(name))
                    {
                        *member = json!(format!("#/components/schemas/{name}"));
                    } else {
                        *member = self.renamed(member.take());
                    }
                }
            }
            serde_json::Value::Array(items) => {
                for item in items {
                    *item = self.renamed(item.take());
                }
            }
            _ => {}
        }
        value
    }
}
