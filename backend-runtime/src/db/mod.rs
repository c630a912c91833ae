//! Database engines: URLs, connections and error mapping.
//!
//! Owns how a database is reached and what a refusal means. One folder per engine, each with the same entry names, so
//! that knowing one is knowing all. It must not know what is done with a connection.

#[cfg(any(feature = "mysql", feature = "postgres", feature = "sqlite"))]
mod connect;
mod engine;
mod error;
mod failure;
#[cfg(feature = "mysql")]
pub mod mysql;
#[cfg(feature = "postgres")]
pub mod postgres;
#[cfg(all(
    feature = "migrate",
    any(feature = "mysql", feature = "postgres", feature = "sqlite")
))]
mod raw;
#[cfg(feature = "migrate")]
pub(crate) mod session;
#[cfg(feature = "sqlite")]
pub mod sqlite;
mod url;

pub use engine::Engine;
pub use error::{ConnectError, ConnectErrorKind};
pub use failure::DatabaseFailure;
pub use url::DatabaseUrl;
