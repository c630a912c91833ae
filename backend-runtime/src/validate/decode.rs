//! From bytes to a validated value.

use super::raw::{self, Raw, SyntaxError};
use super::strict::{Doubt, Strict};
use super::{Code, Context, Pointer, Validate, Violation, Violations, walk};
use serde::de::DeserializeOwned;
use std::any::Any;

/// What a body may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How deep arrays and objects may be nested.
    pub depth: usize,
    /// How many violations are listed.
    pub violations: usize,
}

/// What `serde_json` refuses by itself, so that the fast path needs no count of its own.
const SERDE_DEPTH: usize = 127;

impl Default for Limits {
    fn default() -> Self {
        Limits {
            depth: SERDE_DEPTH,
            violations: 100,
        }
    }
}

/// Why bytes are no valid value.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum DecodeError {
    /// The bytes are no JSON, not UTF-8, or nested too deep.
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// The JSON is not valid for the type: everything that is wrong with it.
    #[error("{0}")]
    Violations(Violations),
}

impl DecodeError {
    /// The error as a list of violations: one without field for text that is no JSON.
    pub fn into_violations(self) -> Violations {
        let violation = match self {
            DecodeError::Violations(violations) => return violations,
            DecodeError::Syntax(error) => {
                let violation = match &error {
                    SyntaxError::Syntax { line, column, .. } => Violation::new("", Code::JSON)
                        .with("line", *line as u64)
                        .with("column", *column as u64),
                    SyntaxError::TooDeep { limit, .. } => {
                        Violation::new("", Code::TOO_DEEP).with("limit", *limit as u64)
                    }
                    SyntaxError::Utf8 { offset } => {
                        Violation::new("", Code::UTF8).with("offset", *offset as u64)
                    }
                };
                violation.with_message(error.to_string())
            }
        };
        let mut violations = Violations::new();
        violations.push(violation);
        violations
    }
}

/// Reads JSON as a valid `T`.
///
/// The fast path is serde's parse and [`Validate::is_valid`]. Only after a failure, and where serde may have read something
/// else than the schema says (what it buffers for `untagged`, `tag` and `flatten`, names that a map repeats), the text is
/// read again as a raw tree, and every violation is reported; when there is none (`1.0` for an integer), the value is
/// read from the tree.
///
/// # Errors
/// [`DecodeError::Syntax`] for text that is no JSON, [`DecodeError::Violations`] with all violations otherwise.
pub fn json<T: DeserializeOwned + Validate>(
    bytes: &[u8],
    limits: &Limits,
) -> Result<T, DecodeError> {
    let doubt = Doubt::default();
    let Ok(value) = typed::<T>(bytes, &doubt) else {
        return slow(bytes, limits, None);
    };
    let shallow = limits.depth >= SERDE_DEPTH || depth(bytes) <= limits.depth;
    if shallow && value.is_valid() && !doubt.is_raised() {
        return Ok(value);
    }
    slow(bytes, limits, Some(value))
}

/// serde's parse, structs from objects only.
fn typed<T: DeserializeOwned>(bytes: &[u8], doubt: &Doubt) -> serde_json::Result<T> {
    let mut from = serde_json::Deserializer::from_slice(bytes);
    let value = T::deserialize(Strict(&mut from, doubt))?;
    from.end()?;
    Ok(value)
}

/// The same with a context for `custom_with` rules, which run once everything else holds.
///
/// # Errors
/// As [`json`].
pub fn json_with<T: DeserializeOwned + Validate, C: Any>(
    bytes: &[u8],
    limits: &Limits,
    context: &C,
) -> Result<T, DecodeError> {
    let value = json::<T>(bytes, limits)?;
    let mut violations = Violations::with_limit(limits.violations);
    value.rules(Context::of(context), &Pointer::Root, &mut violations);
    if violations.is_empty() {
        Ok(value)
    } else {
        Err(DecodeError::Violations(violations))
    }
}

#[cold]
fn slow<T: DeserializeOwned + Validate>(
    bytes: &[u8],
    limits: &Limits,
    typed: Option<T>,
) -> Result<T, DecodeError> {
    let tree = raw::parse(bytes, limits.depth)?;
    finish(&tree, limits, typed).map_err(DecodeError::Violations)
}

/// Reads a raw tree as a valid `T`: what request parameters do after their fast path has failed.
///
/// # Errors
/// All violations.
pub fn tree<T: DeserializeOwned + Validate>(
    tree: &Raw<'_>,
    limits: &Limits,
) -> Result<T, Violations> {
    finish(tree, limits, None)
}

fn finish<T: DeserializeOwned + Validate>(
    tree: &Raw<'_>,
    limits: &Limits,
    typed: Option<T>,
) -> Result<T, Violations> {
    let mut violations = Violations::with_limit(limits.violations);
    walk(T::schema(), tree.view(), &Pointer::Root, &mut violations);
    let value = match typed {
        Some(value) => Ok(value),
        None => T::deserialize(tree),
    };
    match value {
        Ok(value) => {
            value.rules(Context::NONE, &Pointer::Root, &mut violations);
            if violations.is_empty() {
                Ok(value)
            } else {
                Err(violations)
            }
        }
        Err(_) => {
            if violations.is_empty() {
                // A hand-written `Deserialize` wants more than its schema says. Its own words may quote the value.
                violations.push(
                    Violation::new("", Code::TYPE)
                        .with_message("cannot be read as the type asked for"),
                );
            }
            Err(violations)
        }
    }
}

/// How deep the text nests, without building anything.
fn depth(bytes: &[u8]) -> usize {
    let (mut depth, mut deepest, mut quoted, mut index) = (0_usize, 0, false, 0);
    while index < bytes.len() {
        match bytes[index] {
            b'\\' if quoted => index += 1,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        index += 1;
    }
    deepest
}
