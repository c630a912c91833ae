//! Where a value stands, as a JSON Pointer (RFC 6901) that is only written out for violations.

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

    fn write(&self, out: &mut String) {
        match self {
            Pointer::Root => {}
            Pointer::Key(parent, name) => {
                parent.write(out);
                out.push('/');
                escape(name, out);
            }
            Pointer::Index(parent, index) => {
                parent.write(out);
                out.push('/');
                digits(*index, out);
            }
        }
    }

    /// An upper estimate of the length of the text, so that it is allocated once.
    fn room(&self) -> usize {
        match self {
            Pointer::Root => 0,
            Pointer::Key(parent, name) => parent.room() + name.len() + 1,
            Pointer::Index(parent, _) => parent.room() + 4,
        }
    }

    /// The text of the pointer, `""` for the root.
    pub fn text(&self) -> String {
        if let Pointer::Key(Pointer::Root, name) = self {
            // What most violations have.
            let mut text = String::with_capacity(name.len() + 1);
            text.push('/');
            escape(name, &mut text);
            return text;
        }
        let mut text = String::with_capacity(self.room());
        self.write(&mut text);
        text
    }
}

/// The number in decimal, without a text of its own.
fn digits(number: usize, out: &mut String) {
    if number > 9 {
        digits(number / 10, out);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}

fn escape(name: &str, out: &mut String) {
    if !name.bytes().any(|byte| matches!(byte, b'~' | b'/')) {
        out.push_str(name);
        return;
    }
    for character in name.chars() {
        match character {
            '~' => out.push_str("~0"),
            '/' => out.push_str("~1"),
            other => out.push(other),
        }
    }
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
