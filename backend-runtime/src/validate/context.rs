//! What rules may look at besides the value: settings, the caller, what a database said.

use std::any::{Any, type_name};

/// What `custom_with` rules are given. Plain [`validate`](super::Validate::validate) gives nothing, and does not run them.
#[derive(Clone, Copy, Default)]
pub struct Context<'c>(Option<&'c dyn Any>);

impl<'c> Context<'c> {
    /// No context.
    pub const NONE: Context<'static> = Context(None);

    /// A context of any type; rules name the type that they need.
    pub fn of<C: Any>(context: &'c C) -> Self {
        Context(Some(context))
    }

    /// The context, if there is one and it is a `C`.
    ///
    /// # Errors
    /// The name of the type that is needed, where the context is of another one.
    pub(crate) fn get<C: Any>(self) -> Option<Result<&'c C, &'static str>> {
        let found = self.0?.downcast_ref::<C>();
        Some(found.ok_or_else(type_name::<C>))
    }
}
