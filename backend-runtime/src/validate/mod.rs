//! Validators: the typed check, and the walk that reports every violation.
//!
//! A value is checked in two ways that agree. [`Validate::is_valid`] is generated for each type, allocates nothing
//! and stops at the first problem. [`walk`] interprets the schema table over anything that can be seen as JSON (a
//! typed value, a raw tree, a `serde_json::Value`) and reports every violation; it only runs after a failure.

pub mod check;
pub mod decode;
mod equal;
pub mod format;
mod impls;
mod message;
pub mod pattern;
mod pointer;
pub mod raw;
mod view;
mod violation;
mod walk;

pub use backend_macros::Validate;
pub use decode::{DecodeError, Limits};
pub use pointer::Pointer;
pub use view::{Elements, Members, Object, View, Written};
pub use violation::{Code, Param, Violation, Violations};
pub use walk::{accepts, walk};

use crate::schema::Schema;

/// A type whose values can be checked against its [`Schema`].
///
/// Derive it together with `Schema`: `#[derive(Validate, Schema)]` read the same attributes. The derive writes
/// `view` and `is_valid`; everything else follows from the table.
pub trait Validate: Schema {
    /// The value as JSON Schema sees it.
    fn view(&self) -> View<'_>;

    /// Whether every constraint holds. Allocates nothing.
    fn is_valid(&self) -> bool;

    /// What is wrong, as bits: 0 when nothing is. In a derived object a bit stands for the member at that place of the
    /// table's `properties`, the last for all from the 64th on and for what the whole object breaks.
    fn faults(&self) -> u64 {
        if self.is_valid() { 0 } else { u64::MAX }
    }

    /// Runs the `custom` rules of this value and of all values within it; the table knows nothing of them.
    fn rules(&self, at: &Pointer<'_>, out: &mut Violations) {
        let _ = (at, out);
    }

    /// Adds every violation of this value, which stands at `at`.
    fn collect(&self, at: &Pointer<'_>, out: &mut Violations) {
        walk::typed(Self::schema(), self.view(), None, at, out);
        self.rules(at, out);
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
        self.rules(&Pointer::Root, &mut violations);
        Err(violations)
    }
}
