//! `Schema` for the types of the standard library and of the crates that services use.

use super::{Format, Keyword, Node, NumberRange, Pattern, PatternRef, Schema, Target, TypeSet};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::BuildHasher;
use std::rc::Rc;
use std::sync::Arc;

macro_rules! leaf {
    ($($type:ty = $($keyword:expr),*;)*) => {$(
        impl Schema for $type {
            fn schema() -> &'static Node {
                static NODE: Node = Node::new(&[$($keyword),*]);
                &NODE
            }
        }
    )*};
}

/// As a key an integer is its decimal digits.
fn integer_name() -> &'static Node {
    fn digits() -> &'static Pattern {
        static DIGITS: Pattern = Pattern::new("^-?(0|[1-9][0-9]*)$");
        &DIGITS
    }
    static NODE: Node = Node::new(&[Keyword::Pattern(PatternRef::Lazy(digits))]);
    &NODE
}

macro_rules! integer {
    ($($type:ty = $range:ident $(, $format:literal)?;)*) => {$(
        impl Schema for $type {
            fn schema() -> &'static Node {
                static NODE: Node = Node::new(&[
                    Keyword::Type(TypeSet::INTEGER),
                    Keyword::Range(NumberRange::$range)
                    $(, Keyword::Format(Format::named($format)))?
                ]);
                &NODE
            }

            fn key_schema() -> &'static Node {
                integer_name()
            }
        }
    )*};
}

/// Strings without a restriction: as keys they say nothing.
macro_rules! text {
    ($($type:ty),*) => {$(
        impl Schema for $type {
            fn schema() -> &'static Node {
                static NODE: Node = Node::new(&[STRING]);
                &NODE
            }

            fn key_schema() -> &'static Node {
                &Node::ANY
            }
        }
    )*};
}

const STRING: Keyword = Keyword::Type(TypeSet::STRING);
const NUMBER: Keyword = Keyword::Type(TypeSet::NUMBER);

const fn format(name: &'static str) -> Keyword {
    Keyword::Format(Format::named(name))
}

integer! {
    i8 = I8, "int8";
    i16 = I16, "int16";
    i32 = I32, "int32";
    i64 = I64, "int64";
    isize = Isize, "int64";
    u8 = U8, "uint8";
    u16 = U16, "uint16";
    u32 = U32, "uint32";
    u64 = U64, "uint64";
    usize = Usize, "uint64";
}

leaf! {
    f32 = NUMBER, Keyword::Range(NumberRange::F32), format("float");
    f64 = NUMBER, Keyword::Range(NumberRange::F64), format("double");
    bool = Keyword::Type(TypeSet::BOOLEAN);
    char = STRING, Keyword::MinLength(1), Keyword::MaxLength(1);
    () = Keyword::Type(TypeSet::NULL);
    crate::wire::Bytes = STRING, format("byte");
    std::net::Ipv4Addr = STRING, format("ipv4");
    std::net::Ipv6Addr = STRING, format("ipv6");
    std::net::IpAddr = STRING, format("ip");
    serde_json::Value = ;
}

text!(String, &str, str, Cow<'_, str>);

#[cfg(feature = "uuid")]
leaf! {
    uuid::Uuid = STRING, format("uuid");
}

#[cfg(feature = "time")]
leaf! {
    time::OffsetDateTime = STRING, format("date-time");
    time::Date = STRING, format("date");
}

#[cfg(feature = "decimal")]
leaf! {
    rust_decimal::Decimal = STRING, format("decimal");
}

#[cfg(feature = "url")]
leaf! {
    url::Url = STRING, format("uri");
}

#[cfg(feature = "bytes")]
leaf! {
    bytes::Bytes = STRING, format("byte");
}

#[cfg(feature = "chrono")]
leaf! {
    chrono::DateTime<chrono::Utc> = STRING, format("date-time");
    chrono::DateTime<chrono::FixedOffset> = STRING, format("date-time");
    chrono::NaiveDate = STRING, format("date");
}

macro_rules! same_as {
    ($($type:ty),*) => {$(
        impl<T: Schema + ?Sized> Schema for $type {
            fn schema() -> &'static Node {
                T::schema()
            }

            fn key_schema() -> &'static Node {
                T::key_schema()
            }
        }
    )*};
}

same_as!(Box<T>, Rc<T>, Arc<T>);

impl<T: Schema> Schema for Option<T> {
    fn schema() -> &'static Node {
        const {
            &Node {
                nullable: true,
                ..Node::new(&[Keyword::Ref(Target::Type(T::schema))])
            }
        }
    }
}

/// What an array of `T` has in `items`.
struct Item<T>(T);

impl<T: Schema> Item<T> {
    const NODE: Node = Node::new(&[Keyword::Ref(Target::Type(T::schema))]);
}

macro_rules! sequence {
    ($([$($generics:tt)*] $type:ty $(, $more:expr)*;)*) => {$(
        impl<$($generics)*> Schema for $type {
            fn schema() -> &'static Node {
                const {
                    &Node::new(&[Keyword::Type(TypeSet::ARRAY), Keyword::Items(&Item::<T>::NODE) $(, $more)*])
                }
            }
        }
    )*};
}

sequence! {
    [T: Schema] Vec<T>;
    [T: Schema] std::collections::VecDeque<T>;
    [T: Schema, const N: usize] [T; N], Keyword::MinItems(N as u64), Keyword::MaxItems(N as u64);
    [T: Schema] BTreeSet<T>, Keyword::UniqueItems;
    [T: Schema, S: BuildHasher] HashSet<T, S>, Keyword::UniqueItems;
}

/// What a map with keys of type `K` has in `propertyNames`.
struct Name<K>(K);

impl<K: Schema> Name<K> {
    const NODE: Node = Node::new(&[Keyword::Ref(Target::Type(K::key_schema))]);
}

macro_rules! map {
    ($([$($generics:tt)*] $type:ty $(, $more:expr)*;)*) => {$(
        impl<$($generics)*> Schema for $type {
            fn schema() -> &'static Node {
                const {
                    &Node::new(&[
                        Keyword::Type(TypeSet::OBJECT),
                        Keyword::AdditionalProperties(&Item::<T>::NODE)
                        $(, $more)*
                    ])
                }
            }
        }
    )*};
}

map! {
    [K: Schema, T: Schema] BTreeMap<K, T>, Keyword::PropertyNames(&Name::<K>::NODE);
    [K: Schema, T: Schema, S: BuildHasher] HashMap<K, T, S>, Keyword::PropertyNames(&Name::<K>::NODE);
    [T: Schema] crate::wire::Map<T>;
}

macro_rules! tuple {
    ($($type:ident),*; $len:literal) => {
        impl<$($type: Schema),*> Schema for ($($type,)*) {
            fn schema() -> &'static Node {
                const {
                    &Node::new(&[
                        Keyword::Type(TypeSet::ARRAY),
                        Keyword::PrefixItems(&[$(Item::<$type>::NODE),*]),
                        Keyword::MinItems($len),
                        Keyword::MaxItems($len),
                    ])
                }
            }
        }
    };
}

tuple!(A; 1);
tuple!(A, B; 2);
tuple!(A, B, C; 3);
tuple!(A, B, C, D; 4);
tuple!(A, B, C, D, E; 5);
tuple!(A, B, C, D, E, F; 6);
tuple!(A, B, C, D, E, F, G; 7);
tuple!(A, B, C, D, E, F, G, H; 8);
