//! How a decimal number is written, which decides how a database keeps it.

use serde::{Deserialize, Serialize};

use crate::ir::StringType;

/// How many digits the format `decimal` takes, on either side of the point.
const MOST: u32 = 28;

/// The digits of a decimal number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digits {
    /// At most so many before the point.
    pub whole: u32,
    /// At most so many behind it.
    pub scale: u32,
}

/// How a decimal number may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DecimalForm {
    /// With any number of digits behind the point, zeros at the end or none.
    Free(Digits),
    /// With exactly as many digits behind the point as `scale` says: `9.90`.
    Fixed(Digits),
    /// In a way that only the text keeps: leading zeros, a least length, a pattern that says more than how many digits.
    Spelled,
}

/// What the constraints of a string say about the decimal number in it.
pub(super) fn form(text: &StringType) -> DecimalForm {
    if text.min_length.is_some_and(|length| length > 1) {
        return DecimalForm::Spelled;
    }
    match &text.pattern {
        None => DecimalForm::Free(Digits {
            whole: MOST,
            scale: MOST,
        }),
        Some(pattern) => of_pattern(&pattern.0).unwrap_or(DecimalForm::Spelled),
    }
}

/// `^-?[0-9]{1,6}\.[0-9]{2}$` and the like.
fn of_pattern(pattern: &str) -> Option<DecimalForm> {
    let pattern = pattern.strip_prefix('^')?.strip_suffix('$')?;
    let pattern = pattern.strip_prefix("-?").unwrap_or(pattern);
    let (whole, rest) = whole(pattern)?;
    let whole = whole.min(MOST);
    if rest.is_empty() {
        return Some(DecimalForm::Fixed(Digits { whole, scale: 0 }));
    }
    let (rest, optional) = match rest.strip_suffix(")?") {
        Some(group) => (group.strip_prefix("(?:").or(group.strip_prefix('('))?, true),
        None => (rest, false),
    };
    let digits = rest.strip_prefix("\\.").or(rest.strip_prefix("[.]"))?;
    let (least, most, rest) = run(digits)?;
    let scale = most.min(MOST);
    let digits = Digits { whole, scale };
    match (optional, least == most) {
        _ if !rest.is_empty() || scale == 0 => None,
        // `9` may be written as `9.00`.
        (_, true) => Some(DecimalForm::Fixed(digits)),
        (true, false) if least == 1 => Some(DecimalForm::Free(digits)),
        (_, false) => None,
    }
}

/// The digits before the point, at most so many, when one is enough: `0` is not written as `000`.
fn whole(pattern: &str) -> Option<(u32, &str)> {
    if let Some(rest) = pattern.strip_prefix('(') {
        let (inside, rest) = rest.split_once(')')?;
        let inside = inside.strip_prefix("?:").unwrap_or(inside);
        let counted = inside.strip_prefix("0|").or(inside.strip_suffix("|0"))?;
        let (most, left) = whole(counted)?;
        return left.is_empty().then_some((most, rest));
    }
    if let Some(rest) = pattern.strip_prefix("[1-9]") {
        let (_, most, rest) = run(rest).unwrap_or((0, 0, rest));
        return Some((most.saturating_add(1), rest));
    }
    let (least, most, rest) = run(pattern)?;
    (least == 1).then_some((most, rest))
}

/// Digits in a row: `\d`, `\d\d`, `[0-9]+`, `\d{1,6}`. At least, at most, and what follows.
fn run(pattern: &str) -> Option<(u32, u32, &str)> {
    let (mut least, mut most, mut rest) = one(pattern)?;
    while let Some((more_least, more_most, after)) = one(rest) {
        least = more_least.saturating_add(least);
        most = more_most.saturating_add(most);
        rest = after;
    }
    Some((least, most, rest))
}

/// A digit with its quantifier.
fn one(pattern: &str) -> Option<(u32, u32, &str)> {
    let rest = pattern
        .strip_prefix("\\d")
        .or(pattern.strip_prefix("[0-9]"))?;
    if let Some(rest) = rest.strip_prefix('+') {
        return Some((1, MOST, rest));
    }
    if let Some(rest) = rest.strip_prefix('*') {
        return Some((0, MOST, rest));
    }
    if let Some(rest) = rest.strip_prefix('?') {
        return Some((0, 1, rest));
    }
    let Some(counted) = rest.strip_prefix('{') else {
        return Some((1, 1, rest));
    };
    let (counts, rest) = counted.split_once('}')?;
    let (least, most) = match counts.split_once(',') {
        Some((least, "")) => (least.parse().ok()?, MOST),
        Some((least, most)) => (least.parse().ok()?, most.parse().ok()?),
        None => {
            let exactly = counts.parse().ok()?;
            (exactly, exactly)
        }
    };
    Some((least, most, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixed(whole: u32, scale: u32) -> Option<DecimalForm> {
        Some(DecimalForm::Fixed(Digits { whole, scale }))
    }

    fn free(whole: u32, scale: u32) -> Option<DecimalForm> {
        Some(DecimalForm::Free(Digits { whole, scale }))
    }

    #[test]
    fn a_pattern_tells_the_digits() {
        assert_eq!(of_pattern(r"^[0-9]{1,6}\.[0-9]{2}$"), fixed(6, 2));
        assert_eq!(of_pattern(r"^-?\d+\.\d\d$"), fixed(28, 2));
        assert_eq!(of_pattern(r"^\d{1,9}$"), fixed(9, 0));
        assert_eq!(of_pattern(r"^-?(0|[1-9]\d{0,4})(\.\d{2})?$"), fixed(5, 2));
        assert_eq!(of_pattern(r"^\d+(?:\.\d{1,4})?$"), free(28, 4));
        assert_eq!(of_pattern(r"^[1-9][0-9]*(\.[0-9]+)?$"), free(28, 28));
    }

    #[test]
    fn a_spelling_that_numbers_do_not_keep_is_text() {
        for pattern in [
            r"\d+\.\d{2}",
            r"^\d{4}\.\d{2}$",
            r"^\d+\.\d{1,2}$",
            r"^\d+(\.\d{2,4})?$",
            r"^\+?\d+$",
            r"^(1|2)\.50$",
            r"^\d+\.(25|50|75)$",
        ] {
            assert_eq!(of_pattern(pattern), None, "{pattern}");
        }
    }

    #[test]
    fn lengths_that_zeros_fill_are_text() {
        let long = StringType {
            min_length: Some(4),
            ..StringType::default()
        };
        assert_eq!(form(&long), DecimalForm::Spelled);
        let short = StringType {
            max_length: Some(9),
            ..StringType::default()
        };
        assert!(matches!(form(&short), DecimalForm::Free(_)));
    }
}
