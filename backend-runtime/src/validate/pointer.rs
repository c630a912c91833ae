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

    fn write(&self, out: &mut FieldPath) {
        match self {
            Pointer::Root => {}
            Pointer::Key(parent, name) => {
                parent.write(out);
                out.push_step(name);
            }
            Pointer::Index(parent, index) => {
                parent.write(out);
                out.push_str("/");
                digits(*index, out);
            }
        }
    }

    /// The text of the pointer, `""` for the root.
    pub fn text(&self) -> FieldPath {
        let mut text = FieldPath::ROOT;
        self.write(&mut text);
        text
    }
}

/// The number in decimal, without a text of its own.
fn digits(number: usize, out: &mut FieldPath) {
    const DIGITS: &str = "0123456789";
    if number > 9 {
        digits(number / 10, out);
    }
    let last = number % 10;
    out.push_str(&DIGITS[last..=last]);
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
}
