//! Entity tags and the preconditions that use them (RFC 9110 §8.8.3 and §13.1).

use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue, header};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::ApiError;

/// A strong entity tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ETag(String);

/// The strong tag of a value: a hash of its JSON text.
///
/// # Errors
/// 500 when the value cannot be serialised.
pub fn etag<T: Serialize>(value: &T) -> Result<ETag, ApiError> {
    let text = serde_json::to_vec(value).map_err(ApiError::internal)?;
    Ok(ETag::of_bytes(&text))
}

impl ETag {
    /// The tag of a representation's bytes.
    pub fn of_bytes(bytes: &[u8]) -> ETag {
        let digest = Sha256::digest(bytes);
        let mut tag = String::with_capacity(34);
        tag.push('"');
        for byte in &digest[..16] {
            tag.push_str(&format!("{byte:02x}"));
        }
        tag.push('"');
        ETag(tag)
    }

    /// A tag from a version number, as kept in a row.
    pub fn of_version(version: i64) -> ETag {
        ETag(format!("\"{version}\""))
    }

    /// As a header value.
    pub fn to_header(&self) -> HeaderValue {
        HeaderValue::from_str(&self.0).expect("quotes and digits are a valid header value")
    }
}

impl fmt::Display for ETag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `If-Match` and `If-None-Match` of a request.
pub(crate) struct Preconditions<'a> {
    headers: &'a HeaderMap,
}

impl<'a> Preconditions<'a> {
    pub(crate) fn read(headers: &'a HeaderMap) -> Preconditions<'a> {
        Preconditions { headers }
    }

    /// For changes: 412 unless both hold.
    pub(crate) fn check(&self, current: Option<&ETag>) -> Result<(), ApiError> {
        let matched = |name, weak| self.any(name, current, weak);
        let if_match = matched(header::IF_MATCH, false).unwrap_or(true);
        let if_none_match = !matched(header::IF_NONE_MATCH, true).unwrap_or(false);
        match if_match && if_none_match {
            true => Ok(()),
            false => Err(ApiError::precondition_failed()),
        }
    }

    pub(crate) fn is_not_modified(&self, current: &ETag) -> bool {
        self.any(header::IF_NONE_MATCH, Some(current), true) == Some(true)
    }

    /// Whether the header lists the current tag, or is `*` and there is one; `None` without the header, or when it is
    /// empty and so names no version at all.
    fn any(&self, name: HeaderName, current: Option<&ETag>, weak: bool) -> Option<bool> {
        let lines = self.headers.get_all(name).iter();
        let mut lines = lines.filter(|line| !line.is_empty()).peekable();
        lines.peek()?;
        let Some(current) = current else {
            return Some(false);
        };
        let tags = lines.filter_map(|line| line.to_str().ok());
        let mut tags = tags.flat_map(split_tags);
        Some(tags.any(|tag| {
            let tag = if weak {
                tag.strip_prefix("W/").unwrap_or(tag)
            } else {
                tag
            };
            tag == "*" || tag == current.0
        }))
    }
}

/// Entity tags of a list; commas inside quotes do not separate.
fn split_tags(line: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    line.split(move |c| {
        quoted ^= c == '"';
        c == ',' && !quoted
    })
    .map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn equal_values_have_equal_tags() {
        assert_eq!(etag(&[1, 2]).unwrap(), etag(&[1, 2]).unwrap());
        assert_ne!(etag(&[1, 2]).unwrap(), etag(&[2, 1]).unwrap());
    }

    #[test]
    fn if_match_holds_changes_to_the_current_version() {
        let current = ETag::of_version(3);
        let check = |value, current| {
            Preconditions::read(&headers(header::IF_MATCH, value))
                .check(current)
                .is_ok()
        };
        assert!(check("\"3\"", Some(&current)));
        assert!(check("\"a,b\", \"3\"", Some(&current)));
        assert!(check("*", Some(&current)));
        assert!(!check("\"2\"", Some(&current)));
        assert!(
            !check("W/\"3\"", Some(&current)),
            "If-Match compares strongly"
        );
        assert!(!check("*", None));
        assert!(check("", Some(&current)), "names no version");
        assert!(Preconditions::read(&HeaderMap::new()).check(None).is_ok());
    }

    #[test]
    fn if_none_match_spares_the_body() {
        let current = ETag::of_version(3);
        let same = |value| {
            Preconditions::read(&headers(header::IF_NONE_MATCH, value)).is_not_modified(&current)
        };
        assert!(same("W/\"3\"") && same("\"3\"") && same("*"));
        assert!(!same("\"4\""));
    }
}
