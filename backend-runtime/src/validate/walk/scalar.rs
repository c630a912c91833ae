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

    pub(super) fn string(
        &mut self,
        keyword: &'static Keyword,
        text: &str,
        at: &Pointer<'_>,
    ) -> bool {
        let (code, actual) = match keyword {
            Keyword::MinLength(limit) => {
                if check::length_of(text, *limit, u64::MAX) {
                    return true;
                }
                (Code::MIN_LENGTH, text.chars().count() as u64)
            }
            Keyword::MaxLength(limit) => {
                if check::length_of(text, 0, *limit) {
                    return true;
                }
                (Code::MAX_LENGTH, text.chars().count() as u64)
            }
            Keyword::Pattern(pattern) => match pattern.get().find(text) {
                Match::Yes => return true,
                Match::No => (Code::PATTERN, 0),
                Match::Limit => (Code::PATTERN_LIMIT, 0),
            },
            _ => return true,
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
        let code = match view {
            View::Number(number) if !format.accepts_number(&number) => Code::RANGE,
            View::Str(text) if !format.accepts(text) => Code::FORMAT,
            View::Text(text) if !format.accepts(&text.written()) => Code::FORMAT,
            _ => return true,
        };
        self.broken(code, keyword, 0, at)
    }
}

fn is_within(range: NumberRange, number: &Number) -> bool {
    range.bounds().is_none_or(|(least, greatest)| {
        number.compare(&least).is_ge() && number.compare(&greatest).is_le()
    })
}
