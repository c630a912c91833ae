//! A member that distinguishes absent, null and a value (merge updates, RFC 7396).

use crate::schema::{Node, Schema};
use crate::validate::{Context, Pointer, Validate, View, Violations, check};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Keep it, clear it, or set it.
///
/// ```
/// use backend_runtime::wire::Patch;
///
/// #[derive(serde::Deserialize)]
/// struct UpdateUser {
///     #[serde(default, skip_serializing_if = "Patch::is_absent")]
///     nickname: Patch<String>,
/// }
/// # fn main() -> Result<(), serde_json::Error> {
/// assert_eq!(serde_json::from_str::<UpdateUser>("{}")?.nickname, Patch::Absent);
/// assert_eq!(serde_json::from_str::<UpdateUser>(r#"{"nickname":null}"#)?.nickname, Patch::Null);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Patch<T> {
    /// The member is not there: keep what is stored.
    #[default]
    Absent,
    /// The member is null: clear what is stored.
    Null,
    /// The member has a value: store it.
    Value(T),
}

impl<T> Patch<T> {
    /// Whether the member is not there.
    pub fn is_absent(&self) -> bool {
        matches!(self, Patch::Absent)
    }

    /// The value, if there is one.
    pub fn as_option(&self) -> Option<&T> {
        match self {
            Patch::Value(value) => Some(value),
            Patch::Absent | Patch::Null => None,
        }
    }

    /// What to store: `None` to keep, `Some(None)` to clear.
    pub fn into_change(self) -> Option<Option<T>> {
        match self {
            Patch::Absent => None,
            Patch::Null => Some(None),
            Patch::Value(value) => Some(Some(value)),
        }
    }

    /// Applies the change to what is stored.
    pub fn apply(self, stored: &mut Option<T>) {
        if let Some(change) = self.into_change() {
            *stored = change;
        }
    }
}

impl<T> From<T> for Patch<T> {
    fn from(value: T) -> Self {
        Patch::Value(value)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Patch::Null, Patch::Value))
    }
}

impl<T: Serialize> Serialize for Patch<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_option().serialize(serializer)
    }
}

impl<T: Schema> Schema for Patch<T> {
    fn schema() -> &'static Node {
        Option::<T>::schema()
    }
}

impl<T: Validate> Validate for Patch<T> {
    #[inline]
    fn view(&self) -> View<'_> {
        match self {
            Patch::Absent => View::Absent,
            Patch::Null => View::Null,
            Patch::Value(value) => value.view(),
        }
    }

    #[inline]
    fn is_valid(&self) -> bool {
        self.as_option().is_none_or(Validate::is_valid)
    }

    fn rules(&self, context: Context<'_>, at: &Pointer<'_>, out: &mut Violations) {
        if let Some(value) = self.as_option() {
            value.rules(context, at, out);
        }
    }
}

impl<E: check::Each> check::Each for Patch<E> {
    type Item = E::Item;

    fn all(&self, check: impl FnMut(&Self::Item) -> bool) -> bool {
        self.as_option().is_none_or(|inner| inner.all(check))
    }
}
