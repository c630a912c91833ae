//! What a database said when it refused something, apart from any driver.

use std::fmt;

/// An error of the server or of the connection to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DatabaseFailure {
    /// SQLSTATE of PostgreSQL, error number of MySQL, result code of SQLite.
    pub code: Option<String>,
    /// The server's message.
    pub message: String,
    /// More about it (PostgreSQL).
    pub detail: Option<String>,
    /// The server's advice (PostgreSQL).
    pub hint: Option<String>,
    /// Where in the text sent, in characters from 1 (PostgreSQL).
    pub position: Option<usize>,
    /// The connection is gone: the server stopped or somebody ended the session.
    pub is_lost: bool,
}

impl fmt::Display for DatabaseFailure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)?;
        if let Some(code) = &self.code {
            write!(formatter, " (code {code})")?;
        }
        Ok(())
    }
}

impl std::error::Error for DatabaseFailure {}

impl DatabaseFailure {
    /// Takes over what every driver tells; each engine adds what only its own driver knows.
    #[cfg_attr(
        not(all(
            feature = "migrate",
            any(feature = "sqlite", feature = "postgres", feature = "mysql")
        )),
        expect(dead_code, reason = "only the sessions of migrations make them")
    )]
    pub(crate) fn from_driver(error: &sqlx::Error) -> Self {
        let mut failure = Self {
            message: error.to_string(),
            ..Self::default()
        };
        match error {
            sqlx::Error::Database(database) => {
                failure.message = database.message().to_owned();
                failure.code = database.code().map(Into::into);
            }
            sqlx::Error::Io(cause) => {
                failure.message = format!("the connection to the database was lost: {cause}");
                failure.is_lost = true;
            }
            sqlx::Error::WorkerCrashed | sqlx::Error::PoolClosed => failure.is_lost = true,
            // The driver's enum is open; its own words are the best we have.
            _ => {}
        }
        failure
    }
}
