use std::fmt;

/// A JSON number, kept as the document writes it so that `0.01` stays exact.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Number(String);

impl Number {
    /// Takes the text of a JSON number (RFC 8259 §6).
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The number's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The value, when it is a whole number that fits; `1.0` and `1e3` count as whole.
    pub fn as_i128(&self) -> Option<i128> {
        if let Ok(value) = self.0.parse() {
            return Some(value);
        }
        let value: f64 = self.0.parse().ok()?;
        (value.fract() == 0.0 && value.abs() < 1e30).then_some(value as i128)
    }

    /// The nearest double.
    pub fn as_f64(&self) -> Option<f64> {
        self.0.parse().ok()
    }
}

impl fmt::Display for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The numeric keywords (JSON Schema Validation §6.2), 3.0's boolean exclusives already converted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Bounds {
    /// `minimum`
    pub minimum: Option<Number>,
    /// `maximum`
    pub maximum: Option<Number>,
    /// `exclusiveMinimum`
    pub exclusive_minimum: Option<Number>,
    /// `exclusiveMaximum`
    pub exclusive_maximum: Option<Number>,
    /// `multipleOf`
    pub multiple_of: Option<Number>,
}

/// A `pattern`, in ECMA-262 syntax as the document has it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Pattern(pub String);
