//! An uploaded file.

use std::cell::RefCell;
use std::io;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use serde::{Deserialize, Deserializer, de};
use tempfile::NamedTempFile;
use tokio::io::AsyncRead;

use crate::schema::{Format, Keyword, Node, Schema, TypeSet};
use crate::validate::{Validate, View};

/// An uploaded file: in memory up to 64 KiB, beyond that in a temporary file that is removed with the last clone.
///
/// Only a multipart body has files; read from anything else this type fails.
#[derive(Debug, Clone)]
pub struct File {
    /// The client's name for it, without folders and control characters. Do not use it as a path.
    pub name: Option<String>,
    /// What the client says it is.
    pub content_type: Option<String>,
    pub(super) data: Data,
}

#[derive(Debug, Clone)]
pub(super) enum Data {
    Memory(Bytes),
    Disk {
        file: Arc<NamedTempFile>,
        bytes: u64,
    },
}

impl File {
    /// A file in memory, for tests.
    pub fn in_memory(name: impl Into<String>, content: impl Into<Bytes>) -> File {
        File {
            name: Some(name.into()),
            content_type: None,
            data: Data::Memory(content.into()),
        }
    }

    /// Its size in bytes.
    pub fn len(&self) -> u64 {
        match &self.data {
            Data::Memory(bytes) => bytes.len() as u64,
            Data::Disk { bytes, .. } => *bytes,
        }
    }

    /// Whether it has no content.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The whole content in memory.
    ///
    /// # Errors
    /// When the temporary file cannot be read.
    pub async fn bytes(&self) -> io::Result<Bytes> {
        match &self.data {
            Data::Memory(bytes) => Ok(bytes.clone()),
            Data::Disk { file, .. } => tokio::fs::read(file.path()).await.map(Bytes::from),
        }
    }

    /// The content piece by piece.
    ///
    /// # Errors
    /// When the temporary file cannot be opened.
    pub async fn reader(&self) -> io::Result<Pin<Box<dyn AsyncRead + Send>>> {
        Ok(match &self.data {
            Data::Memory(bytes) => Box::pin(io::Cursor::new(bytes.clone())),
            Data::Disk { file, .. } => Box::pin(tokio::fs::File::open(file.path()).await?),
        })
    }
}

thread_local! {
    /// Files of the body that is being decoded on this thread: serde carries text, and the text says which file.
    static FILES: RefCell<Vec<File>> = const { RefCell::new(Vec::new()) };
}

/// Runs `decode` with files that [`File`] fields find by [`placeholder`].
pub(super) fn with_files<R>(files: Vec<File>, decode: impl FnOnce() -> R) -> R {
    FILES.set(files);
    let result = decode();
    FILES.take();
    result
}

/// What stands for the file at `index` in the tree.
pub(super) fn placeholder(index: usize) -> String {
    format!("file {index}")
}

impl<'de> Deserialize<'de> for File {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<File, D::Error> {
        let text = String::deserialize(deserializer)?;
        let index = text
            .strip_prefix("file ")
            .and_then(|index| index.parse::<usize>().ok());
        let file = index.and_then(|index| FILES.with_borrow(|files| files.get(index).cloned()));
        file.ok_or_else(|| de::Error::custom("a file can only be sent in a multipart body"))
    }
}

impl<'de> crate::wire::Read<'de> for File {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<File, D::Error> {
        File::deserialize(deserializer)
    }
}

impl Schema for File {
    fn schema() -> &'static Node {
        static NODE: Node = Node::new(&[
            Keyword::Type(TypeSet::STRING),
            Keyword::Format(Format::named("binary")),
        ]);
        &NODE
    }
}

impl Validate for File {
    /// Its bytes are no text, so that the keywords of strings do not apply.
    fn view(&self) -> View<'_> {
        View::Absent
    }

    fn is_valid(&self) -> bool {
        true
    }
}
