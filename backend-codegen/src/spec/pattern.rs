//! Regular expressions of documents (JSON Schema Validation §6.3.3: those of ECMA-262), as far as every target can run them.

/// The longest that is kept, in bytes.
const LONGEST: usize = 10_000;

/// How deep groups may nest: parsers of regular expressions recurse.
const DEEPEST: usize = 100;

/// Whether a pattern is a regular expression that services enforce.
///
/// # Errors
/// What is wrong with it.
pub fn check_pattern(source: &str) -> Result<(), String> {
    if source.len() > LONGEST {
        return Err(format!("longer than {LONGEST} bytes"));
    }
    if depth(source) > DEEPEST {
        return Err(format!("nested deeper than {DEEPEST} groups"));
    }
    backend_formats::unicode_pattern(source).map(drop)
}

/// How many groups are open at most; an upper limit, because brackets in classes and quantifiers count as well.
fn depth(source: &str) -> usize {
    let (mut open, mut deepest) = (0usize, 0);
    let mut rest = source.chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' => drop(rest.next()),
            '(' | '[' => open += 1,
            ')' | ']' => open = open.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(open);
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_regular_expression_is_told() {
        for source in [
            "^[a-z]+$",
            r"^\p{L}\d{2,}$",
            "(?=a)(?<!b)c",
            "[(((]",
            "",
            r"^[\w\-\:]{",
        ] {
            assert_eq!(check_pattern(source), Ok(()), "{source}");
        }
        for source in ["(", "(?i)a", r"\A", "[z-a]", "a{2,1}", "*"] {
            assert!(check_pattern(source).is_err(), "{source}");
        }
    }

    #[test]
    fn length_and_depth_are_bounded() {
        let nested = |depth: usize| format!("{}a{}", "(".repeat(depth), ")".repeat(depth));
        assert_eq!(check_pattern(&nested(100)), Ok(()));
        assert!(check_pattern(&nested(101)).is_err());
        assert!(check_pattern(&"(".repeat(1_000_000)).is_err());
        assert!(check_pattern(&"(".repeat(9_999)).is_err());
        assert!(check_pattern(&"a".repeat(10_001)).is_err());
    }
}
