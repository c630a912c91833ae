//! Which integers a double holds.

use crate::ir::{Bounds, IntegerFormat};

/// Whether values are `bigint`: those that may pass 2^53 - 1.
pub fn integer_is_bigint(format: IntegerFormat, bounds: &Bounds) -> bool {
    match format {
        IntegerFormat::Int32 | IntegerFormat::Uint32 => false,
        IntegerFormat::Int64 | IntegerFormat::Uint64 => !safe_integer(bounds, format),
    }
}

/// Whether the limits of an integer keep it where doubles are exact.
fn safe_integer(bounds: &Bounds, format: IntegerFormat) -> bool {
    let limit =
        |number: &Option<crate::ir::Number>| number.as_ref().and_then(crate::ir::Number::as_i128);
    let safe = |value: i128| value.unsigned_abs() < 1 << 53;
    let least = limit(&bounds.minimum).or(limit(&bounds.exclusive_minimum));
    let most = limit(&bounds.maximum).or(limit(&bounds.exclusive_maximum));
    let least = least.or((format == IntegerFormat::Uint64).then_some(0));
    least.is_some_and(safe) && most.is_some_and(safe)
}
