//! Whether a text matches a pattern, where that is found out in little time whatever the two are.

use super::unicode_pattern;

/// The longest text that is tried, in bytes.
const LONGEST: usize = 200;

/// The repeats without an end that a pattern may have: a text may be parted among them in every way.
const REPEATS: usize = 2;

/// Whether a text matches; `None` where finding out might take long, or the source is no pattern.
///
/// For what is made from a document before anything runs: its defaults. Services have an engine with a limit of steps.
pub fn matches_soon(source: &str, text: &str) -> Option<bool> {
    if text.len() > LONGEST || !is_soon(source) {
        return None;
    }
    let pattern = regress::Regex::with_flags(&unicode_pattern(source).ok()?, "u").ok()?;
    Some(pattern.find(text).is_some())
}

/// No repeated groups, and few repeats.
fn is_soon(source: &str) -> bool {
    let (mut repeats, mut before, mut inside) = (0, ' ', false);
    let mut rest = source.chars();
    while let Some(one) = rest.next() {
        match one {
            '\\' => drop(rest.next()),
            '[' => inside = true,
            ']' => inside = false,
            '*' | '+' | '{' if !inside && before == ')' => return false,
            '*' | '+' | '{' if !inside => repeats += 1,
            _ => {}
        }
        before = if inside { ' ' } else { one };
    }
    repeats <= REPEATS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_found_out_soon_is_told() {
        assert_eq!(matches_soon("^[a-z]+$", "abc"), Some(true));
        assert_eq!(matches_soon("^[a-z]+$", "abc1"), Some(false));
        assert_eq!(matches_soon(r"^[(+\)*]{2}-\d+$", "+)-1"), Some(true));
        assert_eq!(matches_soon("(", "("), None);
    }

    #[test]
    fn what_might_take_for_ever_is_left() {
        let text = format!("{}!", "a".repeat(60));
        for source in ["^(a+)+$", "^(a|aa)+$", "(a*)*$", "a*a*a*a*b", "(?:a+){9}$"] {
            assert_eq!(matches_soon(source, &text), None, "{source}");
        }
        assert_eq!(matches_soon("^a+$", &"a".repeat(1000)), None);
    }
}
