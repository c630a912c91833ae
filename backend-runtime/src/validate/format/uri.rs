//! URIs (RFC 3986), IRIs (RFC 3987), URI templates (RFC 6570).

use super::{ALPHANUMERIC, Bytes, host};

const UNRESERVED: Bytes = ALPHANUMERIC.or(Bytes::of("-._~"));
const SUB_DELIMS: Bytes = Bytes::of("!$&'()*+,;=");
const REG_NAME: Bytes = UNRESERVED.or(SUB_DELIMS);
const USER_INFO: Bytes = REG_NAME.or(Bytes::of(":"));
const PCHAR: Bytes = USER_INFO.or(Bytes::of("@"));
const PATH: Bytes = PCHAR.or(Bytes::of("/"));
const QUERY: Bytes = PATH.or(Bytes::of("?"));

pub(super) fn uri(text: &str) -> bool {
    text.is_ascii() && absolute(text, false)
}

pub(super) fn uri_reference(text: &str) -> bool {
    text.is_ascii() && reference(text, false)
}

pub(super) fn iri(text: &str) -> bool {
    absolute(text, true)
}

pub(super) fn iri_reference(text: &str) -> bool {
    reference(text, true)
}

fn absolute(text: &str, international: bool) -> bool {
    scheme(text).is_some_and(|rest| after_scheme(rest, international))
}

fn reference(text: &str, international: bool) -> bool {
    if absolute(text, international) {
        return true;
    }
    // The first segment of a relative path has no colon, or it would be a scheme.
    let path = &text[..text.find(['?', '#']).unwrap_or(text.len())];
    let first = path.split('/').next().unwrap_or_default();
    !first.contains(':') && after_scheme(text, international)
}

/// What follows `scheme:`.
fn scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once(':')?;
    let bytes = scheme.as_bytes();
    let letters = bytes.first()?.is_ascii_alphabetic()
        && bytes
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    letters.then_some(rest)
}

fn after_scheme(text: &str, international: bool) -> bool {
    let (text, fragment) = match text.split_once('#') {
        Some((text, fragment)) => (text, fragment),
        None => (text, ""),
    };
    let (text, query) = match text.split_once('?') {
        Some((text, query)) => (text, query),
        None => (text, ""),
    };
    let path = match text.strip_prefix("//") {
        None => text,
        Some(rest) => {
            let end = rest.find('/').unwrap_or(rest.len());
            if !authority(&rest[..end], international) {
                return false;
            }
            &rest[end..]
        }
    };
    spelled(path, &PATH, international)
        && spelled(query, &QUERY, international)
        && spelled(fragment, &QUERY, international)
}

fn authority(text: &str, international: bool) -> bool {
    let host_port = match text.rsplit_once('@') {
        Some((user, rest)) if spelled(user, &USER_INFO, international) => rest,
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
    spelled(name, &REG_NAME, international)
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
                && rest.bytes().all(|byte| USER_INFO.has(byte))
        }
        None => host::ipv6(text),
    }
}

/// Whether the text has only bytes of the set and proper percent-encodings.
#[inline]
fn spelled(text: &str, allowed: &Bytes, international: bool) -> bool {
    let bytes = text.as_bytes();
    let mut index = 0;
    while index < bytes.len() {
        let byte = bytes[index];
        if allowed.has(byte) {
            index += 1;
        } else if byte == b'%' {
            let hex = bytes.get(index + 1..index + 3);
            if !hex.is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)) {
                return false;
            }
            index += 3;
        } else if international && byte >= 128 {
            let Some(character) = text[index..].chars().next() else {
                return false;
            };
            if !is_ucschar(character) {
                return false;
            }
            index += character.len_utf8();
        } else {
            return false;
        }
    }
    true
}

/// RFC 3987 §2.2 with `iprivate`, which is allowed in queries.
fn is_ucschar(character: char) -> bool {
    let code = u32::from(character);
    matches!(code, 0xa0..=0xd7ff | 0xe000..=0xfdcf | 0xfdf0..=0xffef)
        || (code >= 0x10000 && code & 0xffff <= 0xfffd)
}

pub(super) fn template(text: &str) -> bool {
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
