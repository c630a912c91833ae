//! A running server and how to get one.

use std::{
    fmt,
    sync::atomic::{AtomicU32, Ordering},
};

use super::{mariadb, postgres, redis, watchdog::Watchdog};

/// Which server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// PostgreSQL.
    Postgres,
    /// MariaDB.
    Mariadb,
    /// Redis.
    Redis,
}

impl Kind {
    /// The environment variable that names a shared server of this kind.
    #[must_use]
    pub fn variable(self) -> &'static str {
        match self {
            Self::Postgres => "BACKEND_TEST_POSTGRES_URL",
            Self::Mariadb => "BACKEND_TEST_MARIADB_URL",
            Self::Redis => "BACKEND_TEST_REDIS_URL",
        }
    }
}

/// Why there is no server; a test prints it and returns.
#[derive(Debug)]
pub struct Unavailable(pub(super) String);

impl fmt::Display for Unavailable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Unavailable {}

impl From<std::io::Error> for Unavailable {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

/// A server that tests may fill as they like; it ends with this value unless it is a shared one.
#[derive(Debug)]
pub struct Server {
    kind: Kind,
    url: String,
    watchdog: Option<Watchdog>,
}

impl Server {
    /// The server that the environment names, otherwise a new one.
    ///
    /// # Errors
    /// When there is neither.
    pub fn shared_or_private(kind: Kind) -> Result<Self, Unavailable> {
        match std::env::var(kind.variable()) {
            Ok(url) if !url.is_empty() => Ok(Self {
                kind,
                url,
                watchdog: None,
            }),
            Ok(_) | Err(_) => Self::private(kind),
        }
    }

    /// A new server, whatever the environment says: for tests that stop it or measure it.
    ///
    /// # Errors
    /// When its programs are missing or it does not start.
    pub fn private(kind: Kind) -> Result<Self, Unavailable> {
        let (url, watchdog) = match kind {
            Kind::Postgres => postgres::start()?,
            Kind::Mariadb => mariadb::start()?,
            Kind::Redis => redis::start()?,
        };
        Ok(Self {
            kind,
            url,
            watchdog: Some(watchdog),
        })
    }

    /// Where it listens, with an administrator's account and that account's default database.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Creates an empty database, whose name starts with `name` and is unique, and gives its URL.
    ///
    /// # Errors
    /// When the client program is missing or refuses; Redis has no databases by name.
    pub fn scratch_database(&self, name: &str) -> Result<String, Unavailable> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let unique = format!("{name}_{}_{number}", std::process::id());
        match self.kind {
            Kind::Postgres => postgres::create_database(&self.url, &unique),
            Kind::Mariadb => mariadb::create_database(&self.url, &unique),
            Kind::Redis => Err(Unavailable("redis has no databases by name".to_owned())),
        }
    }

    /// The process id of the server, when it is ours.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.watchdog.as_ref().map(Watchdog::pid)
    }

    /// Ends the server at once, as a crash would; a shared one stays.
    pub fn stop(&mut self) {
        self.watchdog = None;
    }
}
