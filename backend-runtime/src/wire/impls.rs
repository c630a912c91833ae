//! `Read` and `Write` for plain types and containers.

use super::{Bytes, In, Map, Out, Patch, Read, Write};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::fmt;
use std::hash::Hash;
use std::marker::PhantomData;
use std::sync::Arc;

macro_rules! plain {
    ($($type:ty),*) => {$(
        impl<'de> Read<'de> for $type {
            fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::deserialize(deserializer)
            }
        }

        impl Write<'_> for $type {
            fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.serialize(serializer)
            }
        }
    )*};
}

plain!(
    String,
    Box<str>,
    char,
    bool,
    i8,
    i16,
    i32,
    i64,
    isize,
    u8,
    u16,
    u32,
    u64,
    usize,
    f32,
    f64,
    serde_json::Value,
    Bytes
);

impl<'de, T: Read<'de>> Read<'de> for Option<T> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::<In<T>>::deserialize(deserializer)?.map(|value| value.0))
    }
}

impl<'s, T: Write<'s>> Write<'s> for Option<T> {
    fn write<S: Serializer>(&'s self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_ref().map(Out).serialize(serializer)
    }
}

impl<'de, T: Read<'de>> Read<'de> for Box<T> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Box::new)
    }
}

impl<'s, T: Write<'s>> Write<'s> for Box<T> {
    fn write<S: Serializer>(&'s self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).write(serializer)
    }
}

impl<'de, T: Read<'de>> Read<'de> for Arc<T> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Arc::new)
    }
}

impl<'s, T: Write<'s>> Write<'s> for Arc<T> {
    fn write<S: Serializer>(&'s self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).write(serializer)
    }
}

impl<'de, T: Read<'de>> Read<'de> for VecDeque<T> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::read(deserializer).map(VecDeque::from)
    }
}

impl<'s, T: Write<'s>> Write<'s> for VecDeque<T> {
    fn write<S: Serializer>(&'s self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Out))
    }
}

/// Never trust the length that an input announces.
const MAX_ROOM: usize = 1024;

struct List<T>(PhantomData<T>);

impl<'de, T: Read<'de>> Visitor<'de> for List<T> {
    type Value = Vec<T>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<T>, A::Error> {
        let mut list = Vec::with_capacity(items.size_hint().unwrap_or(0).min(MAX_ROOM));
        while let Some(In(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(list)
    }
}

impl<'de, T: Read<'de>> Read<'de> for Vec<T> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(List(PhantomData))
    }
}

impl<'s, T: Write<'s>> Write<'s> for Vec<T> {
    fn write<S: Serializer>(&'s self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Out))
    }
}

/// Sets refuse an item that is sent twice, which serde's own reading would forget.
macro_rules! set {
    ($($type:ident, $visitor:ident, $($bound:path),*;)*) => {$(
        struct $visitor<T>(PhantomData<T>);

        impl<'de, T: Read<'de> $(+ $bound)*> Visitor<'de> for $visitor<T> {
            type Value = $type<T>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("an array of different items")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
                let mut set = $type::new();
                while let Some(In(item)) = items.next_element()? {
                    if !set.insert(item) {
                        return Err(serde::de::Error::custom("an item occurs twice"));
                    }
                }
                Ok(set)
            }
        }

        impl<'de, T: Read<'de> $(+ $bound)*> Read<'de> for $type<T> {
            fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_seq($visitor(PhantomData))
            }
        }

        impl<'s, T: Write<'s>> Write<'s> for $type<T> {
            fn write<S: Serializer>(&'s self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_seq(self.iter().map(Out))
            }
        }
    )*};
}

set! {
    BTreeSet, SortedItems, Ord;
    HashSet, HashedItems, Eq, Hash;
}

macro_rules! map {
    ($($type:ident, $visitor:ident $(, $bound:path)*;)*) => {$(
        struct $visitor<T>(PhantomData<T>);

        impl<'de, T: Read<'de>> Visitor<'de> for $visitor<T> {
            type Value = $type<String, T>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
                let mut map = $type::new();
                while let Some((name, In(value))) = members.next_entry::<String, In<T>>()? {
                    if map.insert(name, value).is_some() {
                        return Err(serde::de::Error::custom("a member occurs twice"));
                    }
                }
                Ok(map)
            }
        }

        impl<'de, T: Read<'de>> Read<'de> for $type<String, T> {
            fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_map($visitor(PhantomData))
            }
        }

        impl<'s, T: Write<'s>> Write<'s> for $type<String, T> {
            fn write<S: Serializer>(&'s self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_map(self.iter().map(|(name, value)| (name, Out(value))))
            }
        }
    )*};
}

map! {
    BTreeMap, SortedMembers;
    HashMap, HashedMembers;
}

impl<'de, T: Read<'de>> Read<'de> for Map<T> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        BTreeMap::read(deserializer).map(Map)
    }
}

impl<'s, T: Write<'s>> Write<'s> for Map<T> {
    fn write<S: Serializer>(&'s self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}

impl<'de, T: Read<'de>> Read<'de> for Patch<T> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::read(deserializer).map(|value| value.map_or(Patch::Null, Patch::Value))
    }
}

impl<'s, T: Write<'s>> Write<'s> for Patch<T> {
    fn write<S: Serializer>(&'s self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_option().map(Out).serialize(serializer)
    }
}
