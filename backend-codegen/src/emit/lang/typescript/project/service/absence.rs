//! Values that may not be there, on their way from a request to a row.

use crate::{emit::lang::typescript::Expr, ir::Field};

/// What a member may be instead of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Absence {
    pub(super) null: bool,
    pub(super) undefined: bool,
}

impl Absence {
    /// Of a field, where defaults are filled in or not.
    pub(super) fn of(field: &Field, fills_defaults: bool) -> Self {
        let is_filled = fills_defaults && field.schema.meta.default.is_some();
        Self {
            null: field.schema.nullable,
            undefined: !field.required && !is_filled,
        }
    }

    /// Whether all of it may stand where the other one is wanted.
    pub(super) fn is_within(self, other: Self) -> bool {
        (!self.null || other.null) && (!self.undefined || other.undefined)
    }
}

/// How a value becomes one of another type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Conversion {
    /// It is one.
    Same,
    /// By a function.
    Function(String),
    /// Each of an array.
    Each(Box<Conversion>),
    /// Each value of a map.
    Values(Box<Conversion>),
    /// When it is not `null`.
    Given(Box<Conversion>),
}

impl Conversion {
    /// Of an array of such values.
    pub(super) fn each(self) -> Self {
        self.around(Self::Each)
    }

    /// Of a map of such values.
    pub(super) fn values(self) -> Self {
        self.around(Self::Values)
    }

    /// Of a value that may be `null`.
    pub(super) fn given(self) -> Self {
        self.around(Self::Given)
    }

    fn around(self, outer: impl Fn(Box<Self>) -> Self) -> Self {
        match self {
            Self::Same => Self::Same,
            inner => outer(Box::new(inner)),
        }
    }

    fn apply(&self, value: &str) -> String {
        match self {
            Self::Same => value.to_owned(),
            Self::Function(name) => format!("{name}({value})"),
            Self::Each(inner) => format!("{value}.map({})", inner.callable()),
            Self::Values(inner) => {
                let pair = format!("([key, one]) => [key, {}]", inner.apply("one"));
                format!("Object.fromEntries(Object.entries({value}).map({pair}))")
            }
            Self::Given(inner) => format!("{value} === null ? null : {}", inner.apply(value)),
        }
    }

    fn callable(&self) -> String {
        match self {
            Self::Function(name) => name.clone(),
            Self::Given(_) => format!("(one) => ({})", self.apply("one")),
            Self::Same | Self::Each(_) | Self::Values(_) => {
                format!("(one) => {}", self.apply("one"))
            }
        }
    }
}

/// A value where another kind of absence is wanted than is given: `fallback` stands for what may not be there.
pub(super) fn settled(
    value: &str,
    conversion: &Conversion,
    (given, wanted): (Absence, Absence),
    fallback: Expr,
) -> Expr {
    let is_within = given.is_within(wanted);
    if *conversion == Conversion::Same {
        let fallback = fallback.flat().filter(|_| !is_within);
        return Expr::text(match fallback {
            Some(fallback) => format!("{value} ?? {fallback}"),
            None => value.to_owned(),
        });
    }
    let (test, none) = match (given.null, given.undefined) {
        (false, false) => return Expr::text(conversion.apply(value)),
        (true, false) => (format!("{value} === null"), "null"),
        (false, true) => (format!("{value} === undefined"), "undefined"),
        (true, true) => (format!("{value} == null"), value),
    };
    let none = if is_within {
        Expr::text(none)
    } else {
        fallback
    };
    let converted = Expr::text(conversion.apply(value));
    Expr::Conditional(test, Box::new(none), Box::new(converted))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALWAYS: Absence = Absence {
        null: false,
        undefined: false,
    };
    const OPTIONAL: Absence = Absence {
        null: false,
        undefined: true,
    };
    const NULLABLE: Absence = Absence {
        null: true,
        undefined: false,
    };

    fn text(conversion: &Conversion, given: Absence, wanted: Absence, fallback: &str) -> String {
        let made = settled("it", conversion, (given, wanted), Expr::text(fallback));
        made.flat().unwrap_or_default()
    }

    #[test]
    fn absent_values_become_what_is_wanted() {
        let same = Conversion::Same;
        assert_eq!(text(&same, ALWAYS, NULLABLE, "null"), "it");
        assert_eq!(text(&same, OPTIONAL, NULLABLE, "null"), "it ?? null");
        assert_eq!(
            text(&same, NULLABLE, OPTIONAL, "undefined"),
            "it ?? undefined"
        );
        let made = Conversion::Function("made".to_owned());
        assert_eq!(text(&made, ALWAYS, ALWAYS, "[]"), "made(it)");
        assert_eq!(
            text(&made, OPTIONAL, NULLABLE, "null"),
            "it === undefined ? null : made(it)"
        );
    }

    #[test]
    fn parts_are_converted_one_by_one() {
        let each = Conversion::Function("made".to_owned()).given().each();
        assert_eq!(
            text(&each, ALWAYS, ALWAYS, "[]"),
            "it.map((one) => (one === null ? null : made(one)))"
        );
        assert_eq!(Conversion::Same.each(), Conversion::Same);
        let values = Conversion::Function("made".to_owned()).values();
        assert_eq!(
            text(&values, ALWAYS, ALWAYS, "[]"),
            "Object.fromEntries(Object.entries(it).map(([key, one]) => [key, made(one)]))"
        );
    }
}
