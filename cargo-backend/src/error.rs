//! The one error type of the command line: a message for people, a remedy, and the exit code.

use backend_codegen::{diagnostic::Diagnostics, plan::ApplyError, source::Sources};

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
    /// What is wrong in a document, with the texts that it is wrong in; printed before the message.
    pub(crate) problems: Option<Box<(Diagnostics, Sources)>>,
}

impl CliError {
    /// An error with one of the codes of [`crate::exit`].
    pub(crate) fn new(exit: u8, message: impl Into<String>) -> Self {
        Self {
            exit,
            message: message.into(),
            help: None,
            problems: None,
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

    /// Adds what is wrong in a document.
    pub(crate) fn diagnostics(mut self, diagnostics: Diagnostics, sources: Sources) -> Self {
        self.problems = Some(Box::new((diagnostics, sources)));
        self
    }

    /// Adds the remedy.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl From<ApplyError> for CliError {
    fn from(error: ApplyError) -> Self {
        let message = error.to_string();
        match error {
            ApplyError::Conflict(_) => Self::input(message).help(
                "move the change into a file of yours, delete the generated file, and run `cargo backend generate`",
            ),
            ApplyError::Outside(_) => {
                Self::input(message).help("remove the symbolic link that leads out of the project")
            }
            ApplyError::Busy => Self::environment(message).help("wait until it is done"),
            ApplyError::Manifest(_) => Self::input(message).help(
                "resolve the merge conflict in it, or take either side: `cargo backend generate` brings it up to date",
            ),
            ApplyError::Io { .. } => Self::environment(message),
        }
    }
}
