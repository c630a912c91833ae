use super::{Content, Schema};
use crate::source::Span;

/// Which statuses a response describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StatusPattern {
    /// One status code, 100 to 599.
    Code(u16),
    /// All of one class: `4` is `4XX`.
    Range(u8),
    /// Every status without a description of its own.
    Default,
}

impl StatusPattern {
    /// Whether it describes a success (2xx); `default` does not count.
    pub fn is_success(self) -> bool {
        match self {
            Self::Code(code) => (200..300).contains(&code),
            Self::Range(class) => class == 2,
            Self::Default => false,
        }
    }
}

/// One entry of `responses`.
#[derive(Debug, Clone)]
pub struct Response {
    /// For which statuses.
    pub status: StatusPattern,
    /// `description`
    pub description: String,
    /// `headers`, in document order
    pub headers: Vec<Header>,
    /// One entry per media type; empty when there is no body.
    pub contents: Vec<Content>,
    /// Where it stands in the document.
    pub span: Span,
}

/// A response or part header.
#[derive(Debug, Clone)]
pub struct Header {
    /// The name as written in the document.
    pub name: String,
    /// `required`
    pub required: bool,
    /// `description`
    pub description: Option<String>,
    /// What it must look like.
    pub schema: Schema,
}
