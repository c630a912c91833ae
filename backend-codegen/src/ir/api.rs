use crate::settings::Envelope;

use super::{Group, Head, Operation, Outgoing, SecurityScheme, Types};

/// One service: operations, the types they speak, and who may call them.
#[derive(Debug, Clone, Default)]
pub struct Api {
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// `info.description`.
    pub description: Option<String>,
    /// What the document says about itself.
    pub head: Head,
    /// The path of the first server without its trailing slash (`/api/v1`), empty when there is none.
    pub base_path: String,
    /// How success responses that the document does not declare are wrapped.
    pub envelope: Envelope,
    /// Every named type.
    pub types: Types,
    /// Every operation, in document order.
    pub operations: Vec<Operation>,
    /// The operations by tag, in order of first use.
    pub groups: Vec<Group>,
    /// `components.securitySchemes`.
    pub schemes: Vec<SecurityScheme>,
    /// `webhooks` and `callbacks`: requests that the service sends.
    pub outgoing: Vec<Outgoing>,
}
