//! PostgreSQL.

mod connect;
#[cfg(feature = "migrate")]
mod session;

pub use connect::pool;
#[cfg(feature = "migrate")]
pub(crate) use session::PostgresSession;
