//! Body and form parameters become request bodies.

use super::Upgrade;
use super::make::{entry, object, take, text};
use super::parameter::text_of;
use crate::source::Span;
use crate::spec::node::{Entry, Node, Object, Value};

/// Media types of forms.
const FORMS: [&str; 2] = ["application/x-www-form-urlencoded", "multipart/form-data"];

impl Upgrade {
    /// The request body that these body and form parameters mean, if there are any.
    pub(super) fn request_body(
        &mut self,
        parameters: Vec<Node>,
        consumes: &[Node],
        span: Span,
    ) -> Option<Node> {
        let (body, form): (Vec<Node>, Vec<Node>) = parameters
            .into_iter()
            .partition(|parameter| parameter.get("in").and_then(Node::as_str) == Some("body"));
        match body.into_iter().next() {
            Some(body) => Some(self.json_body(body, consumes)),
            None if form.is_empty() => None,
            None => Some(self.form_body(form, consumes, span)),
        }
    }

    fn json_body(&mut self, body: Node, consumes: &[Node]) -> Node {
        let span = body.span;
        let mut members = match body.value {
            Value::Object(object) => object.into_entries(),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_) => Vec::new(),
        };
        let schema = take(&mut members, "schema").map(|member| Entry {
            value: self.schema(member.value),
            ..member
        });
        members.retain(|member| {
            matches!(member.key.as_str(), "description" | "required")
                || member.key.starts_with("x-")
        });
        let media_type = object(schema.into_iter().collect(), span);
        members.push(entry(
            "content",
            content(media_type, consumes, &["application/json"], span),
        ));
        object(members, span)
    }

    fn form_body(&mut self, fields: Vec<Node>, consumes: &[Node], span: Span) -> Node {
        let (mut properties, mut required, mut encoding) = (Vec::new(), Vec::new(), Vec::new());
        let has_file = fields
            .iter()
            .any(|field| field.get("type").and_then(Node::as_str) == Some("file"));
        for field in fields {
            let at = field.span;
            let Value::Object(object_) = field.value else {
                continue;
            };
            let mut members = object_.into_entries();
            let Some(name) = text_of(&members, "name") else {
                continue;
            };
            if take(&mut members, "required")
                .is_some_and(|member| member.value.as_bool() == Some(true))
            {
                required.push(text(&name, at));
            }
            if let Some(format) = text_of(&members, "collectionFormat") {
                let style = self.style(&format, at);
                encoding.push(entry(&name, object(style, at)));
            }
            members.retain(|member| {
                !matches!(
                    member.key.as_str(),
                    "name" | "in" | "collectionFormat" | "allowEmptyValue"
                )
            });
            let schema = object(members, at);
            properties.push(entry(&name, self.schema(schema)));
        }
        let mut schema = vec![
            entry("type", text("object", span)),
            entry("properties", object(properties, span)),
        ];
        if !required.is_empty() {
            schema.push(entry(
                "required",
                Node::new(span, Value::Array(required.clone())),
            ));
        }
        let mut media_type = vec![entry("schema", object(schema, span))];
        if !encoding.is_empty() {
            media_type.push(entry("encoding", object(encoding, span)));
        }
        let forms: Vec<Node> = consumes
            .iter()
            .filter(|node| node.as_str().is_some_and(|text| FORMS.contains(&text)))
            .cloned()
            .collect();
        let fallback = if has_file { FORMS[1] } else { FORMS[0] };
        let mut members = vec![entry(
            "content",
            content(object(media_type, span), &forms, &[fallback], span),
        )];
        if !required.is_empty() {
            members.push(entry("required", super::make::flag(true, span)));
        }
        object(members, span)
    }
}

/// The same Media Type Object under each media type.
pub(super) fn content(media_type: Node, types: &[Node], fallback: &[&str], span: Span) -> Node {
    let mut entries: Vec<Entry> = types
        .iter()
        .filter_map(|node| Some((node.as_str()?, node.span)))
        .map(|(name, at)| Entry {
            key: name.to_owned(),
            key_span: at,
            value: media_type.clone(),
        })
        .collect();
    if entries.is_empty() {
        entries = fallback
            .iter()
            .map(|name| entry(name, media_type.clone()))
            .collect();
    }
    Node::new(span, Value::Object(Object::new(entries)))
}
