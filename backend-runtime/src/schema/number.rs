//! Numbers as JSON has them: exact integers of 64 bits, everything else a double (RFC 8259 §6).

use std::cmp::Ordering;
use std::fmt;

/// A number in a table or in a value.
///
/// The same three forms as `serde_json`, so that a value means the same however it was read. [`Number::new`] keeps
/// the form canonical: `Uint` only above `i64::MAX`, `Double` never for what fits an integer.
#[derive(Debug, Clone, Copy)]
pub enum Number {
    /// An integer of 64 bits.
    Int(i64),
    /// An integer above `i64::MAX`.
    Uint(u64),
    /// Everything else, as the nearest double.
    Double(f64),
}

const TWO_63: f64 = 9_223_372_036_854_775_808.0;
const TWO_64: f64 = 18_446_744_073_709_551_616.0;

impl Number {
    /// The canonical form of a double: `1.0` is `Int(1)`.
    #[inline]
    pub fn new(value: f64) -> Self {
        if value.fract() != 0.0 || !value.is_finite() {
            return Number::Double(value);
        }
        if (-TWO_63..TWO_63).contains(&value) {
            Number::Int(value as i64)
        } else if (0.0..TWO_64).contains(&value) {
            Number::Uint(value as u64)
        } else {
            Number::Double(value)
        }
    }

    /// Reads the text of a JSON number; `None` where it exceeds the range of a double.
    pub fn parse(text: &str) -> Option<Self> {
        if let Ok(value) = text.parse::<i64>() {
            return Some(if value == 0 && text.starts_with('-') {
                Number::Int(0)
            } else {
                Number::Int(value)
            });
        }
        if let Ok(value) = text.parse::<u64>() {
            return Some(Number::Uint(value));
        }
        text.parse::<f64>()
            .ok()
            .filter(|value| value.is_finite())
            .map(Number::new)
    }

    /// Whether the number has no fraction (`1.0` and `1e20` have none).
    pub fn is_integer(&self) -> bool {
        match self {
            Number::Int(_) | Number::Uint(_) => true,
            Number::Double(value) => is_whole(*value),
        }
    }

    /// The nearest double.
    pub fn as_f64(&self) -> f64 {
        match *self {
            Number::Int(value) => value as f64,
            Number::Uint(value) => value as f64,
            Number::Double(value) => value,
        }
    }

    /// Compares exactly: no integer is rounded to a double first.
    #[inline]
    pub fn compare(&self, other: &Number) -> Ordering {
        match (*self, *other) {
            (Number::Int(a), Number::Int(b)) => a.cmp(&b),
            (Number::Uint(a), Number::Uint(b)) => a.cmp(&b),
            (Number::Int(a), Number::Uint(b)) => i128::from(a).cmp(&i128::from(b)),
            (Number::Uint(a), Number::Int(b)) => i128::from(a).cmp(&i128::from(b)),
            (Number::Double(a), Number::Double(b)) => a.partial_cmp(&b).unwrap_or(Ordering::Equal),
            (Number::Double(a), Number::Int(b)) => compare_double(a, i128::from(b)),
            (Number::Double(a), Number::Uint(b)) => compare_double(a, i128::from(b)),
            (Number::Int(a), Number::Double(b)) => compare_double(b, i128::from(a)).reverse(),
            (Number::Uint(a), Number::Double(b)) => compare_double(b, i128::from(a)).reverse(),
        }
    }

    /// Whether this number is a multiple of `divisor`, decided on the decimal digits of both: `0.07` is a multiple
    /// of `0.01`.
    pub fn is_multiple_of(&self, divisor: &Number) -> bool {
        match (*self, *divisor) {
            (_, Number::Int(0)) => false,
            (Number::Int(a), Number::Int(b)) => i128::from(a) % i128::from(b) == 0,
            (Number::Uint(a), Number::Int(b)) => i128::from(a) % i128::from(b) == 0,
            (Number::Int(a), Number::Uint(b)) => i128::from(a) % i128::from(b) == 0,
            (Number::Uint(a), Number::Uint(b)) => a % b == 0,
            (value, divisor) => decimal::is_multiple(value.as_f64(), &value, &divisor),
        }
    }

    /// The same number as `serde_json` has it.
    pub fn to_value(&self) -> serde_json::Value {
        match *self {
            Number::Int(value) => value.into(),
            Number::Uint(value) => value.into(),
            Number::Double(value) => value.into(),
        }
    }
}

/// Not inlined: the compiler would compute it for values that are no doubles, too.
#[inline(never)]
fn is_whole(value: f64) -> bool {
    value.fract() == 0.0
}

/// `a` against an integer of at most 65 bits. Every double within that range converts to `i128` exactly once floored.
fn compare_double(a: f64, b: i128) -> Ordering {
    if a >= TWO_64 {
        return Ordering::Greater;
    }
    if a < -TWO_63 {
        return Ordering::Less;
    }
    let floor = a.floor();
    (floor as i128).cmp(&b).then(if a > floor {
        Ordering::Greater
    } else {
        Ordering::Equal
    })
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.compare(other) == Ordering::Equal
    }
}

impl fmt::Display for Number {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Number::Int(value) => value.fmt(out),
            Number::Uint(value) => value.fmt(out),
            Number::Double(value) => value.fmt(out),
        }
    }
}

/// Decimal digits of numbers, without allocation.
mod decimal {
    use super::Number;
    use std::fmt::Write;

    /// `digits × 10^exponent`, where `digits` has no trailing zero.
    struct Decimal {
        digits: u64,
        exponent: i32,
    }

    struct Buffer {
        bytes: [u8; 40],
        used: usize,
    }

    impl Write for Buffer {
        fn write_str(&mut self, text: &str) -> std::fmt::Result {
            let end = self.used + text.len();
            self.bytes
                .get_mut(self.used..end)
                .ok_or(std::fmt::Error)?
                .copy_from_slice(text.as_bytes());
            self.used = end;
            Ok(())
        }
    }

    /// The shortest decimal that reads back as the number. A double has at most 17 digits, so `u64` holds them.
    fn decimal(number: &Number) -> Option<Decimal> {
        let (mut digits, mut exponent) = match *number {
            Number::Int(value) => (value.unsigned_abs(), 0),
            Number::Uint(value) => (value, 0),
            Number::Double(value) => {
                let mut buffer = Buffer {
                    bytes: [0; 40],
                    used: 0,
                };
                write!(buffer, "{:e}", value.abs()).ok()?;
                let (mut digits, mut exponent, mut index) = (0_u64, 0_i32, 0);
                let mut fraction = false;
                while index < buffer.used {
                    match buffer.bytes[index] {
                        b'.' => fraction = true,
                        b'e' => {
                            let text =
                                std::str::from_utf8(&buffer.bytes[index + 1..buffer.used]).ok()?;
                            exponent += text.parse::<i32>().ok()?;
                            break;
                        }
                        digit => {
                            digits = digits
                                .checked_mul(10)?
                                .checked_add(u64::from(digit.checked_sub(b'0')?))?;
                            exponent -= i32::from(fraction);
                        }
                    }
                    index += 1;
                }
                (digits, exponent)
            }
        };
        while digits != 0 && digits % 10 == 0 {
            digits /= 10;
            exponent += 1;
        }
        Some(Decimal { digits, exponent })
    }

    /// Two decimals of at most 15 digits are equal exactly when their doubles are, so that the usual case of a
    /// small fraction is settled without printing.
    fn is_hundredth(value: f64, divisor: f64) -> Option<bool> {
        let scale = match divisor {
            0.1 => 10.0,
            0.01 => 100.0,
            0.001 => 1000.0,
            _ => return None,
        };
        let quotient = (value * scale).round();
        (quotient.abs() < 1e15).then(|| quotient / scale == value)
    }

    pub(super) fn is_multiple(approximate: f64, value: &Number, divisor: &Number) -> bool {
        if let Number::Double(fraction) = *divisor
            && let Some(answer) = is_hundredth(approximate, fraction)
        {
            return answer;
        }
        let (Some(value), Some(divisor)) = (decimal(value), decimal(divisor)) else {
            return false;
        };
        if value.digits == 0 {
            return true;
        }
        if divisor.digits == 0 || value.exponent < divisor.exponent {
            // Neither has trailing zeros: a finer value cannot be a multiple of a coarser divisor.
            return false;
        }
        let modulus = u128::from(divisor.digits);
        let mut rest = u128::from(value.digits) % modulus;
        // Exponents of doubles are within ±400, so the loop is short.
        for _ in 0..(value.exponent - divisor.exponent) {
            rest = rest * 10 % modulus;
        }
        rest == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).expect("in range")
    }

    #[test]
    fn multiples_are_decided_on_decimal_digits() {
        for (value, divisor, expected) in [
            ("0.07", "0.01", true),
            ("0.3", "0.1", true),
            ("8.69", "0.01", true),
            ("143.48", "0.01", true),
            ("1070468.14", "0.01", true),
            ("0.075", "0.01", false),
            ("1e308", "0.5", true),
            ("1e308", "0.123456789", false),
            ("4.5", "1.5", true),
            ("35", "1.5", false),
            ("0.0075", "0.0001", true),
            ("0.00751", "0.0001", false),
            ("12391239123", "1e-8", true),
            ("7", "0", false),
            ("18446744073709551615", "5", true),
            ("-9223372036854775808", "-1", true),
        ] {
            assert_eq!(
                number(value).is_multiple_of(&number(divisor)),
                expected,
                "{value} / {divisor}"
            );
        }
    }

    #[test]
    fn comparison_does_not_round_integers() {
        assert_eq!(
            number("9007199254740993").compare(&number("9007199254740992.0")),
            Ordering::Greater
        );
        assert_eq!(
            number("18446744073709551615").compare(&number("18446744073709551616")),
            Ordering::Less
        );
        assert_eq!(number("1.0"), number("1"));
        assert_eq!(number("-0.0"), number("0"));
        assert_eq!(number("-1.5").compare(&number("-1")), Ordering::Less);
        assert!(Number::parse("1e400").is_none());
    }
}
