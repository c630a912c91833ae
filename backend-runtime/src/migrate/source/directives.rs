//! What the comment lines at the start of a script ask for.

use std::time::Duration;

/// The directives of a script.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Directives {
    /// `-- no-transaction`
    pub(crate) no_transaction: bool,
    /// `-- lock-timeout: 5s`
    pub(crate) lock_timeout: Option<Duration>,
    /// `-- statement-timeout: 30s`
    pub(crate) statement_timeout: Option<Duration>,
}

/// A directive that cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BadDirective {
    /// Its line within the script, from 0.
    pub(super) line: usize,
    pub(super) text: String,
}

/// Reads the comment lines before the first statement.
pub(super) fn parse(sql: &str) -> Result<Directives, BadDirective> {
    let mut directives = Directives::default();
    for (index, line) in sql.lines().enumerate() {
        let line = line.trim();
        let Some(comment) = line.strip_prefix("--") else {
            if line.is_empty() {
                continue;
            }
            break;
        };
        let comment = comment.trim();
        let bad = || BadDirective {
            line: index,
            text: comment.to_owned(),
        };
        if comment.starts_with("no-transaction") {
            directives.no_transaction = true;
        } else if let Some(value) = comment.strip_prefix("lock-timeout:") {
            directives.lock_timeout = Some(parse_duration(value).ok_or_else(bad)?);
        } else if let Some(value) = comment.strip_prefix("statement-timeout:") {
            directives.statement_timeout = Some(parse_duration(value).ok_or_else(bad)?);
        }
    }
    Ok(directives)
}

/// Reads `500ms`, `5s`, `2min`, `2m`, `1h`; a bare number is milliseconds, as in PostgreSQL.
#[must_use]
pub fn parse_duration(text: &str) -> Option<Duration> {
    let text = text.trim();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().ok()?;
    let milliseconds = match unit.trim() {
        "" | "ms" => 1,
        "s" => 1_000,
        "min" | "m" => 60_000,
        "h" => 3_600_000,
        _ => return None,
    };
    number.checked_mul(milliseconds).map(Duration::from_millis)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{parse, parse_duration};

    #[test]
    fn reads_the_lines_before_the_first_statement() {
        let directives =
            parse("-- no-transaction\n\n-- a remark\n-- lock-timeout: 5s\nselect 1;\n-- statement-timeout: 1s\n")
                .expect("directives");
        assert!(directives.no_transaction);
        assert_eq!(directives.lock_timeout, Some(Duration::from_secs(5)));
        assert_eq!(directives.statement_timeout, None);
    }

    #[test]
    fn bad_duration_is_located() {
        assert_eq!(
            parse("-- x\n-- lock-timeout: soon\n")
                .expect_err("bad")
                .line,
            1
        );
    }

    #[test]
    fn durations_have_units() {
        assert_eq!(parse_duration("250"), Some(Duration::from_millis(250)));
        assert_eq!(parse_duration(" 2 min "), Some(Duration::from_secs(120)));
        assert_eq!(parse_duration("1 day"), None);
        assert_eq!(parse_duration("s"), None);
    }
}
