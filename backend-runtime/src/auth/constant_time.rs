//! Comparison whose time does not depend on where two secrets differ.

use sha2::{Digest, Sha256};

/// Whether two secrets are equal. Both are hashed first, so that neither content nor length shows in the time.
pub fn secrets_equal(given: &[u8], expected: &[u8]) -> bool {
    let (given, expected) = (Sha256::digest(given), Sha256::digest(expected));
    let difference = given
        .iter()
        .zip(expected.iter())
        .fold(0, |difference, (one, other)| difference | (one ^ other));
    std::hint::black_box(difference) == 0
}

#[cfg(test)]
mod tests {
    use super::secrets_equal;

    #[test]
    fn compares_whole_secrets() {
        assert!(secrets_equal(b"abc", b"abc"));
        assert!(!secrets_equal(b"abc", b"abd"));
        assert!(!secrets_equal(b"abc", b"ab"));
        assert!(!secrets_equal(b"", b"a"));
    }
}
