//! Comparing names as people do: `bookId`, `book_id` and `book-id` are one.

use crate::ir::names::{singular, words};

/// The name without case and punctuation.
pub(super) fn fold(name: &str) -> String {
    words(name).concat()
}

/// Whether two names are the same apart from case and punctuation.
pub(super) fn same(left: &str, right: &str) -> bool {
    fold(left) == fold(right)
}

/// The name in the singular, as snake case.
pub(super) fn singular_snake(name: &str) -> String {
    let mut parts = words(name);
    if let Some(last) = parts.last_mut() {
        *last = singular(last);
    }
    parts.join("_")
}

/// Whether the name is one of these, apart from case and punctuation.
pub(super) fn one_of(name: &str, names: &[&str]) -> bool {
    let folded = fold(name);
    names.contains(&folded.as_str())
}
