//! Reading request bodies: limits before and after decompression, and clients that stop sending.

use std::time::Duration;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt, TryStreamExt};
use http::{HeaderMap, header};
use http_body::Body as _;
use http_body_util::BodyExt;
use tokio_util::io::{ReaderStream, StreamReader};

use super::ApiError;

/// Reads a whole body of at most `limit` bytes, counted after decompression, within `timeout`.
///
/// # Errors
/// 413 over the limit (at once when `Content-Length` says so), 415 for an unknown `Content-Encoding`, 408 when it takes
/// too long, 400 when the body breaks off or does not decompress.
pub(crate) async fn collect(
    body: Body,
    headers: &HeaderMap,
    limit: usize,
    timeout: Duration,
) -> Result<Bytes, ApiError> {
    if body.size_hint().lower() > limit as u64 {
        return Err(ApiError::payload_too_large(limit));
    }
    let body = decompress(body, headers)?;
    match tokio::time::timeout(timeout, concatenate(body, limit)).await {
        Ok(bytes) => bytes,
        Err(_) => Err(ApiError::request_timeout()),
    }
}

/// A body of one piece, the common case, is not copied.
async fn concatenate(mut body: Body, limit: usize) -> Result<Bytes, ApiError> {
    let mut first = Bytes::new();
    let mut rest = BytesMut::new();
    while let Some(frame) = BodyExt::frame(&mut body).await {
        let frame = frame.map_err(broken)?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        if first.len() + rest.len() + data.len() > limit {
            return Err(ApiError::payload_too_large(limit));
        }
        match first.is_empty() {
            true => first = data,
            false => rest.extend_from_slice(&data),
        }
    }
    if rest.is_empty() {
        return Ok(first);
    }
    let mut whole = BytesMut::with_capacity(first.len() + rest.len());
    whole.extend_from_slice(&first);
    whole.extend_from_slice(&rest);
    Ok(whole.freeze())
}

fn broken(error: axum::Error) -> ApiError {
    ApiError::bad_request("the request body could not be read").with_source(error)
}

/// Undoes `Content-Encoding`, at most one; the result is limited by whoever reads it.
fn decompress(body: Body, headers: &HeaderMap) -> Result<Body, ApiError> {
    let Some(encoding) = headers.get(header::CONTENT_ENCODING) else {
        return Ok(body);
    };
    let encoding = encoding.to_str().unwrap_or_default().trim();
    let bytes = |body: Body| {
        let pieces = TryStreamExt::map_err(body.into_data_stream(), std::io::Error::other);
        StreamReader::new(pieces)
    };
    match encoding.to_ascii_lowercase().as_str() {
        "" | "identity" => Ok(body),
        "gzip" | "x-gzip" => {
            let mut decoder = async_compression::tokio::bufread::GzipDecoder::new(bytes(body));
            decoder.multiple_members(true);
            Ok(Body::from_stream(ReaderStream::new(decoder)))
        }
        "deflate" => {
            let decoder = async_compression::tokio::bufread::ZlibDecoder::new(bytes(body));
            Ok(Body::from_stream(ReaderStream::new(decoder)))
        }
        _ => Err(ApiError::unsupported_encoding()),
    }
}

/// A body read piece by piece: limited in all, and by time between two pieces.
///
/// # Errors
/// As [`collect`], for each piece.
pub(crate) fn stream(
    body: Body,
    headers: &HeaderMap,
    limit: usize,
    stall: Duration,
) -> Result<impl Stream<Item = Result<Bytes, ApiError>> + Send + use<>, ApiError> {
    if body.size_hint().lower() > limit as u64 {
        return Err(ApiError::payload_too_large(limit));
    }
    let data = decompress(body, headers)?.into_data_stream();
    let state = (data, 0_usize);
    Ok(futures_util::stream::try_unfold(
        state,
        move |(mut data, mut total)| async move {
            let next = tokio::time::timeout(stall, data.next());
            let Some(piece) = next.await.map_err(|_| ApiError::request_timeout())? else {
                return Ok(None);
            };
            let piece = piece.map_err(broken)?;
            total += piece.len();
            if total > limit {
                return Err(ApiError::payload_too_large(limit));
            }
            Ok(Some((piece, (data, total))))
        },
    ))
}
