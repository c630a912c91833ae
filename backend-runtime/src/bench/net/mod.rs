//! Getting bytes to a server: addresses, sockets, TLS.

mod dial;
mod origin;
mod stream;
mod tls;

pub(crate) use dial::{Failure, dial, io_failure};
#[cfg(test)]
pub(crate) use origin::Memory;
pub use origin::Origin;
pub(crate) use stream::Stream;
pub(crate) use tls::client_config;
