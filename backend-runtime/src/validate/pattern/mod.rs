//! `pattern`: regular expressions with the meaning of ECMA-262 (with the `u` flag, where they parse with it, and Annex B's
//! syntax otherwise), compiled once.
//!
//! `parse` reads the source to a tree. From it, in this order: `scan` makes a byte scanner of simple sequences,
//! `linear` rewrites what means the same for the linear-time `regex` crate, `backtrack` runs the rest (lookaround,
//! backreferences) under a limit of steps.

mod backtrack;
mod linear;
mod parse;
mod scan;

use std::fmt;
use std::sync::OnceLock;

/// A pattern of the table. Compiled when it is first asked.
pub struct Pattern {
    source: &'static str,
    engine: OnceLock<Engine>,
}

/// What a pattern says about a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    /// It matches somewhere.
    Yes,
    /// It does not.
    No,
    /// Given up after too many steps.
    Limit,
}

/// A pattern that is no regular expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PatternError(pub String);

/// How a pattern is run.
enum Engine {
    Scan(scan::Scanner),
    Linear(regex::Regex),
    Backtrack(backtrack::Program),
    /// A source that is no regular expression restricts nothing; the derive refuses such.
    Broken,
}

impl Engine {
    fn of(source: &str) -> Self {
        let Ok(tree) = tree(source) else {
            return Engine::Broken;
        };
        if let Some(scanner) = scan::Scanner::of(&tree.root) {
            return Engine::Scan(scanner);
        }
        match linear::compile(&tree) {
            Some(regex) => Engine::Linear(regex),
            None => Engine::Backtrack(backtrack::Program::new(tree)),
        }
    }
}

/// The tree of a source, which the full grammar has to accept first.
fn tree(source: &str) -> Result<parse::Tree, String> {
    let strict = backend_formats::unicode_pattern(source)?;
    parse::parse(&strict)
}

impl Pattern {
    /// A pattern with this source.
    pub const fn new(source: &'static str) -> Self {
        Pattern {
            source,
            engine: OnceLock::new(),
        }
    }

    /// The source as the document has it.
    pub const fn source(&self) -> &'static str {
        self.source
    }

    /// Whether the source is a regular expression.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(source: &str) -> Result<(), PatternError> {
        tree(source).map(|_| ()).map_err(PatternError)
    }

    /// Whether the pattern matches somewhere in `text`.
    #[inline]
    pub fn matches(&self, text: &str) -> bool {
        self.find(text) == Match::Yes
    }

    #[inline]
    fn engine(&self) -> &Engine {
        self.engine.get_or_init(|| Engine::of(self.source))
    }

    /// Whether it never is given up.
    #[inline]
    pub(crate) fn is_decided(&self) -> bool {
        !matches!(self.engine(), Engine::Backtrack(_))
    }

    /// The same, and whether it was given up.
    pub fn find(&self, text: &str) -> Match {
        let yes = match self.engine() {
            Engine::Scan(scanner) => scanner.matches(text.as_bytes()),
            Engine::Linear(regex) => regex.is_match(text),
            Engine::Backtrack(program) => return program.find(text),
            Engine::Broken => true,
        };
        if yes { Match::Yes } else { Match::No }
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Pattern({:?})", self.source)
    }
}

/// Where the pattern of a keyword is.
#[derive(Clone, Copy)]
pub enum PatternRef {
    /// In a static of generated code. A function, because constants cannot refer to statics that change.
    Lazy(fn() -> &'static Pattern),
    /// In a table made at run time.
    At(&'static Pattern),
}

impl PatternRef {
    /// The pattern itself.
    pub fn get(&self) -> &'static Pattern {
        match self {
            PatternRef::Lazy(pattern) => pattern(),
            PatternRef::At(pattern) => pattern,
        }
    }
}

impl fmt::Debug for PatternRef {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn engine(source: &str) -> &'static str {
        match Engine::of(source) {
            Engine::Scan(_) => "scan",
            Engine::Linear(_) => "linear",
            Engine::Backtrack(_) => "backtrack",
            Engine::Broken => "broken",
        }
    }

    fn find(source: &str, text: &str) -> Match {
        Pattern::new(source.to_owned().leak()).find(text)
    }

    #[test]
    fn the_simplest_engine_that_means_the_same_is_chosen() {
        for (source, expected) in [
            ("^[0-9]{5}(-[0-9]{4})?$", "scan"),
            ("^[a-z][a-z0-9_]*$", "scan"),
            ("^a*a$", "linear"),
            ("foo", "linear"),
            (r"^\d+\.\d+$", "scan"),
            (r"^\p{L}+$", "linear"),
            ("^(?!x).*$", "backtrack"),
            (r"(a)\1", "backtrack"),
            ("(", "broken"),
            (r"\a", "broken"),
        ] {
            assert_eq!(engine(source), expected, "{source}");
        }
    }

    #[test]
    fn the_meaning_is_that_of_ecma_262() {
        for (source, text, expected) in [
            (r"^\d$", "٣", false),
            (r"^\w$", "é", false),
            (r"^\s$", "\u{feff}", true),
            (r"^\s$", "\u{85}", false),
            (r"^\S$", "\u{85}", true),
            ("^a$", "a\n", false),
            ("^.$", "\u{2028}", false),
            ("^.$", "😀", true),
            (r"^\u{1f600}$", "😀", true),
            (r"^\ud83d\ude00$", "😀", true),
            (r"^[\w-]+$", "a-b", true),
            (r"^[^\d]$", "x", true),
            (r"^\cC$", "\u{3}", true),
            (r"^\t$", "\t", true),
            (r"^[[]$", "[", true),
            (r"^a{2,3}$", "aaaa", false),
            (r"\bfoo\b", "a foo b", true),
            (r"^(?:ab|cd)+$", "abcd", true),
            (r"^[0-9]{5}(-[0-9]{4})?$", "12345-6789", true),
            (r"^[0-9]{5}(-[0-9]{4})?$", "12345-678", false),
            (r"^[]$", "", false),
            (r"^[^]$", "\n", true),
            (r"^(?=.*\d)(?=.*[a-z]).{4,8}$", "abc1", true),
            (r"^(?=.*\d)(?=.*[a-z]).{4,8}$", "abcd", false),
            (r"^(?<q>['x]).*\k<q>$", "'a'", true),
            (r"(?<=a)b", "ab", true),
            (r"(?<!a)b", "ab", false),
            (r"^(a)?\1b$", "b", true),
            (r"^\p{Letter}+$", "Straße", true),
            (r"^\P{Lu}$", "A", false),
            (r"^[a-z\:]+$", "a:", true),
            (r"^[a-z\:]+$", "a;", false),
            (r"^[\w-.]+$", "a-.", true),
            (r"^{\d{2}}$", "{12}", true),
            (r"^{\d{2}}$", "12", false),
        ] {
            assert_eq!(
                find(source, text) == Match::Yes,
                expected,
                "{source} on {text:?}"
            );
        }
    }

    #[test]
    fn catastrophic_patterns_are_given_up() {
        assert_eq!(find(r"^(?=(a+)+$)\1x", &"a".repeat(40)), Match::No);
        assert_eq!(
            find(r"^(?!x)(a+)+$", &format!("{}b", "a".repeat(60))),
            Match::Limit
        );
        assert_eq!(find(r"^(?!x)(?:a|b)*$", &"ab".repeat(20_000)), Match::Yes);
    }
}
