//! A map that refuses to hold a name twice.

use super::{Read, Write};
use crate::validate::{Context, Members, Object, Pointer, Validate, View, Violations};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};

/// `additionalProperties` as a type: a sorted map whose text must not name a member twice.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Map<T>(pub BTreeMap<String, T>);

impl<T> Default for Map<T> {
    fn default() -> Self {
        Map(BTreeMap::new())
    }
}

impl<T> Deref for Map<T> {
    type Target = BTreeMap<String, T>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<T> DerefMut for Map<T> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl<T> FromIterator<(String, T)> for Map<T> {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(members: I) -> Self {
        Map(members.into_iter().collect())
    }
}

impl<T> IntoIterator for Map<T> {
    type Item = (String, T);
    type IntoIter = std::collections::btree_map::IntoIter<String, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// Reads its inside with plain serde, for maps of types that need no glue.
struct Plain<T>(T);

impl<'de, T: Deserialize<'de>> Read<'de> for Plain<T> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Plain)
    }
}

impl<'s, T: Serialize> Write<'s> for Plain<T> {
    fn write<S: Serializer>(&'s self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Map<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let members = BTreeMap::<String, Plain<T>>::read(deserializer)?;
        Ok(members
            .into_iter()
            .map(|(name, value)| (name, value.0))
            .collect())
    }
}

impl<T: Serialize> Serialize for Map<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<T: Validate> Members for Map<T> {
    fn visit<'s>(&'s self, each: &mut dyn FnMut(&str, View<'s>)) {
        self.0.visit(each);
    }
}

impl<T: Validate> Validate for Map<T> {
    fn view(&self) -> View<'_> {
        View::Object(Object::of(self))
    }

    fn is_valid(&self) -> bool {
        self.0.is_valid()
    }

    fn rules(&self, context: Context<'_>, at: &Pointer<'_>, out: &mut Violations) {
        self.0.rules(context, at, out);
    }
}
