//! `format`: the formats that are checked, strings by the scanners of `backend-formats`. The others are annotations.

use crate::schema::{Number, NumberRange};
use crate::validate::pattern::Pattern;
use backend_formats as scan;

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

/// The formats that are checked.
const CHECKED: &[(&str, Check)] = &[
    ("date-time", Check::Text(scan::date_time)),
    ("date", Check::Text(scan::date)),
    ("time", Check::Text(scan::time)),
    ("duration", Check::Text(scan::duration)),
    ("email", Check::Text(scan::email)),
    ("idn-email", Check::Text(scan::idn_email)),
    ("hostname", Check::Text(scan::hostname)),
    ("idn-hostname", Check::Text(scan::idn_hostname)),
    ("ipv4", Check::Text(scan::ipv4)),
    ("ipv6", Check::Text(scan::ipv6)),
    ("ip", Check::Text(scan::ip)),
    ("uri", Check::Text(scan::uri)),
    ("uri-reference", Check::Text(scan::uri_reference)),
    ("iri", Check::Text(scan::iri)),
    ("iri-reference", Check::Text(scan::iri_reference)),
    ("uri-template", Check::Text(scan::uri_template)),
    ("uuid", Check::Text(scan::uuid)),
    ("json-pointer", Check::Text(scan::json_pointer)),
    (
        "relative-json-pointer",
        Check::Text(scan::relative_json_pointer),
    ),
    ("regex", Check::Text(regex)),
    ("byte", Check::Text(scan::byte)),
    ("decimal", Check::Text(scan::decimal)),
    ("int32", Check::Number(NumberRange::I32)),
    ("int64", Check::Number(NumberRange::I64)),
];

/// ECMA-262, as far as the engines of `pattern` go.
fn regex(text: &str) -> bool {
    Pattern::check(text).is_ok()
}

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
