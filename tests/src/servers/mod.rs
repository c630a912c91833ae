//! Throwaway PostgreSQL, MariaDB and Redis servers for tests, each in a temporary folder on a free port.
//!
//! A server lives as long as its [`Server`] value. It also ends when the process that started it dies, however it
//! dies: a watchdog shell waits on a pipe whose other end only that process holds. As root, servers run as `nobody`,
//! because PostgreSQL refuses root.
//!
//! When `BACKEND_TEST_POSTGRES_URL`, `BACKEND_TEST_MARIADB_URL` or `BACKEND_TEST_REDIS_URL` is set, that server is
//! used instead, and nothing is started: `cargo xtask test` starts one of each and shares it.
//!
//! ```no_run
//! use backend_tests::servers;
//! let server = match servers::postgres() {
//!     Ok(server) => server,
//!     Err(unavailable) => return println!("skipped: {unavailable}"),
//! };
//! let url = server.scratch_database("orders").expect("a database of our own");
//! # let _ = url;
//! ```

mod address;
mod mariadb;
mod postgres;
mod programs;
mod redis;
mod server;
mod watchdog;

pub use server::{Kind, Server, Unavailable};

/// The shared PostgreSQL server if there is one, otherwise a new one.
///
/// # Errors
/// When neither the variable nor the server's programs are there.
pub fn postgres() -> Result<Server, Unavailable> {
    Server::shared_or_private(Kind::Postgres)
}

/// The shared MariaDB server if there is one, otherwise a new one.
///
/// # Errors
/// When neither the variable nor the server's programs are there.
pub fn mariadb() -> Result<Server, Unavailable> {
    Server::shared_or_private(Kind::Mariadb)
}

/// The shared Redis server if there is one, otherwise a new one.
///
/// # Errors
/// When neither the variable nor the server's programs are there.
pub fn redis() -> Result<Server, Unavailable> {
    Server::shared_or_private(Kind::Redis)
}
