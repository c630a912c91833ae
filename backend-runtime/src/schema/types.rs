//! The seven type names of JSON Schema as a set.

use std::fmt;

/// A set of JSON types: the `type` keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TypeSet(u8);

impl TypeSet {
    /// No type: nothing is valid.
    pub const NONE: Self = Self(0);
    /// `null`
    pub const NULL: Self = Self(1);
    /// `boolean`
    pub const BOOLEAN: Self = Self(2);
    /// `integer`: a number without a fraction
    pub const INTEGER: Self = Self(4);
    /// `number`, which includes integers
    pub const NUMBER: Self = Self(8);
    /// `string`
    pub const STRING: Self = Self(16);
    /// `array`
    pub const ARRAY: Self = Self(32);
    /// `object`
    pub const OBJECT: Self = Self(64);
    /// Every type.
    pub const ANY: Self = Self(0x7f);

    const NAMES: [(&'static str, Self); 7] = [
        ("null", Self::NULL),
        ("boolean", Self::BOOLEAN),
        ("integer", Self::INTEGER),
        ("number", Self::NUMBER),
        ("string", Self::STRING),
        ("array", Self::ARRAY),
        ("object", Self::OBJECT),
    ];

    /// Both sets together.
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What both sets have; `integer` is part of `number`.
    pub const fn and(self, other: Self) -> Self {
        let mut common = self.0 & other.0;
        if (self.0 & Self::NUMBER.0 != 0 && other.0 & Self::INTEGER.0 != 0)
            || (other.0 & Self::NUMBER.0 != 0 && self.0 & Self::INTEGER.0 != 0)
        {
            common |= Self::INTEGER.0;
        }
        Self(common)
    }

    /// Whether every type of `other` is in this set.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The set of one name of JSON Schema.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, set)| *set)
    }

    /// The names in the set. `integer` is left out where `number` is there.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        Self::NAMES
            .into_iter()
            .filter(move |(_, one)| {
                self.contains(*one) && !(*one == Self::INTEGER && self.contains(Self::NUMBER))
            })
            .map(|(name, _)| name)
    }
}

impl fmt::Display for TypeSet {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, name) in self.names().enumerate() {
            if index > 0 {
                out.write_str(" or ")?;
            }
            out.write_str(name)?;
        }
        Ok(())
    }
}
