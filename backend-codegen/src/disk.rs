//! Reading the files of a document from a folder.
//!
//! Owns: what may be read. A reference must not reach a file outside of the folder of the entry file, by `..` or by a
//! symbolic link, nor a device or a pipe.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::spec::{Fetch, FetchError, Limits};

/// Reads files below one folder, or anywhere when that is allowed.
#[derive(Clone, Debug)]
pub struct Disk {
    /// Canonical folder; none when everything may be read.
    root: Option<PathBuf>,
    file_bytes: usize,
}

impl Disk {
    /// Reads what stands in the folder of `entry` or below it; with `allow_ref` also what stands elsewhere.
    ///
    /// # Errors
    /// When the folder cannot be resolved.
    pub fn for_entry(entry: &Path, allow_ref: bool) -> std::io::Result<Self> {
        let root = match allow_ref {
            true => None,
            false => Some(folder_of(entry).canonicalize()?),
        };
        Ok(Self {
            root,
            file_bytes: Limits::default().file_bytes,
        })
    }

    /// The same with another limit on the size of a file.
    #[must_use]
    pub fn with_file_bytes(mut self, file_bytes: usize) -> Self {
        self.file_bytes = file_bytes;
        self
    }
}

fn folder_of(entry: &Path) -> &Path {
    match entry.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

impl Fetch for Disk {
    fn read(&mut self, location: &str) -> Result<Vec<u8>, FetchError> {
        if location.contains("://") {
            return Err(FetchError::Unsupported("this needs the network".to_owned()));
        }
        let path = Path::new(location)
            .canonicalize()
            .map_err(|error| failed(&error))?;
        if self
            .root
            .as_ref()
            .is_some_and(|root| !path.starts_with(root))
        {
            return Err(FetchError::Outside);
        }
        let metadata = path.metadata().map_err(|error| failed(&error))?;
        if !metadata.is_file() {
            return Err(FetchError::Failed("it is not a regular file".to_owned()));
        }
        if metadata.len() > self.file_bytes as u64 {
            return Err(FetchError::TooLarge(self.file_bytes));
        }
        let mut bytes = Vec::with_capacity(metadata.len() as usize + 1);
        let file = File::open(&path).map_err(|error| failed(&error))?;
        // The file may have grown since it was measured.
        file.take(self.file_bytes as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| failed(&error))?;
        if bytes.len() > self.file_bytes {
            return Err(FetchError::TooLarge(self.file_bytes));
        }
        Ok(bytes)
    }
}

fn failed(error: &std::io::Error) -> FetchError {
    match error.kind() {
        std::io::ErrorKind::NotFound => FetchError::NotFound,
        _ => FetchError::Failed(error.to_string()),
    }
}
