//! What an operation of the document says, as static data that generated code hands to [`handle`](super::handle).

use crate::auth::Scheme;

/// One operation: method, path, and everything the runtime must enforce before and after the handler.
#[derive(Debug)]
pub struct Operation {
    /// `operationId`, or the name derived for it.
    pub id: &'static str,
    /// Upper-case method.
    pub method: &'static str,
    /// Path template as the document writes it, without the base path.
    pub path: &'static str,
    /// Alternatives, any of which admits a request; empty means open (OpenAPI 3.1 §4.8.30).
    pub security: &'static [Requirement],
    /// Media types of request bodies, as declared; empty means any that the decoder itself accepts.
    pub consumes: &'static [&'static str],
    /// Media types of success responses in the document's order; empty means no `Accept` check.
    pub produces: &'static [&'static str],
    /// Error bodies that the document declares.
    pub errors: &'static [ErrorShape],
}

impl Operation {
    /// An open operation without declared media types or error bodies; a base for `..Operation::NEW`.
    pub const NEW: Operation = Operation {
        id: "",
        method: "GET",
        path: "/",
        security: &[],
        consumes: &[],
        produces: &[],
        errors: &[],
    };

    /// The declared body for `status`: exact, then range (`4XX`), then `default`.
    pub fn error_shape(&self, status: u16) -> Option<&'static ErrorShape> {
        let exact = self
            .errors
            .iter()
            .find(|shape| shape.status.parse() == Ok(status));
        let range = || {
            self.errors.iter().find(|shape| {
                matches!(shape.status.as_bytes(), [digit, b'X' | b'x', b'X' | b'x']
                    if u16::from(digit.wrapping_sub(b'0')) == status / 100)
            })
        };
        let default = || self.errors.iter().find(|shape| shape.status == "default");
        exact.or_else(range).or_else(default)
    }
}

/// Schemes that must all hold, each with the scopes it needs.
#[derive(Debug)]
pub struct Requirement {
    /// Scheme and scopes; empty admits anonymous requests.
    pub schemes: &'static [(&'static Scheme, &'static [&'static str])],
}

/// The body the document declares for an error status.
#[derive(Debug)]
pub struct ErrorShape {
    /// `404`, `4XX` or `default`.
    pub status: &'static str,
    /// Media type of the body; empty for a response without content.
    pub content_type: &'static str,
    /// How to fill it.
    pub body: &'static Template,
}

/// A JSON value with holes for what is known only when the error happens.
#[derive(Debug)]
pub enum Template {
    /// `null`.
    Null,
    /// A fixed boolean.
    Bool(bool),
    /// A fixed number, as JSON text.
    Number(&'static str),
    /// A fixed string.
    String(&'static str),
    /// The error's sentence for people.
    Message,
    /// The error's stable code.
    Code,
    /// The status as a number.
    Status,
    /// The status as a string of three digits.
    StatusString,
    /// The status' reason phrase (`Not Found`).
    StatusText,
    /// The request id.
    RequestId,
    /// The operation's path template.
    Path,
    /// Now, as an RFC 3339 date-time in UTC.
    Timestamp,
    /// Violations as an array of `{field, code, message, params}`.
    Details,
    /// Violations as an array of sentences.
    Messages,
    /// An object.
    Object(&'static [(&'static str, Template)]),
    /// An array.
    Array(&'static [Template]),
    /// One element per violation.
    EachDetail(&'static Template),
    /// Inside [`Template::EachDetail`]: the violation's field.
    DetailField,
    /// Inside [`Template::EachDetail`]: the violation's code.
    DetailCode,
    /// Inside [`Template::EachDetail`]: the violation's sentence.
    DetailMessage,
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn shape(status: &'static str) -> ErrorShape {
        ErrorShape {
            status,
            content_type: "application/json",
            body: &Template::Null,
        }
    }

    #[test]
    fn prefers_exact_then_range_then_default() {
        static ERRORS: &[ErrorShape] = &[shape("default"), shape("4XX"), shape("404")];
        let operation = Operation {
            errors: ERRORS,
            ..Operation::NEW
        };
        let status = |code| operation.error_shape(code).map(|shape| shape.status);
        assert_eq!(status(404), Some("404"));
        assert_eq!(status(409), Some("4XX"));
        assert_eq!(status(500), Some("default"));
        assert!(Operation::NEW.error_shape(404).is_none());
    }
}
