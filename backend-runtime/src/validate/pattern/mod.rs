//! `pattern`: regular expressions with the meaning of ECMA-262 (with the `u` flag), compiled once.

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
    Regress(Box<regress::Regex>),
    Broken,
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
        regress::Regex::with_flags(source, "u")
            .map(|_| ())
            .map_err(|error| PatternError(error.to_string()))
    }

    /// Whether the pattern matches somewhere in `text`.
    #[inline]
    pub fn matches(&self, text: &str) -> bool {
        self.find(text) == Match::Yes
    }

    /// The same, and whether it was given up.
    pub fn find(&self, text: &str) -> Match {
        let engine = self.engine.get_or_init(|| {
            regress::Regex::with_flags(self.source, "u")
                .map_or(Engine::Broken, |regex| Engine::Regress(Box::new(regex)))
        });
        match engine {
            Engine::Regress(regex) if regex.find(text).is_some() => Match::Yes,
            // A source that is no regular expression restricts nothing; the derive refuses such.
            Engine::Broken => Match::Yes,
            Engine::Regress(_) => Match::No,
        }
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
