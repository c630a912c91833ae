//! Host names and addresses.

use super::idn;
use std::net::{Ipv4Addr, Ipv6Addr};

/// RFC 1123: labels of letters, digits and inner hyphens; `xn--` labels must be proper A-labels (RFC 5891).
pub fn hostname(text: &str) -> bool {
    domain(text) && text.split('.').all(idn::is_label_with_proper_ace)
}

/// The same without looking into A-labels.
#[inline]
pub(super) fn domain(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.is_empty() || bytes.len() > 253 {
        return false;
    }
    let mut label = 0_usize;
    let mut last = b'-';
    for byte in bytes {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => label += 1,
            b'-' if label > 0 => label += 1,
            b'.' if label > 0 && last != b'-' => label = 0,
            _ => return false,
        }
        if label > 63 {
            return false;
        }
        last = *byte;
    }
    last != b'-' && last != b'.'
}

/// RFC 2673 §3.2
pub fn ipv4(text: &str) -> bool {
    text.parse::<Ipv4Addr>().is_ok()
}

/// RFC 4291 §2.2
pub fn ipv6(text: &str) -> bool {
    text.parse::<Ipv6Addr>().is_ok()
}

/// An IPv4 or IPv6 address.
pub fn ip(text: &str) -> bool {
    ipv4(text) || ipv6(text)
}
