//! Validators: the typed check, and the walk that reports every violation.
//!
//! A value is checked in two ways that agree. [`Validate::is_valid`] is generated for each type, allocates nothing
//! and stops at the first problem. [`walk`] interprets the schema table over anything that can be seen as JSON (a
//! typed value, a raw tree, a `serde_json::Value`) and reports every violation; it only runs after a failure.

pub mod check;
mod context;
pub mod decode;
mod equal;
mod field;
pub mod format;
mod impls;
mod message;
pub mod pattern;
mod pointer;
pub mod raw;
mod strict;
mod view;
mod violation;
mod walk;

pub use backend_macros::Validate;
pub use context::Context;
pub use decode::{DecodeError, Limits};
pub use field::FieldPath;
pub use pointer::Pointer;
pub(crate) use view::Derived;
pub use view::{Elements, Fields, Members, Object, View, Written};
pub use violation::{Code, Param, Violation, Violations};
pub use walk::{accepts, walk};

use crate::schema::Schema;
use std::any::Any;

/// A type whose values can be checked against its [`Schema`].
///
/// Derive it together with `Schema`: `#[derive(Validate, Schema)]` read the same attributes. The derive writes
/// `view` and `is_valid`; everything else follows from the table.
pub trait Validate: Schema {
    /// The value as JSON Schema sees it.
    fn view(&self) -> View<'_>;

    /// Whether every constraint holds. Allocates nothing. A type has this or [`Validate::faults`].
    fn is_valid(&self) -> bool {
        self.faults() == 0
    }

    /// What is wrong, as bits: 0 when nothing is. In a derived object a bit says that the member at that place of the
    /// table's `properties` breaks what the table says of it; the last is for all from the 64th on, for what the whole object
    /// breaks and for rules.
    fn faults(&self) -> u64 {
        if self.is_valid() { 0 } else { u64::MAX }
    }

    /// Runs the `custom` rules of this value and of all values within it, and with a context the `custom_with` rules; the
    /// table knows nothing of them.
    fn rules(&self, context: Context<'_>, at: &Pointer<'_>, out: &mut Violations) {
        let _ = (context, at, out);
    }

    /// Adds every violation of this value, which stands at `at`.
    fn collect(&self, at: &Pointer<'_>, out: &mut Violations) {
        walk::typed(Self::schema(), self.view(), None, at, out);
        self.rules(Context::NONE, at, out);
    }

    /// Checks the value.
    ///
    /// # Errors
    /// Every violation there is, in the order of the schema.
    fn validate(&self) -> Result<(), Violations> {
        let faults = self.faults();
        if faults == 0 {
            return Ok(());
        }
        let mut violations = Violations::new();
        let known = Some((std::ptr::from_ref(self).cast(), faults));
        walk::typed(
            Self::schema(),
            self.view(),
            known,
            &Pointer::Root,
            &mut violations,
        );
        self.rules(Context::NONE, &Pointer::Root, &mut violations);
        Err(violations)
    }

    /// Checks the value, `custom_with` rules included.
    ///
    /// # Errors
    /// Every violation there is. Where a rule needs a context of another type, that is one.
    fn validate_with<C: Any>(&self, context: &C) -> Result<(), Violations>
    where
        Self: Sized,
    {
        let mut violations = self.validate().err().unwrap_or_default();
        self.rules(Context::of(context), &Pointer::Root, &mut violations);
        if violations.is_empty() {
            Ok(())
        } else {
            Err(violations)
        }
    }
}
