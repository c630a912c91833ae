use super::Operation;

/// A request that the service sends: a webhook, or a callback of one of its operations.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// The key in `webhooks`, or in the `callbacks` of an operation.
    pub name: String,
    /// Where a callback is sent; `None` for a webhook, whose receivers the document does not know.
    pub url: Option<CallbackUrl>,
    /// Method, parameters, body, and what receivers answer. Its path is where a receiver made from this document
    /// listens.
    pub operation: Operation,
}

/// Where a callback is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallbackUrl {
    /// As the document writes it.
    pub text: String,
    /// Its pieces; `None` when it is no runtime expression.
    pub pieces: Option<Vec<UrlPiece>>,
}

/// A piece of a URL with runtime expressions (OpenAPI 3.1 §4.8.20.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UrlPiece {
    /// Text as it is.
    Text(String),
    /// `$url`
    Url,
    /// `$method`
    Method,
    /// `$statusCode`
    StatusCode,
    /// `$request.…`
    Request(UrlSource),
    /// `$response.…`
    Response(UrlSource),
}

/// Which part of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UrlSource {
    /// `header.token`
    Header(String),
    /// `query.name`
    Query(String),
    /// `path.name`
    Path(String),
    /// `body#/pointer`; empty for the whole body
    Body(String),
}
