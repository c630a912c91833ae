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
    Short { len: u8, bytes: [u8; SHORT] },
    Long(String),
}

impl FieldPath {
    /// The value itself.
    pub const ROOT: FieldPath = FieldPath(Text::Short {
        len: 0,
        bytes: [0; SHORT],
    });

    /// The text.
    #[inline]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            // Only whole texts are ever added.
            Text::Short { len, bytes } => {
                str::from_utf8(&bytes[..usize::from(*len).min(SHORT)]).unwrap_or_default()
            }
            Text::Long(text) => text,
        }
    }

    /// How many bytes the text has.
    #[inline]
    pub(super) fn len(&self) -> usize {
        match &self.0 {
            Text::Short { len, .. } => usize::from(*len),
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
    #[inline]
    pub(super) fn push_str(&mut self, more: &str) {
        if let Text::Short { len, bytes } = &mut self.0 {
            let start = usize::from(*len);
            if let Some(room) = bytes.get_mut(start..start + more.len()) {
                room.copy_from_slice(more.as_bytes());
                *len += more.len() as u8;
                return;
            }
        }
        self.grow(more);
    }

    /// Adds the step to a member of this name.
    #[inline]
    pub(super) fn push_step(&mut self, name: &str) {
        if let Text::Short { len, bytes } = &mut self.0 {
            let start = usize::from(*len);
            if let Some([slash, room @ ..]) = bytes.get_mut(start..=start + name.len()) {
                // All bytes of a step at once are compared faster than each of its name.
                let mut step = [0; SHORT];
                step[..name.len()].copy_from_slice(name.as_bytes());
                let special = step
                    .iter()
                    .fold(false, |any, byte| any | matches!(byte, b'~' | b'/'));
                if !special {
                    *slash = b'/';
                    room.copy_from_slice(&step[..name.len()]);
                    *len += 1 + name.len() as u8;
                    return;
                }
            }
        }
        self.escape(name);
    }

    #[cold]
    fn escape(&mut self, name: &str) {
        self.push_str("/");
        for (index, part) in name.split('/').enumerate() {
            if index > 0 {
                self.push_str("~1");
            }
            for (index, part) in part.split('~').enumerate() {
                if index > 0 {
                    self.push_str("~0");
                }
                self.push_str(part);
            }
        }
    }

    #[cold]
    fn grow(&mut self, more: &str) {
        if let Text::Short { .. } = self.0 {
            let mut text = String::with_capacity(2 * SHORT + more.len());
            text.push_str(self.as_str());
            self.0 = Text::Long(text);
        }
        if let Text::Long(text) = &mut self.0 {
            text.push_str(more);
        }
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
        path.push_str(text);
        path
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
            // What is behind the text is always zero.
            (
                Text::Short { len, bytes },
                Text::Short {
                    len: other,
                    bytes: others,
                },
            ) => len == other && bytes == others,
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
