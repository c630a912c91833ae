use super::{Api, Group, Operation};

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

/// The groups of what is sent, and what each holds.
const GROUPS: [(&str, &str); 2] = [
    (
        "webhooks",
        "Webhooks: what the service sends to whoever wants it, and how that is received.",
    ),
    (
        "callbacks",
        "Callbacks: what the service sends because of a request, and how that is received.",
    ),
];

impl Api {
    /// What is sent, as an API of its own: its operations are those of [`Api::outgoing`] in their order, in a group of
    /// webhooks and one of callbacks. `None` when nothing is sent.
    pub fn sent(&self) -> Option<Api> {
        if self.outgoing.is_empty() {
            return None;
        }
        let sent = self.outgoing.iter().map(|one| one.operation.clone());
        let operations: Vec<Operation> = sent.collect();
        let groups = GROUPS.iter().map(|(name, description)| Group {
            name: (*name).to_owned(),
            description: Some((*description).to_owned()),
            operations: (0..operations.len())
                .filter(|&index| operations[index].group == *name)
                .collect(),
        });
        Some(Api {
            groups: groups
                .filter(|group| !group.operations.is_empty())
                .collect(),
            operations,
            outgoing: Vec::new(),
            ..self.clone()
        })
    }
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
