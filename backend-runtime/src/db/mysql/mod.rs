//! MySQL and MariaDB.

#[cfg(feature = "migrate")]
mod badge;
mod connect;
#[cfg(feature = "migrate")]
mod session;

pub use connect::pool;
#[cfg(feature = "migrate")]
pub(crate) use session::MysqlSession;
