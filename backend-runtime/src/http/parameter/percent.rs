//! Percent-decoding that refuses what is malformed (RFC 3986 §2.1).

use std::borrow::Cow;

/// Text that is not percent-encoded UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Malformed {
    /// A `%` without two hexadecimal digits.
    Percent,
    /// Bytes that are not UTF-8.
    Utf8,
}

/// Decodes `raw`; borrowed when there is nothing to decode. `plus` makes `+` a space, as forms do.
pub(crate) fn decode(raw: &str, plus: bool) -> Result<Cow<'_, str>, Malformed> {
    if !raw
        .bytes()
        .any(|byte| byte == b'%' || (plus && byte == b'+'))
    {
        return Ok(Cow::Borrowed(raw));
    }
    let mut out = Vec::with_capacity(raw.len());
    let mut bytes = raw.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'+' if plus => out.push(b' '),
            b'%' => {
                let (high, low) = (digit(bytes.next())?, digit(bytes.next())?);
                out.push(high << 4 | low);
            }
            byte => out.push(byte),
        }
    }
    let text = String::from_utf8(out).map_err(|_| Malformed::Utf8)?;
    Ok(Cow::Owned(text))
}

fn digit(byte: Option<u8>) -> Result<u8, Malformed> {
    let digit = byte.and_then(|byte| char::from(byte).to_digit(16));
    digit.map(|digit| digit as u8).ok_or(Malformed::Percent)
}

/// Whether `raw` decodes to `name`, without allocating.
pub(crate) fn equals(raw: &str, name: &str, plus: bool) -> bool {
    let encoded = raw.contains('%') || (plus && raw.contains('+'));
    if !encoded {
        return raw == name;
    }
    decode(raw, plus).is_ok_and(|decoded| decoded == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_valid() {
        assert_eq!(decode("a%20b%C3%A9", false).unwrap(), "a bé");
        assert_eq!(decode("a+b", false).unwrap(), "a+b");
        assert_eq!(decode("a+b%2B", true).unwrap(), "a b+");
        assert!(matches!(decode("plain", true), Ok(Cow::Borrowed("plain"))));
    }

    #[test]
    fn refuses_invalid() {
        for raw in ["%", "%4", "%zz", "a%2", "%%41"] {
            assert_eq!(decode(raw, true), Err(Malformed::Percent), "{raw}");
        }
        for raw in ["%ff", "%C3%28", "%ED%A0%80"] {
            assert_eq!(decode(raw, true), Err(Malformed::Utf8), "{raw}");
        }
    }
}
