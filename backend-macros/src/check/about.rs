//! What attributes are about: the JSON type, format and range that a Rust type has by its name.

use crate::model::{element, is_map, path_of};
use syn::Type;

/// The JSON type of a Rust type, as far as its name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    String,
    Integer,
    Number,
    Boolean,
    Array,
    Object,
}

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::String => "a string",
            Kind::Integer => "an integer",
            Kind::Number => "a number",
            Kind::Boolean => "a boolean",
            Kind::Array => "an array",
            Kind::Object => "an object",
        }
    }

    pub(super) fn of(ty: &Type) -> Option<Kind> {
        if let Type::Array(_) | Type::Tuple(_) = ty {
            return Some(Kind::Array);
        }
        if let Type::Reference(reference) = ty {
            return Kind::of(&reference.elem);
        }
        let (name, arguments) = path_of(ty)?;
        Some(match name.as_str() {
            "Option" | "Box" | "Arc" | "Rc" | "Patch" | "Cow" => {
                return Kind::of(arguments.first()?);
            }
            "String" | "str" | "char" | "Uuid" | "OffsetDateTime" | "Date" | "Decimal"
            | "Bytes" | "Ipv4Addr" | "Ipv6Addr" | "IpAddr" | "Url" | "DateTime" | "NaiveDate" => {
                Kind::String
            }
            "i8" | "i16" | "i32" | "i64" | "isize" | "u8" | "u16" | "u32" | "u64" | "usize" => {
                Kind::Integer
            }
            "f32" | "f64" => Kind::Number,
            "bool" => Kind::Boolean,
            "Vec" | "VecDeque" | "BTreeSet" | "HashSet" => Kind::Array,
            _ if is_map(ty) => Kind::Object,
            _ => return None,
        })
    }
}

/// What is known of the values that a schema is about.
#[derive(Clone, Copy, Default)]
pub(super) struct About<'a> {
    pub(super) kind: Option<Kind>,
    ty: Option<&'a Type>,
}

impl<'a> About<'a> {
    pub(super) fn of(ty: &'a Type) -> Self {
        About {
            kind: Kind::of(ty),
            ty: Some(ty),
        }
    }

    /// What is inside of an array or a map.
    pub(super) fn inside(self) -> Self {
        self.ty.and_then(element).map(About::of).unwrap_or_default()
    }

    pub(super) fn kind(kind: Kind) -> Self {
        About {
            kind: Some(kind),
            ty: None,
        }
    }

    /// The format that the Rust type brings along.
    pub(super) fn format(self) -> Option<&'static str> {
        Some(match innermost(self.ty?)?.as_str() {
            "Uuid" => "uuid",
            "OffsetDateTime" | "DateTime" => "date-time",
            "Date" | "NaiveDate" => "date",
            "Decimal" => "decimal",
            "Bytes" => "byte",
            "Url" => "uri",
            "Ipv4Addr" => "ipv4",
            "Ipv6Addr" => "ipv6",
            "IpAddr" => "ip",
            _ => return None,
        })
    }

    /// The name of the Rust type and the whole numbers that it holds.
    pub(super) fn range(self) -> Option<(String, i128, i128)> {
        let name = innermost(self.ty?)?;
        let (least, greatest) = match name.as_str() {
            "i8" => (i8::MIN.into(), i8::MAX.into()),
            "i16" => (i16::MIN.into(), i16::MAX.into()),
            "i32" => (i32::MIN.into(), i32::MAX.into()),
            "i64" | "isize" => (i64::MIN.into(), i64::MAX.into()),
            "u8" => (0, u8::MAX.into()),
            "u16" => (0, u16::MAX.into()),
            "u32" => (0, u32::MAX.into()),
            "u64" | "usize" => (0, u64::MAX.into()),
            _ => return None,
        };
        Some((name, least, greatest))
    }
}

/// The name of a type without what merely holds it.
fn innermost(ty: &Type) -> Option<String> {
    if let Type::Reference(reference) = ty {
        return innermost(&reference.elem);
    }
    let (name, arguments) = path_of(ty)?;
    match name.as_str() {
        "Option" | "Box" | "Arc" | "Rc" | "Patch" | "Cow" => innermost(arguments.first()?),
        _ => Some(name),
    }
}
