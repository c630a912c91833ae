//! The checks that derived `is_valid` calls: one function per keyword, applied to the view of a field.
//!
//! A keyword accepts values of types it does not apply to, so that optional fields need no code of their own. The
//! functions are small and inlined: with a field of a known type only the comparison remains.

use super::format::Format;
use super::pattern::Pattern;
use super::{Code, Context, Pointer, Validate, View, Violation, Violations, equal};
use crate::schema::{Json, Node, Number};
use std::any::Any;
use std::cmp::Ordering;

/// `minLength` and `maxLength`, in Unicode scalar values.
#[inline(always)]
pub fn length(view: View<'_>, min: u64, max: u64) -> bool {
    match view {
        View::Str(text) => length_of(text, min, max),
        View::Text(text) => length_of(&text.written(), min, max),
        _ => true,
    }
}

/// The number of bytes bounds the number of characters from both sides, which settles most strings: with literal limits
/// that is one comparison, which is why it is always inlined.
#[inline(always)]
pub(super) fn length_of(text: &str, min: u64, max: u64) -> bool {
    let bytes = text.len() as u64;
    let surely = min.saturating_mul(4).saturating_sub(3).max(min);
    (surely <= bytes && bytes <= max) || counted(text, min, max)
}

/// Whether there are at least so many characters; one has at most four bytes.
#[inline]
pub(super) fn has_least(text: &str, min: u64) -> bool {
    let bytes = text.len() as u64;
    bytes >= min && (bytes / 4 >= min || min <= 1 || counted(text, min, u64::MAX))
}

/// Whether there are at most so many characters.
#[inline]
pub(super) fn has_most(text: &str, max: u64) -> bool {
    text.len() as u64 <= max || counted(text, 0, max)
}

#[inline(never)]
fn counted(text: &str, min: u64, max: u64) -> bool {
    let bytes = text.len() as u64;
    bytes >= min && bytes.div_ceil(4) <= max && (min..=max).contains(&(text.chars().count() as u64))
}

/// `pattern`
#[inline]
pub fn pattern(view: View<'_>, pattern: &'static Pattern) -> bool {
    match view {
        View::Str(text) => pattern.matches(text),
        View::Text(text) => pattern.matches(&text.written()),
        _ => true,
    }
}

/// `format`
#[inline]
pub fn format(view: View<'_>, format: Format) -> bool {
    match view {
        View::Str(text) => format.accepts(text),
        View::Number(number) => format.accepts_number(&number),
        View::Text(text) => format.accepts(&text.written()),
        _ => true,
    }
}

#[inline]
fn compared(view: View<'_>, bound: &Number, accept: impl Fn(Ordering) -> bool) -> bool {
    match view {
        View::Number(number) => accept(number.compare(bound)),
        View::Overflow => false,
        _ => true,
    }
}

/// `minimum`
#[inline]
pub fn minimum(view: View<'_>, bound: Number) -> bool {
    compared(view, &bound, Ordering::is_ge)
}

/// `maximum`
#[inline]
pub fn maximum(view: View<'_>, bound: Number) -> bool {
    compared(view, &bound, Ordering::is_le)
}

/// `exclusiveMinimum`
#[inline]
pub fn exclusive_minimum(view: View<'_>, bound: Number) -> bool {
    compared(view, &bound, Ordering::is_gt)
}

/// `exclusiveMaximum`
#[inline]
pub fn exclusive_maximum(view: View<'_>, bound: Number) -> bool {
    compared(view, &bound, Ordering::is_lt)
}

/// `multipleOf`
#[inline]
pub fn multiple_of(view: View<'_>, divisor: Number) -> bool {
    match view {
        View::Number(number) => number.is_multiple_of(&divisor),
        View::Overflow => false,
        _ => true,
    }
}

/// `minItems` and `maxItems`
#[inline]
pub fn items(view: View<'_>, min: u64, max: u64) -> bool {
    match view {
        View::Array(items) => (min..=max).contains(&(items.len() as u64)),
        _ => true,
    }
}

/// `minProperties` and `maxProperties`
#[inline]
pub fn properties(view: View<'_>, min: u64, max: u64) -> bool {
    match view {
        View::Object(members) => (min..=max).contains(&(members.count() as u64)),
        _ => true,
    }
}

/// `uniqueItems`
#[inline]
pub fn unique(view: View<'_>) -> bool {
    match view {
        View::Array(items) => equal::first_repeated(items).is_none(),
        _ => true,
    }
}

/// `enum`
pub fn one_of(view: View<'_>, allowed: &[Json]) -> bool {
    matches!(view, View::Absent) || allowed.iter().any(|value| equal::to_json(&view, value))
}

/// `const`
pub fn constant(view: View<'_>, allowed: &Json) -> bool {
    matches!(view, View::Absent) || equal::to_json(&view, allowed)
}

/// Every other keyword: the walk over the typed value.
pub fn node(view: View<'_>, node: &'static Node) -> bool {
    super::accepts(node, view)
}

/// Shows a member of a typed object, if it is there.
#[inline]
pub fn member<'s>(name: &str, view: View<'s>, each: &mut dyn FnMut(&str, View<'s>)) {
    if !matches!(view, View::Absent) {
        each(name, view);
    }
}

/// Shows the members of a flattened field.
pub fn flattened<'s>(view: View<'s>, each: &mut dyn FnMut(&str, View<'s>)) {
    if let View::Object(members) = view {
        members.visit(each);
    }
}

/// The outcome of a `custom` rule for the value at `at`; the rule's own field is relative to that value.
pub fn rule(outcome: Result<(), Violation>, at: &Pointer<'_>, out: &mut Violations) {
    if let Err(mut violation) = outcome {
        let mut field = at.text();
        field.push_str(&violation.field);
        violation.field = field;
        out.push(violation);
    }
}

/// The outcome of a `custom_with` rule for the value at `at`, if there is a context.
pub fn rule_with<C: Any>(
    context: Context<'_>,
    rule: impl FnOnce(&C) -> Result<(), Violation>,
    at: &Pointer<'_>,
    out: &mut Violations,
) {
    match context.get::<C>() {
        None => {}
        Some(Ok(context)) => self::rule(rule(context), at, out),
        Some(Err(needed)) => {
            let message = format!("cannot be checked: the rule needs a context of type {needed}");
            out.push(Violation::new(at.text(), Code::CUSTOM).with_message(message));
        }
    }
}

/// Types that contain values of one other type.
pub trait Each {
    /// The type of what is inside.
    type Item: Validate;

    /// Whether all that is inside passes.
    fn all(&self, check: impl FnMut(&Self::Item) -> bool) -> bool;
}

/// `items`, `values`: a check of everything inside.
#[inline]
pub fn each<E: Each + ?Sized>(container: &E, check: impl FnMut(&E::Item) -> bool) -> bool {
    container.all(check)
}

mod each_impls {
    use super::{Each, Validate};
    use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
    use std::hash::BuildHasher;

    impl<E: Each> Each for Option<E> {
        type Item = E::Item;

        #[inline]
        fn all(&self, check: impl FnMut(&Self::Item) -> bool) -> bool {
            self.as_ref().is_none_or(|inner| inner.all(check))
        }
    }

    impl<E: Each> Each for Box<E> {
        type Item = E::Item;

        #[inline]
        fn all(&self, check: impl FnMut(&Self::Item) -> bool) -> bool {
            (**self).all(check)
        }
    }

    impl<T: Validate> Each for [T] {
        type Item = T;

        #[inline]
        fn all(&self, check: impl FnMut(&T) -> bool) -> bool {
            self.iter().all(check)
        }
    }

    impl<T: Validate, const N: usize> Each for [T; N] {
        type Item = T;

        #[inline]
        fn all(&self, check: impl FnMut(&T) -> bool) -> bool {
            self.iter().all(check)
        }
    }

    impl<T: Validate> Each for Vec<T> {
        type Item = T;

        #[inline]
        fn all(&self, check: impl FnMut(&T) -> bool) -> bool {
            self.iter().all(check)
        }
    }

    impl<T: Validate> Each for VecDeque<T> {
        type Item = T;

        #[inline]
        fn all(&self, check: impl FnMut(&T) -> bool) -> bool {
            self.iter().all(check)
        }
    }

    impl<T: Validate> Each for BTreeSet<T> {
        type Item = T;

        #[inline]
        fn all(&self, check: impl FnMut(&T) -> bool) -> bool {
            self.iter().all(check)
        }
    }

    impl<T: Validate, S: BuildHasher> Each for HashSet<T, S> {
        type Item = T;

        #[inline]
        fn all(&self, check: impl FnMut(&T) -> bool) -> bool {
            self.iter().all(check)
        }
    }

    impl<K, T: Validate> Each for BTreeMap<K, T> {
        type Item = T;

        #[inline]
        fn all(&self, check: impl FnMut(&T) -> bool) -> bool {
            self.values().all(check)
        }
    }

    impl<K, T: Validate, S: BuildHasher> Each for HashMap<K, T, S> {
        type Item = T;

        #[inline]
        fn all(&self, check: impl FnMut(&T) -> bool) -> bool {
            self.values().all(check)
        }
    }

    impl<T: Validate> Each for crate::wire::Map<T> {
        type Item = T;

        #[inline]
        fn all(&self, check: impl FnMut(&T) -> bool) -> bool {
            self.values().all(check)
        }
    }
}
