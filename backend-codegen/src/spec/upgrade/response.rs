//! Responses: schema and examples move under media types.

use super::Upgrade;
use super::body::content;
use super::make::{each_value, entries, entry, object, take, text};
use crate::spec::node::{Entry, Node, Value};

impl Upgrade {
    /// A response; `produces` are the operation's own media types, if it has any.
    pub(super) fn response(&mut self, node: Node, produces: Option<&[Node]>) -> Node {
        let (span, mut members) = match entries(node) {
            Ok(parts) => parts,
            Err(node) => return node,
        };
        if let Some(reference) = members.iter_mut().find(|member| member.key == "$ref") {
            let target = reference.value.as_str().map(|target| self.moved(target));
            if let Some(target) = target {
                reference.value = text(&target, reference.value.span);
            }
            return object(members, span);
        }
        let schema = take(&mut members, "schema");
        let is_file = schema
            .as_ref()
            .is_some_and(|s| s.value.get("type").and_then(Node::as_str) == Some("file"));
        let schema = schema.map(|member| Entry {
            value: self.schema(member.value),
            ..member
        });
        let examples = take(&mut members, "examples").map(|member| member.value);
        if let Some(headers) = take(&mut members, "headers") {
            let value = each_value(headers.value, |_, header| self.header(header));
            members.push(Entry { value, ..headers });
        }
        let types = produces.unwrap_or(&self.produces);
        let mut by_type = match schema {
            None => Vec::new(),
            Some(schema) => {
                let fallback = if is_file {
                    "application/octet-stream"
                } else {
                    "application/json"
                };
                let made = content(object(vec![schema], span), types, &[fallback], span);
                match made.value {
                    Value::Object(made) => made.into_entries(),
                    _ => Vec::new(),
                }
            }
        };
        add_examples(&mut by_type, examples);
        if !by_type.is_empty() {
            members.push(entry("content", object(by_type, span)));
        }
        object(members, span)
    }
}

fn add_examples(by_type: &mut Vec<Entry>, examples: Option<Node>) {
    let Some(Ok((_, examples))) = examples.map(entries) else {
        return;
    };
    for example in examples {
        let span = example.value.span;
        let member = Entry {
            key: "example".to_owned(),
            key_span: example.key_span,
            value: example.value,
        };
        match by_type.iter_mut().find(|media| media.key == example.key) {
            Some(media) => {
                let taken = Node::new(
                    media.value.span,
                    std::mem::replace(&mut media.value.value, Value::Null),
                );
                media.value = match entries(taken) {
                    Ok((span, mut members)) => {
                        members.push(member);
                        object(members, span)
                    }
                    Err(node) => node,
                };
            }
            None => by_type.push(Entry {
                key: example.key,
                key_span: example.key_span,
                value: object(vec![member], span),
            }),
        }
    }
}
