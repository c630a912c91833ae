//! What is wrong with a value.

use super::{FieldPath, Pointer, message};
use crate::schema::{Json, Keyword, Number, NumberRange, TypeSet};
use serde::ser::{SerializeMap, SerializeStruct};
use serde::{Serialize, Serializer};
use std::borrow::Cow;

/// The stable names of the kinds of violations.
#[derive(Debug)]
pub enum Code {}

macro_rules! codes {
    ($($name:ident = $text:literal, $doc:literal;)*) => {
        impl Code {
            $(#[doc = $doc] pub const $name: &'static str = $text;)*

            /// All codes with what they say.
            pub const ALL: &'static [(&'static str, &'static str)] = &[$(($text, $doc)),*];
        }
    };
}

codes! {
    TYPE = "type", "The value has another JSON type than `expected`.";
    REQUIRED = "required", "The member is missing.";
    UNKNOWN_FIELD = "unknown_field", "The object is closed and does not declare this member.";
    MIN_LENGTH = "min_length", "The string has fewer than `limit` characters; it has `actual`.";
    MAX_LENGTH = "max_length", "The string has more than `limit` characters; it has `actual`.";
    PATTERN = "pattern", "The string does not match `pattern`.";
    PATTERN_LIMIT = "pattern_limit", "Matching `pattern` took too many steps and was given up.";
    FORMAT = "format", "The string is no `format`.";
    MINIMUM = "minimum", "The number is less than `limit`.";
    MAXIMUM = "maximum", "The number is greater than `limit`.";
    EXCLUSIVE_MINIMUM = "exclusive_minimum", "The number is not greater than `limit`.";
    EXCLUSIVE_MAXIMUM = "exclusive_maximum", "The number is not less than `limit`.";
    MULTIPLE_OF = "multiple_of", "The number is no multiple of `divisor`.";
    RANGE = "range", "The number cannot be represented: it is outside of `minimum` to `maximum`.";
    MIN_ITEMS = "min_items", "The array has fewer than `limit` items; it has `actual`.";
    MAX_ITEMS = "max_items", "The array has more than `limit` items; it has `actual`.";
    UNIQUE_ITEMS = "unique_items", "The items at `first` and `second` are equal.";
    CONTAINS = "contains", "`actual` items are of the kind asked for, not between `minimum` and `maximum`.";
    MIN_PROPERTIES = "min_properties", "The object has fewer than `limit` members; it has `actual`.";
    MAX_PROPERTIES = "max_properties", "The object has more than `limit` members; it has `actual`.";
    PROPERTY_NAMES = "property_names", "The name of the member is not allowed.";
    ENUM = "enum", "The value is none of `allowed`.";
    CONST = "const", "The value is not `allowed`.";
    NOT = "not", "The value is of a kind that is excluded.";
    ONE_OF = "one_of", "The value is valid for `matching` of the alternatives, not for exactly one.";
    ANY_OF = "any_of", "The value is valid for none of the alternatives.";
    DISCRIMINATOR = "discriminator", "The member that selects the alternative is none of `allowed`.";
    DEPENDENT_REQUIRED = "dependent_required", "The member is missing although `because` is there.";
    NEVER = "never", "No value is allowed here.";
    DUPLICATE_KEY = "duplicate_key", "The member or parameter occurs more than once.";
    TOO_DEEP = "too_deep", "The value is nested deeper than `limit`.";
    JSON = "json", "The text is no JSON.";
    UTF8 = "utf8", "The text is not UTF-8.";
    PERCENT_ENCODING = "percent_encoding", "The percent-encoding is broken.";
    CUSTOM = "custom", "A rule of the service does not hold.";
    TOO_MANY = "too_many", "There are more violations, which are not listed.";
}

/// One parameter of a violation.
#[derive(Debug, Clone, PartialEq)]
pub enum Param {
    /// A number.
    Number(Number),
    /// A text of the schema.
    Text(&'static str),
    /// A text made for this violation.
    Owned(String),
    /// A value of the schema.
    Json(Json),
    /// A value that was submitted.
    Submitted(serde_json::Value),
    /// Values of the schema.
    Values(&'static [Json]),
    /// Texts of the schema.
    Names(Vec<&'static str>),
    /// JSON types.
    Types(TypeSet),
}

impl From<Number> for Param {
    fn from(number: Number) -> Self {
        Param::Number(number)
    }
}

impl From<u64> for Param {
    fn from(number: u64) -> Self {
        Param::Number(i64::try_from(number).map_or(Number::Uint(number), Number::Int))
    }
}

impl From<&'static str> for Param {
    fn from(text: &'static str) -> Self {
        Param::Text(text)
    }
}

impl From<String> for Param {
    fn from(text: String) -> Self {
        Param::Owned(text)
    }
}

impl Param {
    /// The parameter as JSON.
    pub fn to_value(&self) -> serde_json::Value {
        match self {
            Param::Number(number) => number.to_value(),
            Param::Text(text) => (*text).into(),
            Param::Owned(text) => text.as_str().into(),
            Param::Json(json) => json.to_value(),
            Param::Submitted(value) => value.clone(),
            Param::Values(values) => values.iter().map(Json::to_value).collect(),
            Param::Names(names) => names.iter().copied().collect(),
            Param::Types(types) => types.names().collect(),
        }
    }
}

/// One violation. It serializes as `{"field","code","message","params"}` and never holds the submitted value.
#[derive(Debug, Clone)]
pub struct Violation {
    /// JSON Pointer inside of the checked value; `""` is the value itself.
    pub field: FieldPath,
    /// One of [`Code`], or the code of a `custom` rule or a `code = "…"` attribute.
    pub code: &'static str,
    detail: Detail,
}

/// What else is known: mostly the keyword itself, so that a violation costs one allocation.
#[derive(Debug, Clone)]
enum Detail {
    None,
    /// A keyword of the table, and the length or count it was compared with.
    Keyword(&'static Keyword, u64),
    Own(Box<Own>),
}

#[derive(Debug, Clone, Default)]
struct Own {
    message: Option<Cow<'static, str>>,
    params: Vec<(&'static str, Param)>,
}

impl Violation {
    /// What a place in the list holds before it is filled.
    const NONE: Violation = Violation {
        field: FieldPath::ROOT,
        code: "",
        detail: Detail::None,
    };

    /// A violation without parameters.
    pub fn new(field: impl Into<FieldPath>, code: &'static str) -> Self {
        Violation {
            field: field.into(),
            code,
            detail: Detail::None,
        }
    }

    fn own(&mut self) -> &mut Own {
        if !matches!(self.detail, Detail::Own(_)) {
            let own = Own {
                message: None,
                params: self.params(),
            };
            self.detail = Detail::Own(Box::new(own));
        }
        match &mut self.detail {
            Detail::Own(own) => own,
            Detail::None | Detail::Keyword(..) => unreachable!("set above"),
        }
    }

    /// Adds a parameter.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Param>) -> Self {
        self.own().params.push((name, value.into()));
        self
    }

    /// Replaces the message.
    #[must_use]
    pub fn with_message(mut self, message: impl Into<Cow<'static, str>>) -> Self {
        self.own().message = Some(message.into());
        self
    }

    /// What is wrong, in English unless replaced. Lower case, no final full stop.
    pub fn message(&self) -> Cow<'_, str> {
        match &self.detail {
            Detail::Own(own) if own.message.is_some() => {
                own.message.as_deref().unwrap_or_default().into()
            }
            _ => message::render(self),
        }
    }

    /// The parameters with their names.
    pub fn params(&self) -> Vec<(&'static str, Param)> {
        match &self.detail {
            Detail::None => Vec::new(),
            Detail::Keyword(keyword, actual) => keyword_params(keyword, *actual),
            Detail::Own(own) => own.params.clone(),
        }
    }

    /// The parameter called `name`.
    pub fn param(&self, name: &str) -> Option<Param> {
        self.params()
            .into_iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    }
}

fn keyword_params(keyword: &'static Keyword, actual: u64) -> Vec<(&'static str, Param)> {
    match keyword {
        Keyword::MinLength(limit)
        | Keyword::MaxLength(limit)
        | Keyword::MinItems(limit)
        | Keyword::MaxItems(limit)
        | Keyword::MinProperties(limit)
        | Keyword::MaxProperties(limit) => {
            vec![("limit", (*limit).into()), ("actual", actual.into())]
        }
        Keyword::Minimum(limit)
        | Keyword::Maximum(limit)
        | Keyword::ExclusiveMinimum(limit)
        | Keyword::ExclusiveMaximum(limit) => vec![("limit", (*limit).into())],
        Keyword::MultipleOf(divisor) => vec![("divisor", (*divisor).into())],
        Keyword::Range(range) => range_params(*range),
        Keyword::Pattern(pattern) => vec![("pattern", pattern.get().source().into())],
        Keyword::Format(format) => match format.range() {
            Some(range) => range_params(range),
            None => vec![("format", format.name().into())],
        },
        Keyword::Enum(allowed) => vec![("allowed", Param::Values(allowed))],
        Keyword::Const(allowed) => vec![("allowed", Param::Json(**allowed))],
        Keyword::Type(types) => vec![("expected", Param::Types(*types))],
        _ => Vec::new(),
    }
}

fn range_params(range: NumberRange) -> Vec<(&'static str, Param)> {
    let (least, greatest) = range
        .bounds()
        .unwrap_or((Number::Double(f64::MIN), Number::Double(f64::MAX)));
    vec![("minimum", least.into()), ("maximum", greatest.into())]
}

impl PartialEq for Violation {
    fn eq(&self, other: &Self) -> bool {
        // Places differ most, and are compared without a call.
        if self.field != other.field || self.code != other.code {
            return false;
        }
        match (&self.detail, &other.detail) {
            (Detail::Keyword(a, _), Detail::Keyword(b, _)) if std::ptr::eq(*a, *b) => true,
            _ => self.params() == other.params() && self.message() == other.message(),
        }
    }
}

impl Serialize for Violation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Params<'a>(&'a Violation);
        impl Serialize for Params<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(None)?;
                for (name, value) in self.0.params() {
                    map.serialize_entry(name, &value.to_value())?;
                }
                map.end()
            }
        }
        let mut fields = serializer.serialize_struct("Violation", 4)?;
        fields.serialize_field("field", &self.field)?;
        fields.serialize_field("code", self.code)?;
        fields.serialize_field("message", &self.message())?;
        fields.serialize_field("params", &Params(self))?;
        fields.end()
    }
}

/// How many violations are listed unless [`Violations::with_limit`] says otherwise.
const DEFAULT_LIMIT: usize = 100;

/// All violations of a value, up to a limit. Equal ones are listed once.
#[derive(Debug, Clone, PartialEq)]
pub struct Violations {
    list: Vec<Violation>,
    limit: usize,
    more: bool,
}

impl Default for Violations {
    fn default() -> Self {
        Self::new()
    }
}

impl Violations {
    /// An empty list with room for 100.
    pub const fn new() -> Self {
        Self::with_limit(DEFAULT_LIMIT)
    }

    /// An empty list with room for `limit`; what comes after is counted as one violation `too_many`.
    pub const fn with_limit(limit: usize) -> Self {
        Violations {
            list: Vec::new(),
            limit,
            more: false,
        }
    }

    /// Adds a violation.
    pub fn push(&mut self, violation: Violation) {
        if self.has_room() {
            self.list.push(violation);
            self.forget_repeated();
        }
    }

    /// Adds what breaks a keyword; the place is written where it stays.
    #[inline]
    pub(crate) fn push_broken(
        &mut self,
        at: &Pointer<'_>,
        code: &'static str,
        keyword: &'static Keyword,
        actual: u64,
    ) {
        if !self.has_room() {
            return;
        }
        self.list.push(Violation::NONE);
        if let Some(last) = self.list.last_mut() {
            last.code = code;
            last.detail = Detail::Keyword(keyword, actual);
            at.write(&mut last.field);
        }
        self.forget_repeated();
    }

    /// Whether one more can be listed; the first that cannot is told as `too_many`.
    #[inline]
    fn has_room(&mut self) -> bool {
        if self.list.len() >= self.limit {
            self.give_up();
            return false;
        }
        if self.list.is_empty() {
            self.list.reserve_exact(4);
        }
        true
    }

    #[cold]
    fn give_up(&mut self) {
        if !self.more {
            self.more = true;
            self.list.push(Violation::new("", Code::TOO_MANY));
        }
    }

    /// Removes the last violation if it was listed before.
    #[inline]
    fn forget_repeated(&mut self) {
        if let Some((last, known)) = self.list.split_last() {
            let length = last.field.len();
            let same = |known: &Violation| known.field.len() == length && known == last;
            if known.iter().any(same) {
                self.list.pop();
            }
        }
    }

    /// Whether the list is full, so that looking further is of no use.
    pub fn is_full(&self) -> bool {
        self.more
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// The violations in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Violation> {
        self.list.iter()
    }

    /// The violations from the given one on.
    pub(crate) fn since(&mut self, from: usize) -> &mut [Violation] {
        self.list.get_mut(from..).unwrap_or_default()
    }

    /// The violations as a plain list.
    pub fn into_vec(self) -> Vec<Violation> {
        self.list
    }

    /// Adds to every violation what was submitted there, as the parameter `value`. Nothing tells it unless asked: it may
    /// be a secret.
    #[must_use]
    pub fn with_values(mut self, submitted: &serde_json::Value) -> Self {
        for violation in &mut self.list {
            if let Some(value) = submitted.pointer(&violation.field).cloned() {
                violation
                    .own()
                    .params
                    .push(("value", Param::Submitted(value)));
            }
        }
        self
    }

    /// Replaces messages: the hook for translations. `None` keeps the English text.
    pub fn translate(&mut self, translate: impl Fn(&Violation) -> Option<String>) {
        for violation in &mut self.list {
            if let Some(message) = translate(violation) {
                violation.own().message = Some(Cow::Owned(message));
            }
        }
    }
}

impl IntoIterator for Violations {
    type Item = Violation;
    type IntoIter = std::vec::IntoIter<Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl<'a> IntoIterator for &'a Violations {
    type Item = &'a Violation;
    type IntoIter = std::slice::Iter<'a, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

impl std::fmt::Display for Violations {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, violation) in self.iter().enumerate() {
            let separator = if index > 0 { "\n" } else { "" };
            let field = if violation.field.is_empty() {
                "(the value)"
            } else {
                &violation.field
            };
            write!(out, "{separator}{field}: {}", violation.message())?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}
