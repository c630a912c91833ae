//! Parameters: from the raw text of a request to typed values, by the styles of OpenAPI 3.1 §4.8.12.
//!
//! [`Parameter`] says how a value is written, a [`Source`] finds its raw text, and two readers share both: [`decode`]
//! feeds serde without building a tree, and [`tree`] builds one, guided by the schema, when something was wrong.

mod decode;
pub(crate) mod percent;
mod piece;
mod source;
mod text;
mod tree;

pub(crate) use decode::decode;
pub(crate) use percent::Malformed;
pub(crate) use piece::{Piece, Problem};
pub(crate) use source::Source;
pub(crate) use tree::scalar;

/// How a parameter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// Its name on the wire, which is also the field's serde name.
    pub name: &'static str,
    /// The style; `None` is the default of the location.
    pub style: Option<Style>,
    /// Whether each element has its own key; `None` is the default of the style.
    pub explode: Option<bool>,
    /// `allowReserved`: of no consequence when reading.
    pub allow_reserved: bool,
    /// `allowEmptyValue`: an empty value means `""`, `true`, `[]`, `{}`, `null`, or absent for a number.
    pub allow_empty_value: bool,
    /// The media type, for a value serialised by `content` instead of a style.
    pub content: Option<&'static str>,
    /// The document's description; the field's doc comment by default.
    pub description: Option<&'static str>,
    /// The document says that it should not be used any more.
    pub deprecated: bool,
    /// The document says that null is a value: the type alone (`Option`) says that it may be left out.
    pub nullable: bool,
}

impl Parameter {
    /// A parameter with every default; a base for `..Parameter::NEW`.
    pub const NEW: Parameter = Parameter {
        name: "",
        style: None,
        explode: None,
        allow_reserved: false,
        allow_empty_value: false,
        content: None,
        description: None,
        deprecated: false,
        nullable: false,
    };
}

/// A serialisation style (OpenAPI 3.1 §4.8.12.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `a=1`; arrays `a=1&a=2` or `a=1,2`.
    Form,
    /// `1,2`.
    Simple,
    /// `.1,2` or `.1.2`.
    Label,
    /// `;a=1,2` or `;a=1;a=2`.
    Matrix,
    /// `a=1%202`.
    SpaceDelimited,
    /// `a=1|2`.
    PipeDelimited,
    /// `a[x]=1&a[y]=2`.
    DeepObject,
}

impl Style {
    /// As the document writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Style::Form => "form",
            Style::Simple => "simple",
            Style::Label => "label",
            Style::Matrix => "matrix",
            Style::SpaceDelimited => "spaceDelimited",
            Style::PipeDelimited => "pipeDelimited",
            Style::DeepObject => "deepObject",
        }
    }
}

/// The first value of a query parameter, decoded.
#[cfg(feature = "outgoing")]
pub(crate) fn query_value(query: &str, name: &str) -> Option<String> {
    let raw = Source::Query(query).values(name).next()?;
    percent::decode(raw, true)
        .ok()
        .map(|value| value.into_owned())
}

/// The value of a path parameter, decoded.
#[cfg(feature = "outgoing")]
pub(crate) fn path_value(template: &str, path: &str, name: &str) -> Option<String> {
    let raw = Source::Path { template, path }.whole(name)?;
    percent::decode(&raw, false)
        .ok()
        .map(|value| value.into_owned())
}

/// Types whose fields are parameters of one location. Derive it.
pub trait Parameters {
    /// One entry per field, in order.
    const PARAMETERS: &'static [Parameter];
}

/// Where parameters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Location {
    /// The path.
    Path,
    /// The query.
    Query,
    /// Headers; names are compared without case.
    Header,
    /// Cookies.
    Cookie,
    /// A form body.
    Form,
}

impl Location {
    /// The prefix of a violation's field.
    pub(crate) fn prefix(self) -> &'static str {
        match self {
            Location::Path => "path.",
            Location::Query => "query.",
            Location::Header => "header.",
            Location::Cookie => "cookie.",
            Location::Form => "/",
        }
    }

    /// The style of a parameter that names none.
    pub(crate) fn default_style(self) -> Style {
        match self {
            Location::Path | Location::Header => Style::Simple,
            Location::Query | Location::Cookie | Location::Form => Style::Form,
        }
    }
}
