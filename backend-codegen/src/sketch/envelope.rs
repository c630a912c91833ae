//! Assumed success responses and the envelope around what they answer.

use serde_json::{Value, json};

use crate::{
    ir::Method,
    resources::{Pages, pages_of},
    settings::Envelope,
    spec::{Document, Node},
};

/// A schema that has to stand under `components.schemas`: its wanted name and itself.
pub(super) type Component = (String, Value);

/// What an operation answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// Nothing is known about it.
    Any,
    /// One of this schema.
    One(String),
    /// Several of this schema, cut into pages as the parameters say.
    List(String, Pages),
}

/// The code and description of the success response that a method has.
pub(crate) fn outcome(method: Method) -> (u16, &'static str) {
    match method {
        Method::Post => (201, "Created"),
        Method::Delete => (204, "Deleted"),
        Method::Get
        | Method::Put
        | Method::Patch
        | Method::Head
        | Method::Options
        | Method::Trace => (200, "OK"),
    }
}

/// Whether the success response of a method has a body.
pub(super) fn has_body(method: Method) -> bool {
    !matches!(method, Method::Delete | Method::Head)
}

/// The schema of an answer, and the components that it refers to.
pub(super) fn schema(answer: &Answer, envelope: Envelope) -> (Value, Vec<Component>) {
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let content = match answer {
        Answer::Any => json!({}),
        Answer::One(name) => reference(name),
        Answer::List(name, _) => json!({ "type": "array", "items": reference(name) }),
    };
    let (name, (meta_name, meta)) = match answer {
        Answer::Any => ("ResponseEnvelope".to_owned(), response_meta()),
        Answer::One(name) => (format!("{name}Envelope"), response_meta()),
        Answer::List(name, pages) => (format!("{name}ListEnvelope"), list_meta(*pages)),
    };
    let mut properties = json!({ "data": content, "meta": reference(&meta_name) });
    let mut required = vec!["data", "meta"];
    match envelope {
        Envelope::None => return (properties["data"].take(), Vec::new()),
        Envelope::Data => {}
        Envelope::Success => {
            properties["success"] = json!({ "type": "boolean" });
            required.insert(0, "success");
        }
    }
    let object = json!({ "type": "object", "required": required, "properties": properties });
    (reference(&name), vec![(meta_name, meta), (name, object)])
}

fn response_meta() -> Component {
    let meta = json!({
        "type": "object",
        "description": "What accompanies an answer.",
        "required": ["requestId"],
        "properties": { "requestId": request_id() },
    });
    ("ResponseMeta".to_owned(), meta)
}

fn request_id() -> Value {
    json!({ "type": "string", "description": "The request that this answers." })
}

fn list_meta(pages: Pages) -> Component {
    let total = json!({ "type": "integer", "format": "int64", "description": "How many there are in all." });
    let (name, required, more) = match pages {
        Pages::None | Pages::Offset => (
            "ListMeta",
            vec!["requestId", "total"],
            vec![("total", total)],
        ),
        Pages::Number => (
            "PageMeta",
            vec!["requestId", "page", "total"],
            vec![
                (
                    "page",
                    json!({ "type": "integer", "format": "int64", "description": "The number of this page." }),
                ),
                ("total", total),
            ],
        ),
        Pages::Cursor => (
            "CursorMeta",
            vec!["requestId"],
            vec![(
                "nextCursor",
                json!({ "type": "string", "description": "Where the next page starts; absent on the last one." }),
            )],
        ),
    };
    let mut properties = json!({ "requestId": request_id() });
    for (key, value) in more {
        properties[key] = value;
    }
    let meta = json!({
        "type": "object",
        "description": "What accompanies a list.",
        "required": required,
        "properties": properties,
    });
    (name.to_owned(), meta)
}

/// How the query parameters of an operation cut a list into pages.
pub(super) fn pages(document: &Document, holders: [&Node; 2]) -> Pages {
    let mut names: Vec<(String, bool)> = Vec::new();
    for holder in holders {
        let list = holder.get("parameters").and_then(Node::as_array);
        for entry in list.unwrap_or_default() {
            let Ok(node) = document.deref(entry).map(|resolved| resolved.node) else {
                continue;
            };
            let text = |key: &str| node.get(key).and_then(Node::as_str);
            let schema = node.get("schema");
            let ty = schema
                .and_then(|schema| schema.get("type"))
                .and_then(Node::as_str);
            if let (Some(name), Some("query")) = (text("name"), text("in")) {
                names.push((name.to_owned(), ty == Some("integer")));
            }
        }
    }
    pages_of(
        names
            .iter()
            .map(|(name, is_integer)| (name.as_str(), *is_integer)),
    )
}
