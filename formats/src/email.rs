//! E-mail addresses (RFC 5321 §4.1.2; RFC 6531 for others than ASCII).

use super::{class, host, is};

/// RFC 5321 §4.1.2
pub fn email(text: &str) -> bool {
    mailbox(text, false)
}

/// RFC 6531
pub fn idn_email(text: &str) -> bool {
    mailbox(text, true)
}

#[inline]
fn mailbox(text: &str, international: bool) -> bool {
    let bytes = text.as_bytes();
    let Some(at) = bytes.iter().rposition(|byte| *byte == b'@') else {
        return false;
    };
    let (local, domain) = (&bytes[..at], &text[at + 1..]);
    if local.len() > 64 || !(dot_atom(local, international) || quoted(local, international)) {
        return false;
    }
    if let Some(address) = domain
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        return match address.split_at_checked(5) {
            Some((tag, address)) if tag.eq_ignore_ascii_case("IPv6:") => host::ipv6(address),
            _ => host::ipv4(address),
        };
    }
    if international && !domain.is_ascii() {
        super::idn::idn_hostname(domain)
    } else {
        host::domain(domain)
    }
}

#[inline]
fn dot_atom(local: &[u8], international: bool) -> bool {
    let mut after_dot = true;
    for byte in local {
        let atom = is(*byte, class::ATOM) || (international && *byte >= 128);
        if !atom && (*byte != b'.' || after_dot) {
            return false;
        }
        after_dot = !atom;
    }
    !after_dot
}

fn quoted(local: &[u8], international: bool) -> bool {
    let [b'"', inner @ .., b'"'] = local else {
        return false;
    };
    let mut escaped = false;
    for byte in inner {
        let printable = (b' '..=b'~').contains(byte) || (international && *byte >= 128);
        if !printable || (!escaped && *byte == b'"') {
            return false;
        }
        escaped = !escaped && *byte == b'\\';
    }
    !escaped
}
