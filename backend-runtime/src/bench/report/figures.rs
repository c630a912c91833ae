//! Numbers as people read them.

/// With thousands separators: `15,247`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// With thousands separators and one decimal: `1,523.9`.
pub(crate) fn rate(number: f64) -> String {
    let tenths = (number * 10.0).round() as u64;
    format!("{}.{}", grouped(tenths / 10), tenths % 10)
}

/// Milliseconds with as many digits as matter: `0.042`, `3.17`, `112.4`, `2,310`.
pub(crate) fn ms(number: f64) -> String {
    match number {
        n if n < 10.0 => format!("{n:.3}"),
        n if n < 100.0 => format!("{n:.2}"),
        n if n < 1000.0 => format!("{n:.1}"),
        n => grouped(n.round() as u64),
    }
}

/// Bytes with a binary unit: `1.2 MiB`.
pub(crate) fn bytes(number: f64) -> String {
    let units = ["B", "KiB", "MiB", "GiB", "TiB"];
    let mut value = number;
    let mut unit = 0;
    while value >= 1024.0 && unit + 1 < units.len() {
        value /= 1024.0;
        unit += 1;
    }
    if unit == 0 {
        format!("{value:.0} B")
    } else {
        format!("{value:.1} {}", units[unit])
    }
}

/// A share as a percentage that never rounds a failure away: `99.0%`, `99.999%`.
pub(crate) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    for digits in 1..6 {
        let shown = format!("{percent:.digits$}");
        if shown.parse() == Ok(percent)
            || (shown != format!("{:.digits$}", 100.0) && shown != format!("{:.digits$}", 0.0))
        {
            return format!("{shown}%");
        }
    }
    format!("{percent:.6}%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_thousands() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(15_247), "15,247");
        assert_eq!(grouped(1_000_000), "1,000,000");
        assert_eq!(rate(1523.94), "1,523.9");
    }

    #[test]
    fn a_single_failure_shows() {
        assert_eq!(percent(1.0), "100.0%");
        assert_eq!(percent(0.0), "0.0%");
        assert_eq!(percent(0.99048), "99.0%");
        assert_eq!(percent(99_999.0 / 100_000.0), "99.999%");
    }

    #[test]
    fn sizes_and_times() {
        assert_eq!(bytes(512.0), "512 B");
        assert_eq!(bytes(1536.0), "1.5 KiB");
        assert_eq!(ms(0.0421), "0.042");
        assert_eq!(ms(2310.4), "2,310");
    }
}
