//! The English messages, one per code.

use super::{Code, Param, Violation};
use std::borrow::Cow;

fn text(violation: &Violation, name: &str) -> String {
    match violation.param(name) {
        None => "?".to_owned(),
        Some(Param::Number(number)) => number.to_string(),
        Some(Param::Text(text)) => text.to_owned(),
        Some(Param::Owned(text)) => text,
        Some(Param::Types(types)) => types.to_string(),
        Some(Param::Json(json)) => json.to_value().to_string(),
        Some(Param::Submitted(value)) => value.to_string(),
        Some(Param::Values(values)) => values
            .iter()
            .map(|value| value.to_value().to_string())
            .collect::<Vec<_>>()
            .join(", "),
        Some(Param::Names(names)) => names.join(", "),
    }
}

fn plural(violation: &Violation, name: &str, noun: &str) -> String {
    let count = text(violation, name);
    let ending = if count == "1" { "" } else { "s" };
    format!("{count} {noun}{ending}")
}

pub(super) fn render(violation: &Violation) -> Cow<'static, str> {
    let of = |name| text(violation, name);
    let many = |name, noun| plural(violation, name, noun);
    Cow::Owned(match violation.code {
        Code::TYPE => format!("must be of type {}", of("expected")),
        Code::MIN_LENGTH => format!(
            "must be at least {} long, has {}",
            many("limit", "character"),
            of("actual")
        ),
        Code::MAX_LENGTH => format!(
            "must be at most {} long, has {}",
            many("limit", "character"),
            of("actual")
        ),
        Code::PATTERN => format!("must match {}", of("pattern")),
        Code::PATTERN_LIMIT => format!("takes too long to match against {}", of("pattern")),
        Code::FORMAT => format!("must be a valid {}", of("format")),
        Code::MINIMUM => format!("must be at least {}", of("limit")),
        Code::MAXIMUM => format!("must be at most {}", of("limit")),
        Code::EXCLUSIVE_MINIMUM => format!("must be greater than {}", of("limit")),
        Code::EXCLUSIVE_MAXIMUM => format!("must be less than {}", of("limit")),
        Code::MULTIPLE_OF => format!("must be a multiple of {}", of("divisor")),
        Code::RANGE => format!(
            "must be a number from {} to {}",
            of("minimum"),
            of("maximum")
        ),
        Code::MIN_ITEMS => format!(
            "must have at least {}, has {}",
            many("limit", "item"),
            of("actual")
        ),
        Code::MAX_ITEMS => format!(
            "must have at most {}, has {}",
            many("limit", "item"),
            of("actual")
        ),
        Code::UNIQUE_ITEMS => format!(
            "must not repeat items, {} and {} are equal",
            of("first"),
            of("second")
        ),
        Code::CONTAINS => format!(
            "must have {} of the items asked for, has {}",
            of("allowed"),
            of("actual")
        ),
        Code::MIN_PROPERTIES => format!(
            "must have at least {}, has {}",
            many("limit", "member"),
            of("actual")
        ),
        Code::MAX_PROPERTIES => format!(
            "must have at most {}, has {}",
            many("limit", "member"),
            of("actual")
        ),
        Code::ENUM | Code::DISCRIMINATOR => format!("must be one of {}", of("allowed")),
        Code::CONST => format!("must be {}", of("allowed")),
        Code::ONE_OF => format!(
            "must be valid for exactly one alternative, is for {}",
            of("matching")
        ),
        Code::DEPENDENT_REQUIRED => format!("is required because {} is there", of("because")),
        Code::TOO_DEEP => format!("must not be nested deeper than {}", of("limit")),
        plain => return Cow::Borrowed(fixed(plain)),
    })
}

fn fixed(code: &str) -> &'static str {
    match code {
        Code::REQUIRED => "is required",
        Code::UNKNOWN_FIELD => "is not a known field",
        Code::PROPERTY_NAMES => "has a name that is not allowed",
        Code::NOT => "must not be of the excluded kind",
        Code::ANY_OF => "must be valid for at least one alternative",
        Code::NEVER => "is not allowed",
        Code::DUPLICATE_KEY => "must not occur more than once",
        Code::JSON => "must be JSON",
        Code::UTF8 => "must be UTF-8",
        Code::PERCENT_ENCODING => "has broken percent-encoding",
        Code::TOO_MANY => "there are more violations",
        _ => "is not valid",
    }
}
