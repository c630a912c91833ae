//! The one error type of the command line: a message for people, a remedy, and the exit code.

use crate::exit;

/// Why a command did not succeed. `main` prints it and exits with `exit`.
#[derive(Debug)]
pub(crate) struct CliError {
    /// One of [`crate::exit`].
    pub(crate) exit: u8,
    /// What went wrong and where; lower case, no final full stop. Empty when everything has been printed already.
    pub(crate) message: String,
    /// How to fix it.
    pub(crate) help: Option<String>,
}

impl CliError {
    /// An error with one of the codes of [`crate::exit`].
    pub(crate) fn new(exit: u8, message: impl Into<String>) -> Self {
        Self {
            exit,
            message: message.into(),
            help: None,
        }
    }

    /// Wrong flags or values on the command line.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(exit::USAGE, message)
    }

    /// A document, migration or scenario that cannot be used.
    pub(crate) fn input(message: impl Into<String>) -> Self {
        Self::new(exit::BAD_INPUT, message)
    }

    /// Something outside the program: files, permissions, network, databases.
    pub(crate) fn environment(message: impl Into<String>) -> Self {
        Self::new(exit::ENVIRONMENT, message)
    }

    /// The report has been printed; only the exit code is left to give.
    pub(crate) fn silent(exit: u8) -> Self {
        Self::new(exit, "")
    }

    /// Adds the remedy.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
