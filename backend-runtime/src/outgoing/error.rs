//! Why a message was not delivered.

use std::net::IpAddr;
use std::time::Duration;

use super::Delivery;

/// Why a message was not delivered.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The URL is none that messages are sent to.
    #[error("the URL is not sent to: {0}")]
    Url(String),
    /// The host is at an address that is not allowed (see [`Egress`](super::Egress)).
    #[error("the host is at {0}, which is not a public address")]
    Forbidden(IpAddr),
    /// The URL's expression asks for a value that the exchange does not have.
    #[error("the exchange has no value for `{0}`")]
    Missing(String),
    /// A value cannot be written as JSON, or not as a header.
    #[error("a value cannot be sent: {0}")]
    Value(String),
    /// The host was not found, or does not take connections.
    #[error("no connection: {0}")]
    Connect(#[source] std::io::Error),
    /// The other side does not speak HTTP, or stopped.
    #[error("the exchange failed: {0}")]
    Http(#[source] hyper::Error),
    /// Nothing came of it in time.
    #[error("no answer within {0:?}")]
    Timeout(Duration),
    /// The answer is larger than is read.
    #[error("the answer is larger than {0} bytes")]
    TooLarge(usize),
    /// The receiver answered, but not with 2xx; redirects are not followed.
    #[error("the receiver answered {}", .0.status)]
    Refused(Box<Delivery>),
}
