//! The raw tree: JSON as it was written, with numbers as text and repeated names.
//!
//! Made by [`parse`] from a body, and by request parameters from their pieces. It can be seen by the walker and
//! read by serde, with numbers normalised (`1.0` is an integer).

mod de;
mod key;
mod parse;

pub use de::ReadError;
pub use parse::{SyntaxError, parse};

use super::{Elements, Members, Object, View};
use crate::schema::Number;
use std::borrow::Cow;

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub enum Raw<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// The text of a number, in JSON's notation.
    Number(Cow<'a, str>),
    /// A string without its escapes.
    String(Cow<'a, str>),
    /// An array.
    Array(Vec<Raw<'a>>),
    /// An object with all members as written.
    Object(RawObject<'a>),
}

/// The members of an object as written; names may repeat.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RawObject<'a>(pub Vec<(Cow<'a, str>, Raw<'a>)>);

impl<'a> Raw<'a> {
    /// The value as the walker sees it.
    pub fn view(&self) -> View<'_> {
        match self {
            Raw::Null => View::Null,
            Raw::Bool(value) => View::Bool(*value),
            Raw::Number(text) => Number::parse(text).map_or(View::Overflow, View::Number),
            Raw::String(text) => View::Str(text),
            Raw::Array(items) => View::Array(items),
            Raw::Object(members) => View::Object(Object::of(members)),
        }
    }
}

impl Elements for Vec<Raw<'_>> {
    fn len(&self) -> usize {
        Vec::len(self)
    }

    fn visit<'s>(&'s self, each: &mut dyn FnMut(View<'s>)) {
        self.iter().for_each(|item| each(item.view()));
    }
}

impl Members for RawObject<'_> {
    fn visit<'s>(&'s self, each: &mut dyn FnMut(&str, View<'s>)) {
        self.0
            .iter()
            .for_each(|(name, value)| each(name, value.view()));
    }

    fn may_repeat(&self) -> bool {
        true
    }
}
