//! The error of the load tester: what, where, how to fix, and which kind of mistake it is.

/// Whose mistake an error is; the command line maps it to an exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// A flag, URL or file named on the command line is wrong.
    Usage,
    /// A scenario, saved run or document cannot be used.
    Input,
    /// The network, a file permission or the machine stands in the way.
    Environment,
}

/// Why a load run could not be planned or started.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct BenchError {
    /// Whose mistake it is.
    pub kind: ErrorKind,
    /// What is wrong and where; lower case, one line.
    pub message: String,
    /// How to fix it.
    pub help: String,
}

impl BenchError {
    /// A wrong flag or value, or a file named by a flag that is not there.
    pub fn usage(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(ErrorKind::Usage, message, help)
    }

    /// A scenario, saved run or document that cannot be used.
    pub fn input(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(ErrorKind::Input, message, help)
    }

    /// Something outside the program.
    pub fn environment(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(ErrorKind::Environment, message, help)
    }

    fn new(kind: ErrorKind, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            help: help.into(),
        }
    }
}
