//! JSON Pointers (RFC 6901), also as URI fragments.

use super::node::{Node, Value};

/// The pointer with one more token, escaped.
pub fn append(pointer: &str, token: &str) -> String {
    format!("{pointer}/{}", token.replace('~', "~0").replace('/', "~1"))
}

/// The tokens of a pointer, unescaped. The empty pointer has none.
pub fn tokens(pointer: &str) -> impl Iterator<Item = String> + '_ {
    pointer
        .split('/')
        .skip(1)
        .map(|token| token.replace("~1", "/").replace("~0", "~"))
}

/// Whether every `~` is followed by `0` or `1`.
pub(super) fn is_well_escaped(pointer: &str) -> bool {
    let mut rest = pointer.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'~' && !matches!(rest.next(), Some(b'0' | b'1')) {
            return false;
        }
    }
    true
}

/// The child that a token names.
pub(super) fn child<'a>(node: &'a Node, token: &str) -> Option<&'a Node> {
    match &node.value {
        Value::Object(object) => object.get(token),
        Value::Array(items) => items.get(array_index(token)?),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// The same, to change it.
pub(super) fn child_mut<'a>(node: &'a mut Node, token: &str) -> Option<&'a mut Node> {
    match &mut node.value {
        Value::Object(object) => object.get_mut(token),
        Value::Array(items) => items.get_mut(array_index(token)?),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// RFC 6901 §4: digits without a leading zero.
pub(super) fn array_index(token: &str) -> Option<usize> {
    let plain =
        token == "0" || (!token.starts_with('0') && token.bytes().all(|b| b.is_ascii_digit()));
    token.parse().ok().filter(|_| plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_unescapes() {
        let pointer = append(&append("", "a/b"), "~1");
        assert_eq!(pointer, "/a~1b/~01");
        assert_eq!(tokens(&pointer).collect::<Vec<_>>(), ["a/b", "~1"]);
        assert_eq!(tokens("").count(), 0);
        assert_eq!(tokens("/").collect::<Vec<_>>(), [""]);
        assert!(is_well_escaped("/~0~1") && !is_well_escaped("/~2") && !is_well_escaped("/a~"));
    }

    #[test]
    fn array_indices_have_no_leading_zero() {
        assert_eq!(array_index("10"), Some(10));
        assert_eq!(array_index("01"), None);
        assert_eq!(array_index("-"), None);
        assert_eq!(array_index(""), None);
    }
}
