//! What the name of a migration file says.

use crate::migrate::Version;

/// Which way a file goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// `.up.sql`, or a plain `.sql` (which may carry both ways in sections).
    Up,
    /// `.down.sql`
    Down,
}

/// `<version>_<name>[.up|.down].sql`, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FileName {
    pub(super) version: Version,
    pub(super) name: String,
    pub(super) direction: Direction,
}

/// Reads a file name; `None` is a file that is none of ours.
pub(super) fn parse(file_name: &str) -> Option<FileName> {
    let stem = file_name.strip_suffix(".sql")?;
    let (stem, direction) = match stem.strip_suffix(".down") {
        Some(stem) => (stem, Direction::Down),
        None => (stem.strip_suffix(".up").unwrap_or(stem), Direction::Up),
    };
    let digits = stem.bytes().take_while(u8::is_ascii_digit).count();
    let (version, rest) = stem.split_at(digits);
    let version = Version::new(version);
    version.number()?;
    let name = match rest.strip_prefix(['_', '-']) {
        Some(name) => name,
        None if rest.is_empty() => "",
        None => return None,
    };
    Some(FileName {
        version,
        name: name.to_owned(),
        direction,
    })
}

/// Whether a file that [`parse`] does not know is meant to be a migration all the same.
pub(super) fn looks_like_one(file_name: &str) -> bool {
    file_name.ends_with(".up.sql")
        || file_name.ends_with(".down.sql")
        || file_name.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{Direction, looks_like_one, parse};

    #[test]
    fn reads_all_layouts() {
        for (text, version, name, direction) in [
            (
                "20260101000000_create_books.up.sql",
                "20260101000000",
                "create_books",
                Direction::Up,
            ),
            (
                "20260101000000_create_books.down.sql",
                "20260101000000",
                "create_books",
                Direction::Down,
            ),
            ("0001_a.sql", "0001", "a", Direction::Up),
            ("1.sql", "1", "", Direction::Up),
            ("001-a.sql", "001", "a", Direction::Up),
        ] {
            let parsed = parse(text).expect(text);
            assert_eq!(parsed.version.as_str(), version);
            assert_eq!(parsed.name, name);
            assert_eq!(parsed.direction, direction);
        }
    }

    #[test]
    fn leaves_other_files_alone() {
        for text in [
            "schema.sql",
            "1_a.txt",
            "README.md",
            "1a.sql",
            ".sql",
            "_a.sql",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn tells_a_slip_from_another_file() {
        for text in ["add_users.up.sql", "1a.sql", "99999999999999999999_a.sql"] {
            assert!(parse(text).is_none() && looks_like_one(text), "{text}");
        }
        for text in ["schema.sql", "seed_rollback.sql"] {
            assert!(!looks_like_one(text), "{text}");
        }
    }
}
