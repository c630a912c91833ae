//! `format`: byte scanners for the formats that are checked. Formats without one are annotations.

mod date;
mod email;
mod host;
mod idn;
mod text;
mod uri;

use crate::schema::{Number, NumberRange};

/// How a format is checked.
#[derive(Clone, Copy)]
enum Check {
    Annotation,
    Text(fn(&str) -> bool),
    Number(NumberRange),
}

/// A format: its name and, where it is checked, how.
#[derive(Clone, Copy)]
pub struct Format {
    name: &'static str,
    check: Check,
}

/// The formats that are checked, with their sources.
const CHECKED: &[(&str, Check)] = &[
    // RFC 3339
    ("date-time", Check::Text(date::date_time)),
    ("date", Check::Text(date::date)),
    ("time", Check::Text(date::time)),
    ("duration", Check::Text(date::duration)),
    // RFC 5321 §4.1.2, RFC 6531
    ("email", Check::Text(email::email)),
    ("idn-email", Check::Text(email::idn_email)),
    // RFC 1123 with A-labels of RFC 5891; RFC 5890
    ("hostname", Check::Text(host::hostname)),
    ("idn-hostname", Check::Text(idn::idn_hostname)),
    // RFC 2673 §3.2, RFC 4291 §2.2
    ("ipv4", Check::Text(host::ipv4)),
    ("ipv6", Check::Text(host::ipv6)),
    ("ip", Check::Text(host::ip)),
    // RFC 3986, RFC 3987, RFC 6570
    ("uri", Check::Text(uri::uri)),
    ("uri-reference", Check::Text(uri::uri_reference)),
    ("iri", Check::Text(uri::iri)),
    ("iri-reference", Check::Text(uri::iri_reference)),
    ("uri-template", Check::Text(uri::template)),
    // RFC 4122
    ("uuid", Check::Text(text::uuid)),
    // RFC 6901 and its draft for relative pointers
    ("json-pointer", Check::Text(text::json_pointer)),
    (
        "relative-json-pointer",
        Check::Text(text::relative_json_pointer),
    ),
    // ECMA-262
    ("regex", Check::Text(text::regex)),
    // RFC 4648 §4; the OpenAPI format registry
    ("byte", Check::Text(text::base64)),
    ("decimal", Check::Text(text::decimal)),
    ("int32", Check::Number(NumberRange::I32)),
    ("int64", Check::Number(NumberRange::I64)),
];

const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut index = 0;
    while index < a.len() {
        if a[index] != b[index] {
            return false;
        }
        index += 1;
    }
    true
}

impl Format {
    /// The format of that name.
    pub const fn named(name: &'static str) -> Self {
        let mut index = 0;
        while index < CHECKED.len() {
            if same(CHECKED[index].0, name) {
                return Format {
                    name,
                    check: CHECKED[index].1,
                };
            }
            index += 1;
        }
        Format {
            name,
            check: Check::Annotation,
        }
    }

    /// The name as the document has it.
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// Whether a string is of this format.
    #[inline]
    pub fn accepts(self, text: &str) -> bool {
        match self.check {
            Check::Text(check) => check(text),
            Check::Annotation | Check::Number(_) => true,
        }
    }

    /// The numbers of a numeric format.
    pub(crate) const fn range(self) -> Option<NumberRange> {
        match self.check {
            Check::Number(range) => Some(range),
            Check::Text(_) | Check::Annotation => None,
        }
    }

    /// Whether a number is of this format.
    pub fn accepts_number(self, number: &Number) -> bool {
        let Check::Number(range) = self.check else {
            return true;
        };
        // Formats of integers say nothing about numbers with a fraction.
        let Some((least, greatest)) = range.bounds() else {
            return true;
        };
        !number.is_integer()
            || (number.compare(&least).is_ge() && number.compare(&greatest).is_le())
    }
}

macro_rules! constants {
    ($($constant:ident = $name:literal;)*) => {
        /// The usual ones, each looked up once however often derived code names it.
        impl Format {
            $(#[doc = concat!("`", $name, "`")] pub const $constant: Self = Self::named($name);)*
        }
    };
}

constants! {
    DATE_TIME = "date-time";
    DATE = "date";
    TIME = "time";
    DURATION = "duration";
    EMAIL = "email";
    IDN_EMAIL = "idn-email";
    HOSTNAME = "hostname";
    IDN_HOSTNAME = "idn-hostname";
    IPV4 = "ipv4";
    IPV6 = "ipv6";
    IP = "ip";
    URI = "uri";
    URI_REFERENCE = "uri-reference";
    IRI = "iri";
    IRI_REFERENCE = "iri-reference";
    URI_TEMPLATE = "uri-template";
    UUID = "uuid";
    JSON_POINTER = "json-pointer";
    RELATIVE_JSON_POINTER = "relative-json-pointer";
    REGEX = "regex";
    BYTE = "byte";
    DECIMAL = "decimal";
    INT32 = "int32";
    INT64 = "int64";
    INT8 = "int8";
    INT16 = "int16";
    UINT8 = "uint8";
    UINT16 = "uint16";
    UINT32 = "uint32";
    UINT64 = "uint64";
    FLOAT = "float";
    DOUBLE = "double";
    PASSWORD = "password";
    BINARY = "binary";
}

impl std::fmt::Debug for Format {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Format({:?})", self.name)
    }
}

impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Format {}

/// What a byte may be part of, as bits of [`CLASS`].
pub(super) mod class {
    pub(in super::super) const ALPHANUMERIC: u8 = 1;
    pub(in super::super) const HEX: u8 = 2;
    /// RFC 5322 `atext`
    pub(in super::super) const ATOM: u8 = 4;
    /// RFC 3986 `reg-name`
    pub(in super::super) const NAME: u8 = 8;
    /// RFC 3986 `userinfo`
    pub(in super::super) const USER: u8 = 16;
    /// RFC 3986 `path`
    pub(in super::super) const PATH: u8 = 32;
    /// RFC 3986 `query` and `fragment`
    pub(in super::super) const QUERY: u8 = 64;
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
pub(super) static CLASS: [u8; 256] = {
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
pub(super) fn is(byte: u8, class: u8) -> bool {
    CLASS[byte as usize] & class != 0
}
