//! Taking a value out of an answer.

use serde_json::Value;

/// Where a variable gets its value from.
#[derive(Debug, Clone)]
pub struct Extraction {
    /// The variable.
    pub variable: String,
    /// Where to look.
    pub from: Extractor,
}

/// Where to look for a value.
#[derive(Debug, Clone)]
pub enum Extractor {
    /// A JSON Pointer into the body (RFC 6901).
    Pointer(String),
    /// A header, by its name in lower case.
    Header(String),
    /// The first group of a regular expression over the body, or the whole match without a group.
    Regex(regex::bytes::Regex),
}

impl Extraction {
    /// The value, when the answer has it.
    pub fn find(&self, headers: &[(String, String)], body: &[u8]) -> Option<String> {
        match &self.from {
            Extractor::Pointer(pointer) => {
                let document: Value = serde_json::from_slice(body).ok()?;
                match document.pointer(pointer)? {
                    Value::String(text) => Some(text.clone()),
                    Value::Null => None,
                    other => Some(other.to_string()),
                }
            }
            Extractor::Header(name) => headers
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, value)| value.clone()),
            Extractor::Regex(regex) => {
                let found = regex.captures(body)?;
                let part = found.get(1).or_else(|| found.get(0))?;
                Some(String::from_utf8_lossy(part.as_bytes()).into_owned())
            }
        }
    }
}
