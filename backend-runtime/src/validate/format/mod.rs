//! `format`: byte scanners for the formats that are checked. Formats without one are annotations.

use crate::schema::{Number, NumberRange};

/// A format: its name and, where it is checked, how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Format {
    name: &'static str,
    kind: Kind,
}

/// The formats that are checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Annotation,
    Int32,
    Int64,
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
        let kind = if same(name, "int32") {
            Kind::Int32
        } else if same(name, "int64") {
            Kind::Int64
        } else {
            Kind::Annotation
        };
        Format { name, kind }
    }

    /// The name as the document has it.
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// Whether a string is of this format.
    #[inline]
    pub fn accepts(self, text: &str) -> bool {
        let _ = text;
        true
    }

    /// Whether a number is of this format.
    pub fn accepts_number(self, number: &Number) -> bool {
        let range = match self.kind {
            Kind::Int32 => NumberRange::I32,
            Kind::Int64 => NumberRange::I64,
            Kind::Annotation => return true,
        };
        range.bounds().is_none_or(|(least, greatest)| {
            number.compare(&least).is_ge() && number.compare(&greatest).is_le()
        })
    }
}
