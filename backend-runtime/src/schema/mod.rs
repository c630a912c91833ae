//! The static schema table that types carry: one [`Node`] per type, made by `#[derive(Schema)]`.
//!
//! The table is plain constant data. The walker (`validate::walk`) interprets it, `schema::emit` writes it as
//! JSON Schema, and request parameters are read by it. It must not know any of its users.

mod emit;
mod impls;
mod json;
mod keyword;
mod lookup;
mod node;
mod number;
mod types;

pub use backend_macros::{Schema, Union, node};
pub use emit::{Components, Dialect, to_json};
pub use json::Json;
pub use keyword::{Conditional, Contains, Discriminator, Keyword, NumberRange, Property, Target};
pub use node::{Meta, Node};
pub use number::Number;
pub use types::TypeSet;

pub use crate::validate::format::Format;
pub use crate::validate::pattern::{Pattern, PatternRef};

/// A type that knows its JSON Schema.
///
/// Derive it: `#[derive(Schema)]` builds the table from the type, its doc comments, its `#[serde(…)]` and its
/// `#[schema(…)]` attributes.
pub trait Schema {
    /// The table of this type.
    fn schema() -> &'static Node;

    /// The table of a member's name where the type is the key of a map: names are strings whatever the type.
    fn key_schema() -> &'static Node {
        Self::schema()
    }
}

impl Node {
    /// The schema of a type: a reference where the type is a component.
    pub const fn of<T: Schema + ?Sized>() -> Node {
        Of::<T>::NODE
    }
}

struct Of<T: ?Sized>(std::marker::PhantomData<T>);

impl<T: Schema + ?Sized> Of<T> {
    const NODE: Node = Node::new(&[Keyword::Ref(Target::Type(T::schema))]);
}
