//! Comparing names as people do: `bookId`, `book_id` and `book-id` are one.

use crate::ir::names::{singular, snake, words};

/// The name without case and punctuation.
pub(super) fn fold(name: &str) -> String {
    words(name).concat()
}

/// Whether two names are the same apart from case and punctuation.
pub(super) fn same(left: &str, right: &str) -> bool {
    fold(left) == fold(right)
}

/// The name in the singular, as snake case that an identifier may be.
pub(super) fn singular_snake(name: &str) -> String {
    let mut parts = words(name);
    if let Some(last) = parts.last_mut() {
        *last = singular(last);
    }
    snake(&parts.join("_"), "row")
}

/// Whether the name is one of these, apart from case and punctuation.
pub(super) fn one_of(name: &str, names: &[&str]) -> bool {
    let folded = fold(name);
    names.contains(&folded.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_singular_is_an_identifier_whatever_the_path_says() {
        assert_eq!(singular_snake("orderItems"), "order_item");
        assert_eq!(singular_snake("200"), "n200");
        assert_eq!(singular_snake("-"), "row");
    }
}
