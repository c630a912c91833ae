//! Numbers as they were written.

/// A number that keeps its text, so that `1.10`, 30 digits and `1e3` survive.
///
/// The text always follows the grammar of JSON numbers (RFC 8259 §6).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Number(Box<str>);

impl Number {
    /// A number from text that follows the JSON grammar; the parsers see to that.
    pub(crate) fn from_json_text(text: &str) -> Self {
        Self(text.into())
    }

    /// The number as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether its value is whole, however it is written: `1`, `1.0` and `1e3` are.
    pub fn is_integer(&self) -> bool {
        match self.decimal() {
            Some((_, digits, exponent)) => digits.is_empty() || exponent >= 0,
            None => false,
        }
    }

    /// Whether its exact value is above 0, however small.
    pub fn is_positive(&self) -> bool {
        self.decimal()
            .is_some_and(|(negative, digits, _)| !negative && !digits.is_empty())
    }

    /// The value when it is whole and fits.
    pub fn as_i64(&self) -> Option<i64> {
        self.as_i128().and_then(|value| i64::try_from(value).ok())
    }

    /// The value when it is whole and fits.
    pub fn as_u64(&self) -> Option<u64> {
        self.as_i128().and_then(|value| u64::try_from(value).ok())
    }

    /// The value when it is whole and fits.
    pub fn as_i128(&self) -> Option<i128> {
        if let Ok(value) = self.0.parse() {
            return Some(value);
        }
        let (negative, digits, exponent) = self.decimal()?;
        if digits.is_empty() {
            return Some(0);
        }
        let exponent = u32::try_from(exponent).ok().filter(|e| *e < 39)?;
        let value = digits
            .parse::<i128>()
            .ok()?
            .checked_mul(10i128.checked_pow(exponent)?)?;
        Some(if negative { -value } else { value })
    }

    /// The nearest double; what is too large is an infinity.
    pub fn as_f64(&self) -> f64 {
        self.0.parse().unwrap_or(f64::NAN)
    }

    /// Sign, significant digits without zeros at either end (empty for zero), and the power of ten to multiply them by.
    fn decimal(&self) -> Option<(bool, String, i64)> {
        let (negative, text) = match self.0.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, &*self.0),
        };
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (
                mantissa,
                exponent.parse::<i64>().unwrap_or(saturated(exponent)),
            ),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}");
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let kept = digits.trim_end_matches('0');
        let dropped = (digits.len() - kept.len()) as i64;
        let exponent = exponent
            .saturating_sub(fraction.len() as i64)
            .saturating_add(dropped);
        Some((negative, kept.trim_start_matches('0').to_owned(), exponent))
    }
}

/// An exponent too long for an integer, as the extreme of its sign.
fn saturated(exponent: &str) -> i64 {
    if exponent.starts_with('-') {
        i64::MIN / 2
    } else {
        i64::MAX / 2
    }
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_values_are_integers_however_written() {
        for (text, value) in [
            ("1", 1),
            ("1.0", 1),
            ("1e3", 1000),
            ("-1.50e1", -15),
            ("0.0", 0),
            ("-0", 0),
            ("100", 100),
        ] {
            let number = Number::from_json_text(text);
            assert!(number.is_integer(), "{text}");
            assert_eq!(number.as_i64(), Some(value), "{text}");
        }
    }

    #[test]
    fn fractions_and_huge_values_are_not() {
        for text in ["1.5", "1e-3", "0.1"] {
            assert!(!Number::from_json_text(text).is_integer(), "{text}");
        }
        let huge = Number::from_json_text("1e99999999999999999999");
        assert!(huge.is_integer());
        assert_eq!(huge.as_i64(), None);
        assert_eq!(
            Number::from_json_text("18446744073709551615").as_u64(),
            Some(u64::MAX)
        );
    }
}
