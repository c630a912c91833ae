//! What a plain scalar means: the core schema of YAML 1.2 (§10.3.2).
//!
//! So `no`, `on`, `1_000`, `12:30` and `2024-01-01` are strings; `0o17`, `0x1f` and `.5` are numbers, and get the text
//! that JSON has for them.

use crate::spec::node::Value;
use crate::spec::number::Number;

/// The meaning of a plain scalar.
pub(super) fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => match number(text) {
            Some(number) => Value::Number(number),
            None => Value::String(text.to_owned()),
        },
    }
}

/// Whether text without quotes is read back as this very string.
pub(in crate::spec) fn is_plain_string(text: &str) -> bool {
    matches!(plain(text), Value::String(_)) && !is_not_finite(text) && text != "<<"
}

/// The number that a plain scalar is, if it is one.
pub(super) fn number(text: &str) -> Option<Number> {
    if !matches!(text.as_bytes().first()?, b'0'..=b'9' | b'-' | b'+' | b'.') {
        return None;
    }
    let other_base = match text.get(..2) {
        Some("0o") => Some((&text[2..], 8)),
        Some("0x") => Some((&text[2..], 16)),
        _ => None,
    };
    if let Some((digits, base)) = other_base {
        if digits.starts_with('+') {
            return None;
        }
        let value = u128::from_str_radix(digits, base).ok()?;
        return Some(Number::from_json_text(&value.to_string()));
    }
    decimal(text)
}

/// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`, written as JSON writes it.
fn decimal(text: &str) -> Option<Number> {
    let (sign, unsigned) = match text.as_bytes()[0] {
        b'-' => ("-", &text[1..]),
        b'+' => ("", &text[1..]),
        _ => ("", text),
    };
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], Some(&unsigned[at + 1..])),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole)
        || !fraction.is_none_or(digits)
        || (whole.is_empty() && fraction.is_none_or(str::is_empty))
    {
        return None;
    }
    if let Some(exponent) = exponent {
        let bare = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        if bare.is_empty() || !digits(bare) {
            return None;
        }
    }
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    let mut json = format!("{sign}{whole}");
    if let Some(fraction) = fraction {
        json.push('.');
        json.push_str(if fraction.is_empty() { "0" } else { fraction });
    }
    if let Some(exponent) = exponent {
        json.push('e');
        json.push_str(exponent);
    }
    Some(Number::from_json_text(if json == text {
        text
    } else {
        &json
    }))
}

/// Numbers that YAML has and JSON has not.
pub(super) fn is_not_finite(text: &str) -> bool {
    let bare = text.strip_prefix(['-', '+']).unwrap_or(text);
    matches!(bare, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN")
}

/// `0755`: eight in YAML 1.1's eyes, decimal in 1.2's.
pub(super) fn has_leading_zero(text: &str) -> bool {
    let bare = text.strip_prefix(['-', '+']).unwrap_or(text);
    bare.len() > 1 && bare.starts_with('0') && bare.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_yaml_1_1_and_dates_are_strings() {
        for text in [
            "no",
            "yes",
            "on",
            "off",
            "y",
            "1_000",
            "12:30",
            "2024-01-01",
            "0b1",
            "1e",
            "e3",
            "-",
            "+",
            ".",
            "0x",
            "1.2.3",
            "0x+1",
        ] {
            assert_eq!(plain(text), Value::String(text.to_owned()), "{text}");
        }
    }

    #[test]
    fn numbers_get_the_text_json_has_for_them() {
        for (yaml, json) in [
            ("1", "1"),
            ("+1", "1"),
            ("-0", "-0"),
            ("007", "7"),
            ("0o17", "15"),
            ("0x1F", "31"),
            (".5", "0.5"),
            ("1.", "1.0"),
            ("1e3", "1e3"),
            ("1.10", "1.10"),
            ("-.5E-2", "-0.5e-2"),
            ("1E3", "1e3"),
        ] {
            assert_eq!(
                number(yaml).map(|n| n.to_string()).as_deref(),
                Some(json),
                "{yaml}"
            );
            assert!(serde_json::from_str::<serde_json::Value>(json).is_ok());
        }
    }

    #[test]
    fn nulls_and_booleans() {
        assert_eq!(plain("~"), Value::Null);
        assert_eq!(plain(""), Value::Null);
        assert_eq!(plain("TRUE"), Value::Bool(true));
        assert_eq!(plain("tRUE"), Value::String("tRUE".to_owned()));
    }
}
