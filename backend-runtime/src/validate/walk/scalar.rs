//! Types, numbers, strings, formats.

use super::Walk;
use crate::schema::{Format, Keyword, Number, NumberRange, TypeSet};
use crate::validate::pattern::Match;
use crate::validate::{Code, Param, Pointer, View, Violation};

impl Walk<'_> {
    pub(super) fn types(&mut self, types: TypeSet, view: View<'_>, at: &Pointer<'_>) -> bool {
        let actual = view.types();
        if types.contains(actual) || (actual == TypeSet::INTEGER && types.contains(TypeSet::NUMBER))
        {
            return true;
        }
        self.fail(|| Violation::new(at.text(), Code::TYPE).with("expected", Param::Types(types)))
    }

    pub(super) fn overflow(&mut self, at: &Pointer<'_>) -> bool {
        self.out_of_range((Number::Double(f64::MIN), Number::Double(f64::MAX)), at)
    }

    fn out_of_range(&mut self, (least, greatest): (Number, Number), at: &Pointer<'_>) -> bool {
        self.fail(|| {
            Violation::new(at.text(), Code::RANGE)
                .with("minimum", least)
                .with("maximum", greatest)
        })
    }

    pub(super) fn number(
        &mut self,
        keyword: &'static Keyword,
        number: &Number,
        at: &Pointer<'_>,
    ) -> bool {
        let (holds, code, name, limit) = match keyword {
            Keyword::Minimum(limit) => {
                (number.compare(limit).is_ge(), Code::MINIMUM, "limit", limit)
            }
            Keyword::Maximum(limit) => {
                (number.compare(limit).is_le(), Code::MAXIMUM, "limit", limit)
            }
            Keyword::ExclusiveMinimum(limit) => (
                number.compare(limit).is_gt(),
                Code::EXCLUSIVE_MINIMUM,
                "limit",
                limit,
            ),
            Keyword::ExclusiveMaximum(limit) => (
                number.compare(limit).is_lt(),
                Code::EXCLUSIVE_MAXIMUM,
                "limit",
                limit,
            ),
            Keyword::MultipleOf(divisor) => (
                number.is_multiple_of(divisor),
                Code::MULTIPLE_OF,
                "divisor",
                divisor,
            ),
            Keyword::Range(range) => return self.range(*range, number, at),
            _ => return true,
        };
        holds || self.fail(|| Violation::new(at.text(), code).with(name, *limit))
    }

    fn range(&mut self, range: NumberRange, number: &Number, at: &Pointer<'_>) -> bool {
        let Some((least, greatest)) = range.bounds() else {
            return true;
        };
        let inside = number.compare(&least).is_ge() && number.compare(&greatest).is_le();
        inside || self.out_of_range((least, greatest), at)
    }

    pub(super) fn string(
        &mut self,
        keyword: &'static Keyword,
        text: &str,
        at: &Pointer<'_>,
    ) -> bool {
        match keyword {
            Keyword::MinLength(limit) => {
                let actual = text.chars().count() as u64;
                actual >= *limit || self.count(Code::MIN_LENGTH, *limit, actual, at)
            }
            Keyword::MaxLength(limit) => {
                let actual = text.chars().count() as u64;
                actual <= *limit || self.count(Code::MAX_LENGTH, *limit, actual, at)
            }
            Keyword::Pattern(pattern) => {
                let pattern = pattern.get();
                let code = match pattern.find(text) {
                    Match::Yes => return true,
                    Match::No => Code::PATTERN,
                    Match::Limit => Code::PATTERN_LIMIT,
                };
                self.fail(|| Violation::new(at.text(), code).with("pattern", pattern.source()))
            }
            _ => true,
        }
    }

    /// A count that is outside of its limit.
    pub(super) fn count(
        &mut self,
        code: &'static str,
        limit: u64,
        actual: u64,
        at: &Pointer<'_>,
    ) -> bool {
        self.fail(|| {
            Violation::new(at.text(), code)
                .with("limit", limit)
                .with("actual", actual)
        })
    }

    pub(super) fn format(&mut self, format: Format, view: View<'_>, at: &Pointer<'_>) -> bool {
        match view {
            View::Number(number) if !format.accepts_number(&number) => {
                let range = if format.name() == "int32" {
                    NumberRange::I32
                } else {
                    NumberRange::I64
                };
                self.range(range, &number, at)
            }
            View::Str(text) if !format.accepts(text) => self.no_format(format, at),
            View::Text(text) if !format.accepts(&text.written()) => self.no_format(format, at),
            _ => true,
        }
    }

    fn no_format(&mut self, format: Format, at: &Pointer<'_>) -> bool {
        self.fail(|| Violation::new(at.text(), Code::FORMAT).with("format", format.name()))
    }
}
