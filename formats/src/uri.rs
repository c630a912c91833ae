//! URIs (RFC 3986), IRIs (RFC 3987), URI templates (RFC 6570).

use super::{class, host, is};

/// RFC 3986
pub fn uri(text: &str) -> bool {
    absolute(text, false)
}

/// RFC 3986 §4.1
pub fn uri_reference(text: &str) -> bool {
    reference(text, false)
}

/// RFC 3987
pub fn iri(text: &str) -> bool {
    absolute(text, true)
}

/// RFC 3987
pub fn iri_reference(text: &str) -> bool {
    reference(text, true)
}

#[inline]
fn absolute(text: &str, international: bool) -> bool {
    scheme(text.as_bytes()).is_some_and(|end| after_scheme(text, end, international))
}

fn reference(text: &str, international: bool) -> bool {
    if absolute(text, international) {
        return true;
    }
    // The first segment of a relative path has no colon, or it would be a scheme.
    let path = &text[..text.find(['?', '#']).unwrap_or(text.len())];
    let first = path.split('/').next().unwrap_or_default();
    !first.contains(':') && after_scheme(text, 0, international)
}

/// Where what follows `scheme:` starts.
#[inline]
fn scheme(bytes: &[u8]) -> Option<usize> {
    if !bytes.first()?.is_ascii_alphabetic() {
        return None;
    }
    let part = |byte: &u8| is(*byte, class::ALPHANUMERIC) || matches!(byte, b'+' | b'-' | b'.');
    let end = bytes.iter().position(|byte| !part(byte))?;
    (bytes[end] == b':').then_some(end + 1)
}

#[inline]
fn after_scheme(text: &str, start: usize, international: bool) -> bool {
    let bytes = text.as_bytes();
    let mut at = start;
    if bytes[at..].starts_with(b"//") {
        let rest = &bytes[at + 2..];
        let plain = rest
            .iter()
            .take_while(|byte| is(**byte, class::NAME))
            .count();
        let end = rest
            .iter()
            .skip(plain)
            .position(|byte| matches!(byte, b'/' | b'?' | b'#'));
        let end = end.map_or(rest.len(), |end| end + plain);
        if end > plain && !authority(&text[at + 2..at + 2 + end], international) {
            return false;
        }
        at += 2 + end;
    }
    at = run(text, at, class::PATH, international);
    if bytes.get(at) == Some(&b'?') {
        at = run(text, at + 1, class::QUERY, international);
    }
    if bytes.get(at) == Some(&b'#') {
        at = run(text, at + 1, class::QUERY, international);
    }
    at == bytes.len()
}

fn authority(text: &str, international: bool) -> bool {
    let host_port = match text.rsplit_once('@') {
        Some((user, rest)) if spelled(user, class::USER, international) => rest,
        Some(_) => return false,
        None => text,
    };
    let (name, port) = match host_port.strip_prefix('[') {
        Some(rest) => {
            let Some((literal, rest)) = rest.split_once(']') else {
                return false;
            };
            if !ip_literal(literal) {
                return false;
            }
            ("", rest)
        }
        None => host_port.split_at(host_port.find(':').unwrap_or(host_port.len())),
    };
    let digits = port.strip_prefix(':').unwrap_or(port);
    spelled(name, class::NAME, international)
        && (port.is_empty() || port.starts_with(':'))
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn ip_literal(text: &str) -> bool {
    match text
        .strip_prefix(['v', 'V'])
        .and_then(|rest| rest.split_once('.'))
    {
        Some((version, rest)) => {
            !version.is_empty()
                && version.bytes().all(|byte| byte.is_ascii_hexdigit())
                && !rest.is_empty()
                && rest.bytes().all(|byte| is(byte, class::USER))
        }
        None => host::ipv6(text),
    }
}

fn spelled(text: &str, allowed: u8, international: bool) -> bool {
    run(text, 0, allowed, international) == text.len()
}

/// Where the bytes of the class and proper percent-encodings end.
#[inline]
fn run(text: &str, start: usize, allowed: u8, international: bool) -> usize {
    let bytes = text.as_bytes();
    let hex = |byte: u8| is(byte, class::HEX);
    let mut at = start;
    while at < bytes.len() {
        let byte = bytes[at];
        if is(byte, allowed) {
            at += 1;
        } else if byte == b'%' && matches!(bytes[at + 1..], [a, b, ..] if hex(a) && hex(b)) {
            at += 3;
        } else if international && byte >= 128 {
            match text[at..].chars().next() {
                Some(character) if is_ucschar(character) => at += character.len_utf8(),
                _ => return at,
            }
        } else {
            return at;
        }
    }
    at
}

/// RFC 3987 §2.2 with `iprivate`, which is allowed in queries.
fn is_ucschar(character: char) -> bool {
    let code = u32::from(character);
    matches!(code, 0xa0..=0xd7ff | 0xe000..=0xfdcf | 0xfdf0..=0xffef)
        || (code >= 0x10000 && code & 0xffff <= 0xfffd)
}

/// RFC 6570
pub fn template(text: &str) -> bool {
    let mut rest = text;
    while let Some(open) = rest.find(['{', '}']) {
        let Some((expression, after)) = rest[open..]
            .strip_prefix('{')
            .and_then(|rest| rest.split_once('}'))
        else {
            return false;
        };
        if !literals(&rest[..open]) || !is_expression(expression) {
            return false;
        }
        rest = after;
    }
    literals(rest)
}

fn literals(text: &str) -> bool {
    let allowed = |character: char| !matches!(character, '\0'..=' ' | '"' | '<' | '>' | '\\' | '^' | '`' | '|' | '\u{7f}'..='\u{9f}');
    percent_encoded(text) && text.chars().all(allowed)
}

fn percent_encoded(text: &str) -> bool {
    text.split('%')
        .skip(1)
        .all(|rest| rest.len() >= 2 && rest.bytes().take(2).all(|byte| byte.is_ascii_hexdigit()))
}

fn is_expression(text: &str) -> bool {
    let variables = text
        .strip_prefix(['+', '#', '.', '/', ';', '?', '&', '=', ',', '!', '@', '|'])
        .unwrap_or(text);
    variables.split(',').all(|variable| {
        let name = variable.strip_suffix('*').unwrap_or(variable);
        let name = match name.split_once(':') {
            None => name,
            Some((name, length)) => {
                let number =
                    length.len() <= 4 && !length.starts_with('0') && length.parse::<u16>().is_ok();
                if !number || name.len() + length.len() + 1 != variable.len() {
                    return false;
                }
                name
            }
        };
        let characters = |part: &str| {
            part.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'%'))
        };
        !name.is_empty()
            && percent_encoded(name)
            && name
                .split('.')
                .all(|part| !part.is_empty() && characters(part))
    })
}
