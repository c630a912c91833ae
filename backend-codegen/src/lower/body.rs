//! Request bodies and the media types of bodies and responses.

use super::{
    compose::printable,
    context::{Lowerer, Place},
};
use crate::{
    ir::{Body, Content, ContentKind, Direction, PartEncoding, Style},
    spec::Node,
};

impl<'a> Lowerer<'a> {
    pub(super) fn request_body(&mut self, id: &str, operation: &'a Node) -> Option<Body> {
        let given = operation.get("requestBody")?;
        let node = match self.document.deref(given) {
            Ok(resolved) => resolved.node,
            Err(diagnostic) => {
                self.diagnostics.push(diagnostic);
                return None;
            }
        };
        let place = self.place(id, "Body", Direction::Request);
        let contents = self.request_contents(node, &place);
        if contents.is_empty() {
            self.warn(
                "body-content",
                "this request body has no `content`; it is taken as any JSON",
                node.span,
                "add `content: {application/json: {schema: …}}`",
            );
        }
        Some(Body {
            required: node.get("required").and_then(Node::as_bool) == Some(true),
            description: node
                .get("description")
                .and_then(Node::as_str)
                .map(str::to_owned),
            contents: if contents.is_empty() {
                vec![any_json()]
            } else {
                contents
            },
            span: node.span,
        })
    }

    /// The contents; a body that is a bare `$ref` to a schema, as sketches have it, is JSON of that schema.
    fn request_contents(&mut self, node: &'a Node, place: &Place) -> Vec<Content> {
        if node.get("content").is_some() {
            return self.contents(node, place);
        }
        if node.get("type").is_none()
            && node.get("properties").is_none()
            && node.get("allOf").is_none()
        {
            return Vec::new();
        }
        self.warn(
            "body-content",
            "this request body is a schema, not a Request Body Object; it is taken as JSON of this schema",
            node.span,
            "put it under `content: {application/json: {schema: …}}`",
        );
        let schema = self.schema(node, place);
        let schema = self.name_restricted(schema, place);
        vec![Content {
            schema: Some(schema),
            ..any_json()
        }]
    }

    /// The entries of `content`.
    pub(super) fn contents(&mut self, node: &'a Node, place: &Place) -> Vec<Content> {
        let Some(entries) = node.get("content").and_then(Node::as_object) else {
            return Vec::new();
        };
        let several = entries.len() > 1;
        let mut contents: Vec<Content> = Vec::new();
        for entry in entries.entries() {
            let Some(media_type) = essence(&entry.key) else {
                self.warn(
                    "media-type",
                    format!(
                        "`{}` is not a media type and is ignored",
                        printable(&entry.key)
                    ),
                    entry.key_span,
                    "write it as type/subtype, such as application/json",
                );
                continue;
            };
            if contents.iter().any(|known| known.media_type == media_type) {
                continue;
            }
            let kind = ContentKind::of(&media_type);
            let place = if several && kind != ContentKind::Json {
                place.child(&media_type)
            } else {
                place.clone()
            };
            let schema = entry.value.get("schema").map(|node| {
                let schema = self.schema(node, &place);
                // What comes in as JSON is checked, and only a type of its own has a place for the constraints.
                let comes_in = place.direction == Direction::Request || self.sends.is_some();
                if comes_in && kind == ContentKind::Json {
                    self.name_restricted(schema, &place)
                } else {
                    schema
                }
            });
            contents.push(Content {
                schema,
                encodings: self.encodings(&entry.value, &place),
                example: entry.value.get("example").map(Node::to_json),
                media_type,
                kind,
            });
        }
        contents
    }

    fn encodings(&mut self, node: &'a Node, place: &Place) -> Vec<PartEncoding> {
        let Some(entries) = node.get("encoding").and_then(Node::as_object) else {
            return Vec::new();
        };
        entries
            .iter()
            .map(|(property, node)| PartEncoding {
                property: property.to_owned(),
                content_types: node
                    .get("contentType")
                    .and_then(Node::as_str)
                    .map(|list| list.split(',').filter_map(essence).collect())
                    .unwrap_or_default(),
                style: node
                    .get("style")
                    .and_then(Node::as_str)
                    .and_then(query_style),
                explode: node.get("explode").and_then(Node::as_bool),
                headers: self.headers(node, place),
            })
            .collect()
    }
}

pub(super) fn any_json() -> Content {
    Content {
        media_type: "application/json".to_owned(),
        kind: ContentKind::Json,
        schema: None,
        encodings: Vec::new(),
        example: None,
    }
}

/// `type/subtype` in lower case without parameters; `None` when it is no media type (RFC 9110 §8.3.1).
fn essence(text: &str) -> Option<String> {
    let bare = text
        .split(';')
        .next()
        .unwrap_or(text)
        .trim()
        .to_ascii_lowercase();
    let (main, sub) = bare.split_once('/')?;
    let token = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c))
    };
    (token(main) && token(sub)).then_some(bare)
}

fn query_style(text: &str) -> Option<Style> {
    match text {
        "form" => Some(Style::Form),
        "spaceDelimited" => Some(Style::SpaceDelimited),
        "pipeDelimited" => Some(Style::PipeDelimited),
        "deepObject" => Some(Style::DeepObject),
        _ => None,
    }
}
