//! Runtime expressions (OpenAPI 3.1 §4.8.20.2): where the URL of a callback comes from.

use super::{Exchange, SendError};
use crate::http::response::path_segment;

/// The URL of a callback: text with expressions in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expression(pub &'static [Piece]);

/// One piece of an [`Expression`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// Text as it is.
    Text(&'static str),
    /// `$url`
    Url,
    /// `$method`
    Method,
    /// `$statusCode`
    StatusCode,
    /// `$request.…`
    Request(Source),
    /// `$response.…`
    Response(Source),
}

/// Which part of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// `header.token`
    Header(&'static str),
    /// `query.name`
    Query(&'static str),
    /// `path.name`
    Path(&'static str),
    /// `body#/pointer`; empty for the whole body
    Body(&'static str),
}

impl Expression {
    /// The URL that an exchange gives.
    ///
    /// A value at the start is the URL, or its beginning, and stands as it is; one behind is percent-encoded, so that it
    /// stays the part that it is.
    ///
    /// # Errors
    /// [`SendError::Missing`] when the exchange has no such value, or one that is no text, number or boolean.
    pub fn url(&self, exchange: &Exchange) -> Result<String, SendError> {
        let mut url = String::new();
        for piece in self.0 {
            let value = match piece {
                Piece::Text(text) => {
                    url.push_str(text);
                    continue;
                }
                Piece::Url => exchange.url(),
                Piece::Method => exchange.method(),
                Piece::StatusCode => exchange.status_code(),
                Piece::Request(source) => exchange.in_request(*source),
                Piece::Response(source) => exchange.in_response(*source),
            };
            let value = value.ok_or_else(|| SendError::Missing(piece.to_string()))?;
            if url.is_empty() {
                url = value;
            } else {
                url.push_str(&path_segment(&value));
            }
        }
        Ok(url)
    }
}

impl std::fmt::Display for Piece {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Piece::Text(text) => f.write_str(text),
            Piece::Url => f.write_str("$url"),
            Piece::Method => f.write_str("$method"),
            Piece::StatusCode => f.write_str("$statusCode"),
            Piece::Request(source) => write!(f, "$request.{source}"),
            Piece::Response(source) => write!(f, "$response.{source}"),
        }
    }
}

impl std::fmt::Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Source::Header(name) => write!(f, "header.{name}"),
            Source::Query(name) => write!(f, "query.{name}"),
            Source::Path(name) => write!(f, "path.{name}"),
            Source::Body("") => f.write_str("body"),
            Source::Body(pointer) => write!(f, "body#{pointer}"),
        }
    }
}
