//! Durations as people write them: `30`, `30s`, `500ms`, `2m`, `1h`, `1m30s`.

use std::time::Duration;

use crate::bench::BenchError;

/// Reads a duration given for `flag`; a bare number is in seconds.
///
/// # Errors
///
/// Usage, when the text is not a duration or is zero.
pub fn parse_duration(flag: &str, text: &str) -> Result<Duration, BenchError> {
    let seconds = seconds(text.trim()).ok_or_else(|| {
        BenchError::usage(
            format!("`{flag} {text}` is not a duration"),
            "write a number with a unit, such as `500ms`, `30s`, `2m` or `1h`",
        )
    })?;
    if seconds <= 0.0 {
        return Err(BenchError::usage(
            format!("`{flag} {text}` is no time at all"),
            "give a duration above zero, such as `10s`",
        ));
    }
    Duration::try_from_secs_f64(seconds).map_err(|_| {
        BenchError::usage(
            format!("`{flag} {text}` is too long"),
            "give a duration below a few thousand years",
        )
    })
}

fn seconds(text: &str) -> Option<f64> {
    if let Ok(plain) = text.parse::<f64>() {
        return plain.is_finite().then_some(plain);
    }
    let mut rest = text;
    let mut total = 0.0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !(c.is_ascii_digit() || c == '.'))?;
        let (number, tail) = rest.split_at(digits);
        let letters = tail
            .find(|c: char| !c.is_alphabetic())
            .unwrap_or(tail.len());
        let (unit, next) = tail.split_at(letters);
        total += number.parse::<f64>().ok()? * unit_seconds(unit)?;
        rest = next;
    }
    (!text.is_empty()).then_some(total)
}

fn unit_seconds(unit: &str) -> Option<f64> {
    Some(match unit {
        "us" | "µs" => 1e-6,
        "ms" => 1e-3,
        "s" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_units_and_their_sums() {
        let of = |text| parse_duration("-z", text).unwrap();
        assert_eq!(of("30"), Duration::from_secs(30));
        assert_eq!(of("0.5"), Duration::from_millis(500));
        assert_eq!(of("250ms"), Duration::from_millis(250));
        assert_eq!(of("1m30s"), Duration::from_secs(90));
        assert_eq!(of("2m"), Duration::from_secs(120));
    }

    #[test]
    fn refuses_zero_and_nonsense() {
        for text in ["0", "0s", "", "s", "5 parsecs", "-3s", "1e400", "nan"] {
            assert!(parse_duration("-z", text).is_err(), "{text}");
        }
    }
}
