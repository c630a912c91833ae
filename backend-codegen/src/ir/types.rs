use std::ops::{Index, IndexMut};

use super::Schema;

/// The index of a named type in [`Types`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub u32);

/// Which way the values of a type travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Read from clients: parsed and validated.
    Request,
    /// Written to clients: serialized.
    Response,
}

/// A named type: an object, a string enumeration, a union, or an alias that is recursive.
#[derive(Debug, Clone)]
pub struct TypeDef {
    /// The name: the component's, or one derived from where the schema stands. Unique after [`super::names`].
    pub name: String,
    /// Whether the name is that of a component of the document.
    pub component: Option<String>,
    /// The bases that it extends: unions of all that do, told apart by a discriminator.
    pub extends: Vec<TypeId>,
    /// What it is; never [`super::Kind::Ref`].
    pub schema: Schema,
    /// Some operation reads it.
    pub in_requests: bool,
    /// It is the body of a merge update (`PATCH`), in which absent fields stay as they are.
    pub in_merges: bool,
    /// Some operation writes it.
    pub in_responses: bool,
    /// Its values are validated: they come in, or a union that tells its variants apart holds them.
    pub validated: bool,
    /// It contains itself, directly or through others.
    pub recursive: bool,
    /// The validator needs the raw value, because a keyword in it or below it is not expressed by the type.
    pub raw: bool,
}

/// All named types; iteration is in order of first use.
#[derive(Debug, Clone, Default)]
pub struct Types {
    list: Vec<TypeDef>,
}

impl Types {
    /// Adds a type.
    pub fn push(&mut self, definition: TypeDef) -> TypeId {
        let id = TypeId(
            u32::try_from(self.list.len()).expect("documents are bounded far below 2^32 schemas"),
        );
        self.list.push(definition);
        id
    }

    /// Every type with its id.
    pub fn iter(&self) -> impl Iterator<Item = (TypeId, &TypeDef)> {
        (0u32..).map(TypeId).zip(&self.list)
    }

    /// Every type, to be changed in place.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (TypeId, &mut TypeDef)> {
        (0u32..).map(TypeId).zip(&mut self.list)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

impl Index<TypeId> for Types {
    type Output = TypeDef;

    fn index(&self, id: TypeId) -> &TypeDef {
        &self.list[id.0 as usize]
    }
}

impl IndexMut<TypeId> for Types {
    fn index_mut(&mut self, id: TypeId) -> &mut TypeDef {
        &mut self.list[id.0 as usize]
    }
}
