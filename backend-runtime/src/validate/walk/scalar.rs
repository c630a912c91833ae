//! Numbers, strings, formats.

use super::Walk;
use crate::schema::{Format, Keyword, Number, NumberRange};
use crate::validate::pattern::Match;
use crate::validate::{Code, Pointer, View, Violation, check};

impl Walk<'_> {
    pub(super) fn overflow(&mut self, at: &Pointer<'_>) -> bool {
        self.fail(|| {
            Violation::new(at.text(), Code::RANGE)
                .with("minimum", Number::Double(f64::MIN))
                .with("maximum", Number::Double(f64::MAX))
        })
    }

    pub(super) fn number(
        &mut self,
        keyword: &'static Keyword,
        number: &Number,
        at: &Pointer<'_>,
    ) -> bool {
        let (holds, code) = match keyword {
            Keyword::Minimum(limit) => (number.compare(limit).is_ge(), Code::MINIMUM),
            Keyword::Maximum(limit) => (number.compare(limit).is_le(), Code::MAXIMUM),
            Keyword::ExclusiveMinimum(limit) => {
                (number.compare(limit).is_gt(), Code::EXCLUSIVE_MINIMUM)
            }
            Keyword::ExclusiveMaximum(limit) => {
                (number.compare(limit).is_lt(), Code::EXCLUSIVE_MAXIMUM)
            }
            Keyword::MultipleOf(divisor) => (number.is_multiple_of(divisor), Code::MULTIPLE_OF),
            Keyword::Range(range) => (is_within(*range, number), Code::RANGE),
            _ => return true,
        };
        holds || self.broken(code, keyword, 0, at)
    }

    /// A keyword about texts, or about numbers and texts. Each string comes by here: a call costs more than the checks.
    #[inline(always)]
    pub(super) fn string(
        &mut self,
        keyword: &'static Keyword,
        text: &str,
        at: &Pointer<'_>,
    ) -> bool {
        let Some(code) = broken_by(keyword, text) else {
            return true;
        };
        let actual = match keyword {
            Keyword::MinLength(_) | Keyword::MaxLength(_) => text.chars().count() as u64,
            _ => 0,
        };
        self.broken(code, keyword, actual, at)
    }

    pub(super) fn format(
        &mut self,
        keyword: &'static Keyword,
        format: Format,
        view: View<'_>,
        at: &Pointer<'_>,
    ) -> bool {
        match view {
            View::Number(number) => {
                format.accepts_number(&number) || self.broken(Code::RANGE, keyword, 0, at)
            }
            View::Str(text) => self.string(keyword, text, at),
            View::Text(text) => self.string(keyword, &text.written(), at),
            _ => true,
        }
    }
}

/// The code of a keyword about texts that does not hold.
#[inline]
pub(super) fn broken_by(keyword: &'static Keyword, text: &str) -> Option<&'static str> {
    let (holds, code) = match keyword {
        Keyword::MinLength(limit) => (check::has_least(text, *limit), Code::MIN_LENGTH),
        Keyword::MaxLength(limit) => (check::has_most(text, *limit), Code::MAX_LENGTH),
        Keyword::Format(format) => (format.accepts(text), Code::FORMAT),
        Keyword::Pattern(pattern) => match pattern.get().find(text) {
            Match::Yes => return None,
            Match::No => (false, Code::PATTERN),
            Match::Limit => (false, Code::PATTERN_LIMIT),
        },
        _ => return None,
    };
    (!holds).then_some(code)
}

fn is_within(range: NumberRange, number: &Number) -> bool {
    range.bounds().is_none_or(|(least, greatest)| {
        number.compare(&least).is_ge() && number.compare(&greatest).is_le()
    })
}
