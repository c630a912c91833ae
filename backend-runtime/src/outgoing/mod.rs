//! Requests that a service sends: webhooks and callbacks.
//!
//! A [`Sender`] delivers a [`Message`] to a URL that somebody else chose, so it is careful: it resolves the host once,
//! refuses addresses that are not public unless its [`Egress`] allows them, connects to just the address it looked at,
//! follows no redirect, and gives up after a timeout. An [`Expression`] finds the URL of a callback in the exchange that
//! asked for it.

mod address;
mod egress;
mod error;
mod exchange;
mod expression;
mod message;
mod sender;

pub use egress::Egress;
pub use error::SendError;
pub use exchange::Exchange;
pub use expression::{Expression, Piece, Source};
pub use message::Message;
pub use sender::{Delivery, Sender};

#[doc(no_inline)]
pub use http::Method;
