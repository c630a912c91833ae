use super::{Header, Schema};
use crate::source::Span;

/// A request body.
#[derive(Debug, Clone)]
pub struct Body {
    /// Whether a request without one is refused.
    pub required: bool,
    /// `description`
    pub description: Option<String>,
    /// One entry per media type, in document order.
    pub contents: Vec<Content>,
    /// Where it stands in the document.
    pub span: Span,
}

/// A media type with what travels in it.
#[derive(Debug, Clone)]
pub struct Content {
    /// The media type or range without parameters, lower case (`application/json`).
    pub media_type: String,
    /// How it is read and written.
    pub kind: ContentKind,
    /// What it must look like; `None` when the document does not say.
    pub schema: Option<Schema>,
    /// `encoding`, by property; forms and multipart only.
    pub encodings: Vec<PartEncoding>,
    /// The media type object's example.
    pub example: Option<serde_json::Value>,
}

/// The families of media types that are read and written alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContentKind {
    /// `application/json` and `+json`
    Json,
    /// `application/x-www-form-urlencoded`
    Form,
    /// `multipart/form-data` and other multipart types
    Multipart,
    /// `text/*`
    Text,
    /// `text/event-stream`
    EventStream,
    /// Everything else, as octets
    Binary,
}

impl ContentKind {
    /// The family of a media type.
    pub fn of(media_type: &str) -> Self {
        match media_type {
            "application/json" => Self::Json,
            "application/x-www-form-urlencoded" => Self::Form,
            "text/event-stream" => Self::EventStream,
            other if other.ends_with("+json") || other.ends_with("/json") => Self::Json,
            other if other.starts_with("multipart/") => Self::Multipart,
            other if other.starts_with("text/") => Self::Text,
            _ => Self::Binary,
        }
    }
}

/// How one property of a form or multipart body is written (OpenAPI 3.1 §4.8.15).
#[derive(Debug, Clone)]
pub struct PartEncoding {
    /// The property.
    pub property: String,
    /// `contentType`, split at commas
    pub content_types: Vec<String>,
    /// `style`
    pub style: Option<super::Style>,
    /// `explode`
    pub explode: Option<bool>,
    /// `headers`
    pub headers: Vec<Header>,
}
