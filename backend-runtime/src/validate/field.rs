//! Where a violation stands, as text.

use serde::{Serialize, Serializer};
use std::fmt;
use std::ops::Deref;

/// What fits without an allocation.
const SHORT: usize = 30;

/// A JSON Pointer (RFC 6901), or the name of a parameter such as `query.limit`. Most are short, and then cost no allocation.
#[derive(Clone)]
pub struct FieldPath(Text);

#[derive(Clone)]
enum Text {
    /// From `start` to the end, because a pointer is written from its last step to the first. Zeros stand before.
    Short {
        start: u8,
        bytes: [u8; SHORT],
    },
    Long(String),
}

impl FieldPath {
    /// The value itself.
    pub const ROOT: FieldPath = FieldPath(Text::Short {
        start: SHORT as u8,
        bytes: [0; SHORT],
    });

    /// The text.
    #[inline]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            // Only whole texts are ever added.
            Text::Short { start, bytes } => {
                str::from_utf8(&bytes[usize::from(*start).min(SHORT)..]).unwrap_or_default()
            }
            Text::Long(text) => text,
        }
    }

    /// How many bytes the text has.
    #[inline]
    pub(super) fn len(&self) -> usize {
        match &self.0 {
            Text::Short { start, .. } => SHORT - usize::from(*start),
            Text::Long(text) => text.len(),
        }
    }

    /// The text, on the heap.
    pub fn into_string(self) -> String {
        match self.0 {
            Text::Long(text) => text,
            Text::Short { .. } => self.as_str().to_owned(),
        }
    }

    /// Adds to the end.
    pub(super) fn push_str(&mut self, more: &str) {
        if !more.is_empty() {
            *self = FieldPath::from(&*[self.as_str(), more].concat());
        }
    }

    /// Adds a step to the front, if there is room. The name has nothing to escape.
    #[inline]
    pub(super) fn put_name(&mut self, name: &str) -> bool {
        match self.before(name.len() + 1) {
            Some([slash, room @ ..]) => {
                *slash = b'/';
                room.copy_from_slice(name.as_bytes());
                true
            }
            _ => false,
        }
    }

    /// Adds the step to an item to the front, if there is room.
    #[inline]
    pub(super) fn put_index(&mut self, mut index: usize) -> bool {
        loop {
            let Some([digit]) = self.before(1) else {
                return false;
            };
            *digit = b'0' + (index % 10) as u8;
            index /= 10;
            if index == 0 {
                return self.put_name("");
            }
        }
    }

    /// The given number of bytes before the text, which become part of it.
    #[inline]
    fn before(&mut self, count: usize) -> Option<&mut [u8]> {
        let Text::Short { start, bytes } = &mut self.0 else {
            return None;
        };
        let end = usize::from(*start);
        let first = end.checked_sub(count)?;
        *start = first as u8;
        bytes.get_mut(first..end)
    }
}

impl Deref for FieldPath {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl From<&str> for FieldPath {
    fn from(text: &str) -> Self {
        let mut path = FieldPath::ROOT;
        match path.before(text.len()) {
            Some(room) => {
                room.copy_from_slice(text.as_bytes());
                path
            }
            None => FieldPath(Text::Long(text.to_owned())),
        }
    }
}

impl From<String> for FieldPath {
    fn from(text: String) -> Self {
        FieldPath(Text::Long(text))
    }
}

impl From<FieldPath> for String {
    fn from(path: FieldPath) -> Self {
        path.into_string()
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self)
    }
}

impl fmt::Debug for FieldPath {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), out)
    }
}

impl PartialEq for FieldPath {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            // What is before the text is always zero.
            (
                Text::Short { start, bytes },
                Text::Short {
                    start: other,
                    bytes: others,
                },
            ) => start == other && bytes == others,
            _ => self.as_str() == other.as_str(),
        }
    }
}

impl Eq for FieldPath {}

impl PartialEq<str> for FieldPath {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for FieldPath {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialEq<String> for FieldPath {
    fn eq(&self, other: &String) -> bool {
        self.as_str() == other
    }
}

impl Serialize for FieldPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_long_texts_are_the_same_to_users() {
        for text in [
            "",
            "/a",
            &"/abcdefghi".repeat(3),
            &"/abcdefghi".repeat(9),
            "/ä/ö",
        ] {
            let (built, owned) = (FieldPath::from(text), FieldPath::from(text.to_owned()));
            assert_eq!(built, owned);
            assert_eq!(built, text);
            assert_eq!(built.to_string(), text);
            assert_eq!(owned.into_string(), text);
            assert_eq!(serde_json::to_value(&built).ok(), Some(text.into()));
        }
        assert_ne!(FieldPath::from("/a"), FieldPath::from("/b"));
    }

    #[test]
    fn grows_past_what_is_short() {
        let mut path = FieldPath::ROOT;
        for _ in 0..10 {
            path.push_str("/12345");
        }
        assert_eq!(path, "/12345".repeat(10));
    }
}
