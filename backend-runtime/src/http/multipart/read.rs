//! From the body's stream to parts.

use std::io::Write;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures_util::Stream;
use multer::{Field, Multipart};
use tempfile::NamedTempFile;

use super::File;
use super::file::Data;
use crate::http::ApiError;

/// Beyond this a file goes to disk.
const MEMORY_BYTES: usize = 64 << 10;
/// More parts than this are refused: each costs memory of ours whatever its size.
const MAX_PARTS: usize = 1000;

/// One part of the body.
#[derive(Debug)]
pub(crate) struct Part {
    pub(super) name: String,
    pub(super) content_type: Option<String>,
    pub(super) content: Content,
}

#[derive(Debug)]
pub(super) enum Content {
    Text(Bytes),
    File(File),
}

/// Reads all parts. `is_file` says which names are files; text parts together hold at most `text_limit` bytes.
///
/// # Errors
/// 400 for a body that is no multipart, 413 over a limit, those of the stream.
pub(crate) async fn read(
    stream: impl Stream<Item = Result<Bytes, ApiError>> + Send + 'static,
    boundary: String,
    text_limit: usize,
    is_file: impl Fn(&str) -> bool,
) -> Result<Vec<Part>, ApiError> {
    let mut multipart = Multipart::new(stream, boundary);
    let mut parts = Vec::new();
    let mut text_bytes = 0;
    while let Some(field) = multipart.next_field().await.map_err(refused)? {
        if parts.len() == MAX_PARTS {
            return Err(ApiError::bad_request(format!(
                "the body has more than {MAX_PARTS} parts"
            )));
        }
        let Some(name) = field.name().map(str::to_owned) else {
            return Err(ApiError::bad_request("a part of the body has no name"));
        };
        let content_type = field.content_type().map(ToString::to_string);
        let content = match is_file(&name) {
            true => Content::File(file(field).await?),
            false => {
                let bytes = text(field, text_limit - text_bytes, text_limit).await?;
                text_bytes += bytes.len();
                Content::Text(bytes)
            }
        };
        parts.push(Part {
            name,
            content_type,
            content,
        });
    }
    Ok(parts)
}

async fn text(mut field: Field<'_>, left: usize, limit: usize) -> Result<Bytes, ApiError> {
    let mut text = BytesMut::new();
    while let Some(piece) = field.chunk().await.map_err(refused)? {
        if text.len() + piece.len() > left {
            return Err(ApiError::payload_too_large(limit));
        }
        text.extend_from_slice(&piece);
    }
    Ok(text.freeze())
}

async fn file(mut field: Field<'_>) -> Result<File, ApiError> {
    let name = field.file_name().map(base_name);
    let content_type = field.content_type().map(ToString::to_string);
    let mut memory = BytesMut::new();
    let mut disk: Option<(NamedTempFile, u64)> = None;
    while let Some(piece) = field.chunk().await.map_err(refused)? {
        if disk.is_none() && memory.len() + piece.len() <= MEMORY_BYTES {
            memory.extend_from_slice(&piece);
            continue;
        }
        let held = std::mem::take(&mut memory);
        let before = disk.take();
        disk = Some(spill(before, held.freeze(), piece).await?);
    }
    let data = match disk {
        None => Data::Memory(memory.freeze()),
        Some((file, bytes)) => Data::Disk {
            file: Arc::new(file),
            bytes,
        },
    };
    Ok(File {
        name,
        content_type,
        data,
    })
}

/// Appends to the temporary file, made when first needed, on a thread that may block.
async fn spill(
    file: Option<(NamedTempFile, u64)>,
    held: Bytes,
    piece: Bytes,
) -> Result<(NamedTempFile, u64), ApiError> {
    let write = move || {
        let (mut file, bytes) = match file {
            Some(file) => file,
            None => (NamedTempFile::new()?, 0),
        };
        file.write_all(&held)?;
        file.write_all(&piece)?;
        Ok::<_, std::io::Error>((file, bytes + (held.len() + piece.len()) as u64))
    };
    let written = tokio::task::spawn_blocking(write).await;
    written
        .map_err(ApiError::internal)?
        .map_err(ApiError::internal)
}

/// Clients may send whole paths; only the last part is a name.
fn base_name(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    base.chars().filter(|c| !c.is_control()).collect()
}

/// Our own errors come back out of the parser unchanged.
fn refused(error: multer::Error) -> ApiError {
    match error {
        multer::Error::StreamReadFailed(cause) => match cause.downcast::<ApiError>() {
            Ok(error) => *error,
            Err(cause) => {
                ApiError::bad_request("the request body could not be read").with_source(cause)
            }
        },
        error => ApiError::bad_request(format!(
            "the body is not valid multipart/form-data: {error}"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::base_name;

    #[test]
    fn file_names_have_no_folders() {
        assert_eq!(base_name("../../etc/passwd"), "passwd");
        assert_eq!(base_name("C:\\temp\\a.txt"), "a.txt");
        assert_eq!(base_name("a\r\nb"), "ab");
    }
}
