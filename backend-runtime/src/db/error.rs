//! Why a database could not be reached, with the remedy.

use std::fmt;

/// What kind of refusal it was; callers choose exit codes and offers by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectErrorKind {
    /// The URL cannot be read, or names an engine that we do not know or that is not built in.
    Url,
    /// Nothing answers there: refused, unknown host, timeout.
    Unreachable,
    /// The server answers but refuses the account.
    Password,
    /// The account is fine but the database does not exist.
    MissingDatabase,
    /// The account may not use this database or file.
    Permission,
    /// Encryption could not be agreed on.
    Tls,
    /// Anything else the server said.
    Other,
}

/// Why there is no connection. Its text never contains a password.
#[derive(Debug, Clone)]
pub struct ConnectError {
    /// The kind of refusal.
    pub kind: ConnectErrorKind,
    /// What happened and where.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl ConnectError {
    pub(crate) fn new(kind: ConnectErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            help: None,
        }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for ConnectError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(formatter, " (help: {help})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ConnectError {}
