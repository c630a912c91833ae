//! Checksums of migrations, equal for the same text whatever a checkout did to its line ends.

use std::borrow::Cow;

use sha2::{Digest, Sha256, Sha384};

/// The text without a byte order mark and with `\n` as the only line end. This is also what is executed, so that
/// equal checksums mean equal effects.
pub(crate) fn normalised(raw: &str) -> Cow<'_, str> {
    let text = raw.strip_prefix('\u{feff}').unwrap_or(raw);
    if text.contains("\r\n") {
        Cow::Owned(text.replace("\r\n", "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

/// SHA-256 of a normalised text, in hexadecimal.
pub(crate) fn checksum(normalised: &str) -> String {
    hex(&Sha256::digest(normalised.as_bytes()))
}

/// The first 16 hexadecimal digits of a statement's SHA-256: enough to see that a finished statement was changed.
pub(crate) fn fingerprint(statement: &str) -> String {
    hex(&Sha256::digest(statement.as_bytes())[..8])
}

/// What sqlx stores: SHA-384 of the raw bytes.
pub(crate) fn sqlx_checksum(raw: &str) -> String {
    hex(&Sha384::digest(raw.as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        for digit in [byte >> 4, byte & 15] {
            text.push(char::from(DIGITS[usize::from(digit)]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{checksum, normalised};

    #[test]
    fn line_ends_and_byte_order_mark_do_not_matter() {
        let unix = checksum(&normalised("create table a (b int);\n-- c\n"));
        let windows = checksum(&normalised("\u{feff}create table a (b int);\r\n-- c\r\n"));
        assert_eq!(unix, windows);
        assert_ne!(unix, checksum(&normalised("create table a (b int);\n")));
    }

    #[test]
    fn checksum_is_sha256() {
        assert!(checksum("").starts_with("e3b0c44298fc1c14"));
    }
}
