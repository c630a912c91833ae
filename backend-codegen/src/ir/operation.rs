use super::{Body, Location, Parameter, Requirement, Response};
use crate::source::Span;

/// The HTTP methods that OpenAPI knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "RFC 9110 §9 and RFC 5789 say what they mean")]
pub enum Method {
    Get,
    Put,
    Post,
    Delete,
    Options,
    Head,
    Patch,
    Trace,
}

impl Method {
    /// All of them, in the order of the Path Item Object.
    pub const ALL: [Self; 8] = [
        Self::Get,
        Self::Put,
        Self::Post,
        Self::Delete,
        Self::Options,
        Self::Head,
        Self::Patch,
        Self::Trace,
    ];

    /// In capitals, as on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
        }
    }

    /// The key of the Path Item Object.
    pub fn key(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Put => "put",
            Self::Post => "post",
            Self::Delete => "delete",
            Self::Options => "options",
            Self::Head => "head",
            Self::Patch => "patch",
            Self::Trace => "trace",
        }
    }
}

/// A piece of a path template between two slashes or within one segment.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PathSegment {
    /// One segment of fixed text.
    Literal(String),
    /// One segment that is a parameter.
    Parameter(String),
    /// One segment that mixes text and parameters, in order (`report-{id}.{format}`).
    Mixed(Vec<PathSegment>),
}

/// A path template, as the document writes it and split.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PathTemplate {
    /// As in the document, with a leading slash.
    pub text: String,
    /// Its segments.
    pub segments: Vec<PathSegment>,
}

impl PathTemplate {
    /// Splits a template at slashes and braces; braces that do not pair are text.
    pub fn parse(text: &str) -> Self {
        let text = if text.starts_with('/') {
            text.to_owned()
        } else {
            format!("/{text}")
        };
        let segments = text[1..].split('/').map(segment).collect();
        Self { text, segments }
    }

    /// The template without the names of its parameters (`/books/{}.{}`): two with the same shape match the same paths.
    pub fn shape(&self) -> String {
        fn write(segment: &PathSegment, shape: &mut String) {
            match segment {
                PathSegment::Literal(text) => shape.push_str(text),
                PathSegment::Parameter(_) => shape.push_str("{}"),
                PathSegment::Mixed(parts) => parts.iter().for_each(|part| write(part, shape)),
            }
        }
        let mut shape = String::new();
        for segment in &self.segments {
            shape.push('/');
            write(segment, &mut shape);
        }
        shape
    }

    /// The names in braces, in order.
    pub fn parameters(&self) -> Vec<&str> {
        fn collect<'a>(segments: &'a [PathSegment], names: &mut Vec<&'a str>) {
            for segment in segments {
                match segment {
                    PathSegment::Literal(_) => {}
                    PathSegment::Parameter(name) => names.push(name),
                    PathSegment::Mixed(parts) => collect(parts, names),
                }
            }
        }
        let mut names = Vec::new();
        collect(&self.segments, &mut names);
        names
    }
}

fn segment(text: &str) -> PathSegment {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let Some(length) = rest[open..].find('}') else {
            break;
        };
        if open > 0 {
            parts.push(PathSegment::Literal(rest[..open].to_owned()));
        }
        parts.push(PathSegment::Parameter(
            rest[open + 1..open + length].to_owned(),
        ));
        rest = &rest[open + length + 1..];
    }
    if !rest.is_empty() || parts.is_empty() {
        parts.push(PathSegment::Literal(rest.to_owned()));
    }
    if parts.len() == 1 {
        parts.remove(0)
    } else {
        PathSegment::Mixed(parts)
    }
}

/// Whose the success response is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Envelopment {
    /// The document's.
    Declared,
    /// The document declares none: ours, in the envelope of the settings.
    Assumed,
}

/// Why an operation cannot be generated; it answers 501 and the diagnostics say more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The diagnostic's code.
    pub code: &'static str,
    /// Its message.
    pub message: String,
}

impl Refusal {
    /// Whether the operation's path is another's, so that no request can reach it.
    pub fn is_unroutable(&self) -> bool {
        self.code == "path-ambiguous"
    }
}

/// One operation of the service.
#[derive(Debug, Clone)]
pub struct Operation {
    /// The operationId, or one derived from method and path (`listUsers`); unique.
    pub id: String,
    /// Whether `id` was derived.
    pub derived_id: bool,
    /// The method.
    pub method: Method,
    /// The path, without the server's base path.
    pub path: PathTemplate,
    /// The name of its group.
    pub group: String,
    /// `tags`
    pub tags: Vec<String>,
    /// `summary`
    pub summary: Option<String>,
    /// `description`
    pub description: Option<String>,
    /// `deprecated`
    pub deprecated: bool,
    /// All parameters, path-level ones merged in.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<Body>,
    /// The responses, in document order; at least one success or `default`.
    pub responses: Vec<Response>,
    /// Whether the success response is the document's.
    pub envelopment: Envelopment,
    /// `callbacks`, by their places in `Api::outgoing`.
    pub callbacks: Vec<usize>,
    /// Alternatives, any one of which lets a caller in; empty: open to all.
    pub security: Vec<Requirement>,
    /// Set when the operation cannot be generated.
    pub refusal: Option<Refusal>,
    /// Where it stands in the document.
    pub span: Span,
}

impl Operation {
    /// Its parameters of one location, in document order.
    pub fn parameters_in(&self, location: Location) -> impl Iterator<Item = &Parameter> {
        self.parameters
            .iter()
            .filter(move |parameter| parameter.location == location)
    }

    /// The first success response.
    pub fn success(&self) -> Option<&Response> {
        self.responses
            .iter()
            .find(|response| response.status.is_success())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_templates_into_segments() {
        let template = PathTemplate::parse("/books/{id}/report-{page}.{format}");
        assert_eq!(template.parameters(), ["id", "page", "format"]);
        assert_eq!(template.segments[0], PathSegment::Literal("books".into()));
        assert_eq!(template.segments[1], PathSegment::Parameter("id".into()));
        assert!(matches!(&template.segments[2], PathSegment::Mixed(parts) if parts.len() == 4));
    }

    #[test]
    fn shapes_forget_names_only() {
        let shape = |text: &str| PathTemplate::parse(text).shape();
        assert_eq!(shape("/a/{b}/{c}t.{d}"), "/a/{}/{}t.{}");
        assert_eq!(shape("/a/{x}/{y}t.{z}"), shape("/a/{b}/{c}t.{d}"));
        assert_ne!(shape("/a/{x}"), shape("/a/{x}/"));
        assert_ne!(shape("/a/{x}{y}"), shape("/a/{x}"));
    }

    #[test]
    fn keeps_unpaired_braces_as_text() {
        assert_eq!(
            PathTemplate::parse("/a{b").segments,
            [PathSegment::Literal("a{b".into())]
        );
        assert_eq!(
            PathTemplate::parse("/").segments,
            [PathSegment::Literal(String::new())]
        );
    }
}
