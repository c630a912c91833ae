use super::Schema;
use crate::source::Span;

/// Where a parameter travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Location {
    /// In the path template.
    Path,
    /// After the `?`.
    Query,
    /// A request header.
    Header,
    /// In the `Cookie` header.
    Cookie,
}

/// How a value is written (OpenAPI 3.1 §4.8.12.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    /// `a=1&a=2` or `a=1,2`; query and cookie
    Form,
    /// `1,2`; path and header
    Simple,
    /// `.1.2`; path
    Label,
    /// `;a=1,2`; path
    Matrix,
    /// `a=1%202`; query
    SpaceDelimited,
    /// `a=1|2`; query
    PipeDelimited,
    /// `a[b]=1`; query
    DeepObject,
}

impl Style {
    /// As documents spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Simple => "simple",
            Self::Label => "label",
            Self::Matrix => "matrix",
            Self::SpaceDelimited => "spaceDelimited",
            Self::PipeDelimited => "pipeDelimited",
            Self::DeepObject => "deepObject",
        }
    }
}

/// One parameter of an operation, path-level ones included.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// The name on the wire; header names as written in the document.
    pub name: String,
    /// Where it travels.
    pub location: Location,
    /// How it is written.
    pub style: Style,
    /// Whether arrays and objects are split into several pairs.
    pub explode: bool,
    /// Whether a request without it is refused; always so in the path.
    pub required: bool,
    /// `allowEmptyValue`: `?flag=` and `?flag` count as absent value.
    pub allow_empty_value: bool,
    /// The media type of a parameter described by `content`.
    pub content: Option<String>,
    /// What it must look like.
    pub schema: Schema,
    /// `description`
    pub description: Option<String>,
    /// `deprecated`
    pub deprecated: bool,
    /// Where it stands in the document.
    pub span: Span,
}
