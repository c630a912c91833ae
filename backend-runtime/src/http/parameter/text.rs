//! Scalars as text: numbers as JSON writes them, booleans as `true` and `false`.

/// Whether `text` is a number in JSON's grammar (RFC 8259 §6): no `+`, no leading zeros, no `NaN`.
pub(crate) fn is_number(text: &str) -> bool {
    let rest = text.strip_prefix('-').unwrap_or(text);
    let (integer, rest) = split_digits(rest);
    if integer.is_empty() || (integer.len() > 1 && integer.starts_with('0')) {
        return false;
    }
    let rest = match rest.strip_prefix('.') {
        None => rest,
        Some(fraction) => match split_digits(fraction) {
            ("", _) => return false,
            (_, rest) => rest,
        },
    };
    match rest.strip_prefix(['e', 'E']) {
        None => rest.is_empty(),
        Some(exponent) => {
            let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            let (digits, rest) = split_digits(exponent);
            !digits.is_empty() && rest.is_empty()
        }
    }
}

fn split_digits(text: &str) -> (&str, &str) {
    let end = text
        .bytes()
        .position(|byte| !byte.is_ascii_digit())
        .unwrap_or(text.len());
    text.split_at(end)
}

/// Whether `text` is an integer that the fast path may parse as it stands.
pub(crate) fn is_plain_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && (digits.len() == 1 || !digits.starts_with('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_valid() {
        for text in ["0", "-0", "12", "-1.50", "1e3", "1.0E-7", "1e+2"] {
            assert!(is_number(text), "{text}");
        }
    }

    #[test]
    fn number_invalid() {
        for text in [
            "", "-", "+1", "01", "1.", ".5", "1e", "NaN", "inf", "0x1", "1 ", "١",
        ] {
            assert!(!is_number(text), "{text}");
        }
    }
}
