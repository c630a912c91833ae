//! Where bytes come from.

use std::collections::BTreeMap;

/// Brings the bytes of a file. The library has an implementation for folders ([`crate::disk::Disk`]) and one for
/// texts in memory ([`Memory`]); the command line adds one for URLs.
pub trait Fetch {
    /// The bytes at a location: a path as given, joined with relative references, or a URL.
    ///
    /// # Errors
    /// [`FetchError`] says why there are none.
    fn read(&mut self, location: &str) -> Result<Vec<u8>, FetchError>;
}

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// There is no such file.
    #[error("there is no such file")]
    NotFound,
    /// It stands outside of the folder or host that may be read.
    #[error("it is outside of the document's folder")]
    Outside,
    /// It is larger than allowed.
    #[error("it is larger than {0} bytes")]
    TooLarge(usize),
    /// This implementation does not read such locations, for instance URLs.
    #[error("{0}")]
    Unsupported(String),
    /// Reading failed.
    #[error("{0}")]
    Failed(String),
}

/// Texts in memory by location, for tests and for documents that are made rather than read.
#[derive(Clone, Debug, Default)]
pub struct Memory(BTreeMap<String, Vec<u8>>);

impl Memory {
    /// One file.
    pub fn one(location: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self::default().with(location, bytes)
    }

    /// The same with one more file.
    #[must_use]
    pub fn with(mut self, location: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        self.0.insert(location.into(), bytes.into());
        self
    }
}

impl Fetch for Memory {
    fn read(&mut self, location: &str) -> Result<Vec<u8>, FetchError> {
        self.0.get(location).cloned().ok_or(FetchError::NotFound)
    }
}
