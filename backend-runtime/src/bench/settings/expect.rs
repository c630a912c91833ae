//! What an answer has to look like to count as a success.

use super::StatusSet;
use crate::bench::BenchError;

/// The conditions on an answer.
#[derive(Debug, Clone, Default)]
pub struct Expect {
    /// Status codes that are a success.
    pub status: StatusSet,
    /// What the body has to contain.
    pub body: Option<BodyPattern>,
}

/// Text or a regular expression that the body has to contain.
#[derive(Debug, Clone)]
pub enum BodyPattern {
    /// These bytes, anywhere.
    Text(String),
    /// A match, anywhere.
    Regex(regex::bytes::Regex),
}

impl BodyPattern {
    /// Reads `TEXT`, or a regular expression written as `/regex/` (or `/regex`).
    ///
    /// # Errors
    ///
    /// Usage, when the regular expression does not parse.
    pub fn parse(text: &str) -> Result<Self, BenchError> {
        let Some(pattern) = text.strip_prefix('/') else {
            return Ok(Self::Text(text.to_owned()));
        };
        let pattern = pattern.strip_suffix('/').unwrap_or(pattern);
        let regex = regex::bytes::Regex::new(pattern).map_err(|error| {
            let reason = error.to_string();
            let reason = reason.lines().last().unwrap_or_default().to_owned();
            BenchError::usage(
                format!("`--expect-body /{pattern}/` is not a regular expression: {reason}"),
                "mend the expression, or leave the leading `/` away to look for plain text",
            )
        })?;
        Ok(Self::Regex(regex))
    }

    /// Whether the body has it.
    pub fn is_in(&self, body: &[u8]) -> bool {
        match self {
            Self::Text(text) => {
                text.is_empty()
                    || body
                        .windows(text.len())
                        .any(|window| window == text.as_bytes())
            }
            Self::Regex(regex) => regex.is_match(body),
        }
    }
}
