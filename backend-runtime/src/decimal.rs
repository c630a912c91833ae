//! Decimal numbers kept as text, compared as what they mean.

use std::cmp::Ordering;

/// A decimal number as it is written (`-?[0-9]+(\.[0-9]+)?`), of any length.
///
/// Compares exactly and by value: `9.9` equals `9.90` and is less than `10`. Text that is no number comes behind all
/// numbers, in its own order, so that the order is total.
///
/// # Examples
/// ```
/// use backend_runtime::decimal::DecimalText;
///
/// assert!(DecimalText("9.90") < DecimalText("10"));
/// assert!(DecimalText("-10") < DecimalText("-9.9"));
/// assert!(DecimalText("007.50") == DecimalText("7.5"));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct DecimalText<'a>(pub &'a str);

impl DecimalText<'_> {
    /// Whether a number is one of these; an empty list asks for nothing, and any number will do.
    pub fn is_any_of<T: ToString>(number: Option<&str>, list: &[T]) -> bool {
        let is_equal = |own: &str, one: &str| DecimalText(own) == DecimalText(one);
        list.is_empty()
            || number.is_some_and(|own| list.iter().any(|one| is_equal(own, &one.to_string())))
    }
}

/// A number without what does not change it.
struct Parts<'a> {
    negative: bool,
    whole: &'a str,
    fraction: &'a str,
}

impl<'a> Parts<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let digits = text.strip_prefix('-');
        let (negative, digits) = (digits.is_some(), digits.unwrap_or(text));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let is_number =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(whole) || !is_number(fraction) {
            return None;
        }
        let (whole, fraction) = (
            whole.trim_start_matches('0'),
            fraction.trim_end_matches('0'),
        );
        Some(Self {
            negative: negative && !(whole.is_empty() && fraction.is_empty()),
            whole,
            fraction,
        })
    }

    fn compare(&self, other: &Self) -> Ordering {
        // Digits of equal number compare as text, and so do fractions of any length.
        let size = |parts: &Self| (parts.whole.len(), parts.whole, parts.fraction);
        match (self.negative, other.negative) {
            (false, false) => size(self).cmp(&size(other)),
            (true, true) => size(other).cmp(&size(self)),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

impl Ord for DecimalText<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        match (Parts::of(self.0), Parts::of(other.0)) {
            (Some(one), Some(another)) => one.compare(&another),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => self.0.cmp(other.0),
        }
    }
}

impl PartialOrd for DecimalText<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for DecimalText<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for DecimalText<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_in_the_order_of_its_numbers() {
        let sorted = [
            "-1234567890123456789012345678",
            "-10",
            "-9.91",
            "-9.9",
            "-0.001",
            "0",
            "0.001",
            "0.01",
            "2.5",
            "9.9",
            "10",
            "9007199254740992.1",
            "9007199254740992.2",
            "9007199254740993",
        ];
        for (index, one) in sorted.iter().enumerate() {
            for (other_index, other) in sorted.iter().enumerate() {
                let expected = index.cmp(&other_index);
                assert_eq!(
                    DecimalText(one).cmp(&DecimalText(other)),
                    expected,
                    "{one} {other}"
                );
            }
        }
    }

    #[test]
    fn spellings_of_a_number_are_equal() {
        for (one, other) in [("9.9", "9.90"), ("0", "-0.00"), ("007", "7"), ("1", "1.0")] {
            assert_eq!(DecimalText(one), DecimalText(other));
        }
    }

    #[test]
    fn a_number_is_one_of_a_list() {
        assert!(DecimalText::is_any_of(Some("9.90"), &["1", "9.9"]));
        assert!(!DecimalText::is_any_of(Some("9.90"), &["1"]));
        assert!(!DecimalText::is_any_of(None, &["1"]));
        assert!(DecimalText::is_any_of::<&str>(None, &[]));
    }

    #[test]
    fn what_is_no_number_comes_last() {
        assert!(DecimalText("x") > DecimalText("9999999999"));
        assert!(DecimalText("") > DecimalText("1"));
        assert!(DecimalText("a") < DecimalText("b"));
        assert!(DecimalText("1.") > DecimalText("2"));
    }
}
