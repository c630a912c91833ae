//! Where a value stands, as a JSON Pointer (RFC 6901) that is only written out for violations.

use super::FieldPath;
use std::fmt;

/// A path from the root to a value. Each step lives on the stack of whoever descends.
#[derive(Debug, Clone, Copy)]
pub enum Pointer<'a> {
    /// The whole value.
    Root,
    /// A member of the object at the first pointer.
    Key(&'a Pointer<'a>, &'a str),
    /// An item of the array at the first pointer.
    Index(&'a Pointer<'a>, usize),
}

impl<'a> Pointer<'a> {
    /// The member `name` of this value.
    pub fn key(&'a self, name: &'a str) -> Pointer<'a> {
        Pointer::Key(self, name)
    }

    /// The item at `index` of this value.
    pub fn index(&'a self, index: usize) -> Pointer<'a> {
        Pointer::Index(self, index)
    }

    /// The text of the pointer, `""` for the root.
    pub fn text(&self) -> FieldPath {
        let mut text = FieldPath::ROOT;
        self.write(&mut text);
        text
    }

    /// Makes an empty text that of the pointer.
    #[inline]
    pub(super) fn write(&self, out: &mut FieldPath) {
        let mut step = self;
        loop {
            let (parent, written) = match step {
                Pointer::Root => return,
                Pointer::Key(parent, name) => (parent, !is_special(name) && out.put_name(name)),
                Pointer::Index(parent, index) => (parent, out.put_index(*index)),
            };
            if !written {
                break;
            }
            step = parent;
        }
        *out = FieldPath::from(&*self.escaped());
    }

    /// The same, however long and whatever names have to be escaped.
    #[cold]
    fn escaped(&self) -> String {
        match self {
            Pointer::Root => String::new(),
            Pointer::Key(parent, name) => {
                parent.escaped() + "/" + &name.replace('~', "~0").replace('/', "~1")
            }
            Pointer::Index(parent, index) => format!("{}/{index}", parent.escaped()),
        }
    }
}

/// Whether a name has to be escaped. Names are short: a loop is faster than what searches.
#[inline]
fn is_special(name: &str) -> bool {
    name.bytes().any(|byte| matches!(byte, b'~' | b'/'))
}

impl fmt::Display for Pointer<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_as_rfc_6901_says() {
        let root = Pointer::Root;
        let items = root.key("a/b~c");
        assert_eq!(items.index(12).text(), "/a~1b~0c/12");
        assert_eq!(root.text(), "");
    }

    #[test]
    fn any_length_is_written() {
        let (root, long) = (Pointer::Root, "member-of-28-characters-abcd");
        let member = root.key(long);
        let item = member.index(1234567);
        assert_eq!(member.text(), *format!("/{long}"));
        assert_eq!(item.text(), *format!("/{long}/1234567"));
        assert_eq!(item.key("").text(), *format!("/{long}/1234567/"));
        assert_eq!(
            root.index(usize::MAX).index(0).text(),
            *format!("/{}/0", usize::MAX)
        );
    }
}
