//! The version of a migration: digits, compared as a number.

use std::{cmp::Ordering, fmt};

/// `20260101120000` or `0001`, as the file name spells it; or, for a file without a version, its name.
///
/// `1` and `0001` are the same version. Names without a version come after all versions.
#[derive(Debug, Clone, Eq)]
pub struct Version {
    text: String,
    number: Option<u64>,
}

impl Version {
    /// The version that `text` spells.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        Self {
            text: text.to_owned(),
            number: is_number.then(|| text.parse().ok()).flatten(),
        }
    }

    /// As the file name spells it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The number, unless it is the name of a file without a version.
    #[must_use]
    pub fn number(&self) -> Option<u64> {
        self.number
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.number, other.number) {
            (Some(ours), Some(theirs)) => ours.cmp(&theirs),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => self.text.cmp(&other.text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Version;

    #[test]
    fn versions_compare_as_numbers() {
        assert_eq!(Version::new("1"), Version::new("0001"));
        assert!(Version::new("9") < Version::new("10"));
        assert!(Version::new("20260101000000") < Version::new("seed"));
        assert!(Version::new("a") < Version::new("b"));
    }
}
