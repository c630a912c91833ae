//! Request ids: accepted from the client when harmless, otherwise made here.

use std::fmt::{self, Write as _};
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use http::{HeaderName, HeaderValue};
use serde::{Serialize, Serializer};

/// The header that carries it, in and out.
pub(crate) static X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Names one request in the response, the log and error bodies.
#[derive(Clone, PartialEq, Eq)]
pub struct RequestId(Kind);

#[derive(Clone, PartialEq, Eq)]
enum Kind {
    /// A number needs no allocation until it is written.
    Made(u128),
    Given(HeaderValue),
}

impl RequestId {
    /// A new id, unique among all processes with overwhelming probability. It is no secret: a counter below a
    /// random prefix, so that making one costs no system call.
    pub fn generate() -> RequestId {
        static PREFIX: OnceLock<u64> = OnceLock::new();
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let prefix = *PREFIX.get_or_init(|| RandomState::new().build_hasher().finish());
        let count = NEXT.fetch_add(1, Ordering::Relaxed);
        // Multiplying by an odd constant keeps ids distinct and spreads neighbours.
        let spread = count.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        RequestId(Kind::Made(u128::from(prefix) << 64 | u128::from(spread)))
    }

    /// The client's id when it matches `[A-Za-z0-9._-]{1,128}`, so that it is harmless in logs and headers.
    pub fn from_client(value: &HeaderValue) -> Option<RequestId> {
        let bytes = value.as_bytes();
        let allowed =
            |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        ((1..=128).contains(&bytes.len()) && bytes.iter().all(allowed))
            .then(|| RequestId(Kind::Given(value.clone())))
    }

    /// As a header value.
    pub fn to_header(&self) -> HeaderValue {
        match &self.0 {
            Kind::Given(value) => value.clone(),
            Kind::Made(number) => {
                let mut text = [0; 32];
                hex(*number, &mut text);
                HeaderValue::from_bytes(&text).expect("hexadecimal digits are a valid header value")
            }
        }
    }
}

fn hex(number: u128, text: &mut [u8; 32]) {
    for (index, digit) in text.iter_mut().enumerate() {
        let nibble = (number >> (124 - 4 * index)) as usize & 0xf;
        *digit = b"0123456789abcdef"[nibble];
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Made(number) => write!(f, "{number:032x}"),
            Kind::Given(value) => value
                .as_bytes()
                .iter()
                .try_for_each(|byte| f.write_char(char::from(*byte))),
        }
    }
}

impl fmt::Debug for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RequestId({self})")
    }
}

impl Serialize for RequestId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_ids_differ_and_agree_as_text_and_header() {
        let (first, second) = (RequestId::generate(), RequestId::generate());
        assert_ne!(first, second);
        assert_eq!(first.to_header(), first.to_string());
        assert_eq!(first.to_string().len(), 32);
    }

    #[test]
    fn client_id_valid() {
        for id in ["a", "Trace.1_2-3", &"x".repeat(128)] {
            let value = HeaderValue::from_str(id).unwrap();
            assert_eq!(RequestId::from_client(&value).unwrap().to_string(), id);
        }
    }

    #[test]
    fn client_id_invalid() {
        for id in ["", "a b", "a/b", "\"x\"", "a\tb", "é", &"x".repeat(129)] {
            let value = HeaderValue::from_bytes(id.as_bytes()).unwrap();
            assert_eq!(RequestId::from_client(&value), None, "{id}");
        }
    }
}
