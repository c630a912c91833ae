//! Which status codes count as a success: `2xx|400|200-204`.

use crate::bench::BenchError;

/// A set of HTTP status codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusSet {
    ranges: Vec<(u16, u16)>,
}

impl Default for StatusSet {
    fn default() -> Self {
        Self {
            ranges: vec![(200, 299)],
        }
    }
}

impl StatusSet {
    /// Reads codes, classes and ranges separated by `|` or `,`.
    ///
    /// # Errors
    ///
    /// Usage, when a part is none of the three.
    pub fn parse(text: &str) -> Result<Self, BenchError> {
        let ranges = text.split(['|', ',']).map(str::trim).map(|part| {
            range(part).ok_or_else(|| {
                BenchError::usage(
                    format!("`--expect-status`: `{part}` is not a status, a class or a range"),
                    "write them like `2xx`, `404` or `200-204`, separated by `|`",
                )
            })
        });
        Ok(Self {
            ranges: ranges.collect::<Result<_, _>>()?,
        })
    }

    /// The set of exactly one class, such as 4 for 400 to 499.
    pub fn class(hundreds: u16) -> Self {
        Self {
            ranges: vec![(hundreds * 100, hundreds * 100 + 99)],
        }
    }

    /// Whether the code is in the set.
    pub fn contains(&self, status: u16) -> bool {
        self.ranges
            .iter()
            .any(|&(low, high)| (low..=high).contains(&status))
    }
}

fn range(part: &str) -> Option<(u16, u16)> {
    let code = |text: &str| {
        let value: u16 = text.parse().ok()?;
        (100..=999).contains(&value).then_some(value)
    };
    if let Some(class) = part.strip_suffix("xx").or_else(|| part.strip_suffix("XX")) {
        let hundreds: u16 = class.parse().ok()?;
        return (1..=9)
            .contains(&hundreds)
            .then_some((hundreds * 100, hundreds * 100 + 99));
    }
    if let Some((low, high)) = part.split_once('-') {
        let (low, high) = (code(low)?, code(high)?);
        return (low <= high).then_some((low, high));
    }
    code(part).map(|code| (code, code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_codes_classes_and_ranges() {
        let set = StatusSet::parse("2xx|400|500-502").unwrap();
        for code in [200, 299, 400, 500, 502] {
            assert!(set.contains(code), "{code}");
        }
        for code in [199, 300, 401, 503] {
            assert!(!set.contains(code), "{code}");
        }
    }

    #[test]
    fn refuses_what_is_no_status() {
        for text in ["", "ok", "20", "2x", "300-200", "2xx||3xx"] {
            assert!(StatusSet::parse(text).is_err(), "{text}");
        }
    }
}
