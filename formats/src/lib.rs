//! Scanners for the formats of JSON Schema and OpenAPI: whether a text is a date, an e-mail address, a URI.
//!
//! Each goes over the bytes as its standard says and allocates nothing, host names of other scripts excepted. `pattern` is
//! the one reading of regular expressions. The crate knows nothing of schemas: the generator, the validators and the derives
//! that refuse a default of the wrong format share it.

mod base64;
mod date;
mod email;
mod host;
mod idn;
mod matching;
mod pattern;
mod text;
mod uri;

pub use base64::{byte, decode_base64};
pub use date::{date, date_time, duration, time};
pub use email::{email, idn_email};
pub use host::{hostname, ip, ipv4, ipv6};
pub use idn::idn_hostname;
pub use matching::matches_soon;
pub use pattern::unicode_pattern;
pub use text::{decimal, json_pointer, relative_json_pointer, uuid};
pub use uri::{iri, iri_reference, template as uri_template, uri, uri_reference};

/// The scanner of a format by its name; `None` where any text is right, or the format is `regex`.
pub fn scanner(format: &str) -> Option<fn(&str) -> bool> {
    Some(match format {
        "date-time" => date_time,
        "date" => date,
        "time" => time,
        "duration" => duration,
        "email" => email,
        "idn-email" => idn_email,
        "hostname" => hostname,
        "idn-hostname" => idn_hostname,
        "ipv4" => ipv4,
        "ipv6" => ipv6,
        "ip" => ip,
        "uri" => uri,
        "uri-reference" => uri_reference,
        "iri" => iri,
        "iri-reference" => iri_reference,
        "uri-template" => uri_template,
        "uuid" => uuid,
        "json-pointer" => json_pointer,
        "relative-json-pointer" => relative_json_pointer,
        "byte" => byte,
        "decimal" => decimal,
        _ => return None,
    })
}

/// What a byte may be part of, as bits of [`CLASS`].
mod class {
    pub(super) const ALPHANUMERIC: u8 = 1;
    pub(super) const HEX: u8 = 2;
    /// RFC 5322 `atext`
    pub(super) const ATOM: u8 = 4;
    /// RFC 3986 `reg-name`
    pub(super) const NAME: u8 = 8;
    /// RFC 3986 `userinfo`
    pub(super) const USER: u8 = 16;
    /// RFC 3986 `path`
    pub(super) const PATH: u8 = 32;
    /// RFC 3986 `query` and `fragment`
    pub(super) const QUERY: u8 = 64;
}

const fn mark(mut table: [u8; 256], text: &str, bits: u8) -> [u8; 256] {
    let bytes = text.as_bytes();
    let mut index = 0;
    while index < bytes.len() {
        table[bytes[index] as usize] |= bits;
        index += 1;
    }
    table
}

/// The classes of every byte.
static CLASS: [u8; 256] = {
    use class::{ALPHANUMERIC, ATOM, HEX, NAME, PATH, QUERY, USER};
    let everywhere = ALPHANUMERIC | ATOM | NAME | USER | PATH | QUERY;
    let table = mark(
        [0; 256],
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
        everywhere,
    );
    let table = mark(table, "0123456789abcdefABCDEF", HEX);
    let table = mark(table, "!#$%&'*+-/=?^_`{|}~", ATOM);
    let table = mark(table, "-._~!$&'()*+,;=", NAME | USER | PATH | QUERY);
    let table = mark(table, ":", USER | PATH | QUERY);
    let table = mark(table, "@/", PATH | QUERY);
    mark(table, "?", QUERY)
};

/// Whether a byte is of a class.
#[inline]
fn is(byte: u8, class: u8) -> bool {
    CLASS[byte as usize] & class != 0
}
