//! `Validate` for the types of the standard library and of the crates that services use.

use super::view::Written;
use super::view::{json, rules_of};
use super::{Context, Elements, Members, Object, Pointer, Validate, View, Violations};
use crate::schema::Number;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::BuildHasher;
use std::rc::Rc;
use std::sync::Arc;

macro_rules! leaf {
    ($($type:ty => |$value:ident| $view:expr;)*) => {$(
        impl Validate for $type {
            #[inline]
            fn view(&self) -> View<'_> {
                let $value = self;
                $view
            }

            #[inline]
            fn is_valid(&self) -> bool {
                true
            }
        }
    )*};
}

leaf! {
    String => |value| View::Str(value);
    &str => |value| View::Str(value);
    Box<str> => |value| View::Str(value);
    Arc<str> => |value| View::Str(value);
    Cow<'_, str> => |value| View::Str(value);
    char => |value| View::Text(value);
    bool => |value| View::Bool(*value);
    i8 => |value| View::Number(Number::Int((*value).into()));
    i16 => |value| View::Number(Number::Int((*value).into()));
    i32 => |value| View::Number(Number::Int((*value).into()));
    i64 => |value| View::Number(Number::Int(*value));
    isize => |value| View::Number(Number::Int(*value as i64));
    u8 => |value| View::Number(Number::Int((*value).into()));
    u16 => |value| View::Number(Number::Int((*value).into()));
    u32 => |value| View::Number(Number::Int((*value).into()));
    u64 => |value| View::Number(unsigned(*value));
    usize => |value| View::Number(unsigned(*value as u64));
    f32 => |value| View::Number(single(*value));
    f64 => |value| View::Number(Number::new(*value));
    () => |_value| View::Null;
    serde_json::Value => |value| json(value);
    std::net::Ipv4Addr => |value| View::Text(value);
    std::net::Ipv6Addr => |value| View::Text(value);
    std::net::IpAddr => |value| View::Text(value);
}

#[cfg(feature = "uuid")]
leaf! {
    uuid::Uuid => |value| View::Text(value);
}

#[cfg(feature = "time")]
leaf! {
    time::OffsetDateTime => |value| View::Text(value);
    time::Date => |value| View::Text(value);
}

#[cfg(feature = "decimal")]
leaf! {
    rust_decimal::Decimal => |value| View::Text(value);
}

#[cfg(feature = "url")]
leaf! {
    url::Url => |value| View::Str(value.as_str());
}

#[cfg(feature = "bytes")]
leaf! {
    bytes::Bytes => |value| View::Text(value);
}

#[cfg(feature = "bytes")]
impl Written for bytes::Bytes {
    fn written(&self) -> String {
        crate::wire::Bytes(self.to_vec()).to_string()
    }
}

#[cfg(feature = "chrono")]
leaf! {
    chrono::DateTime<chrono::Utc> => |value| View::Text(value);
    chrono::DateTime<chrono::FixedOffset> => |value| View::Text(value);
    chrono::NaiveDate => |value| View::Text(value);
}

#[cfg(feature = "chrono")]
impl<Z: chrono::TimeZone> Written for chrono::DateTime<Z> {
    fn written(&self) -> String {
        self.to_rfc3339()
    }
}

macro_rules! written {
    ($($type:ty),*) => {$(
        impl Written for $type {
            fn written(&self) -> String {
                self.to_string()
            }
        }
    )*};
}

written!(
    char,
    std::net::Ipv4Addr,
    std::net::Ipv6Addr,
    std::net::IpAddr,
    crate::wire::Bytes
);

#[cfg(feature = "uuid")]
written!(uuid::Uuid);

#[cfg(feature = "decimal")]
written!(rust_decimal::Decimal);

#[cfg(feature = "time")]
written!(time::Date);

#[cfg(feature = "chrono")]
written!(chrono::NaiveDate);

#[cfg(feature = "time")]
impl Written for time::OffsetDateTime {
    fn written(&self) -> String {
        self.format(&time::format_description::well_known::Rfc3339)
            .unwrap_or_default()
    }
}

#[inline]
fn unsigned(value: u64) -> Number {
    i64::try_from(value).map_or(Number::Uint(value), Number::Int)
}

/// A single has a shorter decimal than the double of the same value: `0.1`, not `0.10000000149011612`.
#[inline]
fn single(value: f32) -> Number {
    let double = f64::from(value);
    if double.fract() == 0.0 {
        return Number::new(double);
    }
    value
        .to_string()
        .parse()
        .map_or(Number::Double(double), Number::Double)
}

impl<T: Validate> Validate for Option<T> {
    #[inline]
    fn view(&self) -> View<'_> {
        self.as_ref().map_or(View::Null, Validate::view)
    }

    #[inline]
    fn is_valid(&self) -> bool {
        self.as_ref().is_none_or(Validate::is_valid)
    }

    fn rules(&self, context: Context<'_>, at: &Pointer<'_>, out: &mut Violations) {
        if let Some(value) = self {
            value.rules(context, at, out);
        }
    }
}

macro_rules! pointer {
    ($($type:ty),*) => {$(
        impl<T: Validate + ?Sized> Validate for $type {
            #[inline]
            fn view(&self) -> View<'_> {
                (**self).view()
            }

            #[inline]
            fn is_valid(&self) -> bool {
                (**self).is_valid()
            }

            fn rules(&self, context: Context<'_>, at: &Pointer<'_>, out: &mut Violations) {
                (**self).rules(context, at, out);
            }
        }
    )*};
}

pointer!(Box<T>, Rc<T>, Arc<T>);

macro_rules! sequence {
    ($([$($generics:tt)*] $type:ty;)*) => {$(
        impl<$($generics)*> Elements for $type {
            fn len(&self) -> usize {
                self.iter().count()
            }

            fn visit<'s>(&'s self, each: &mut dyn FnMut(View<'s>)) {
                self.iter().for_each(|item| each(item.view()));
            }
        }

        impl<$($generics)*> Validate for $type {
            #[inline]
            fn view(&self) -> View<'_> {
                View::Array(self)
            }

            #[inline]
            fn is_valid(&self) -> bool {
                self.iter().all(Validate::is_valid)
            }

            fn rules(&self, context: Context<'_>, at: &Pointer<'_>, out: &mut Violations) {
                rules_of(self.iter(), context, at, out);
            }
        }
    )*};
}

sequence! {
    [T: Validate] Vec<T>;
    [T: Validate, const N: usize] [T; N];
    [T: Validate] BTreeSet<T>;
    [T: Validate, S: BuildHasher] HashSet<T, S>;
    [T: Validate] std::collections::VecDeque<T>;
}

macro_rules! map {
    ($([$($generics:tt)*] $type:ty;)*) => {$(
        impl<$($generics)*> Members for $type {
            fn visit<'s>(&'s self, each: &mut dyn FnMut(&str, View<'s>)) {
                for (key, value) in self {
                    key.view().with_name(|name| each(name, value.view()));
                }
            }
        }

        impl<$($generics)*> Validate for $type {
            #[inline]
            fn view(&self) -> View<'_> {
                View::Object(Object::of(self))
            }

            #[inline]
            fn is_valid(&self) -> bool {
                self.iter().all(|(key, value)| key.is_valid() && value.is_valid())
            }

            fn rules(&self, context: Context<'_>, at: &Pointer<'_>, out: &mut Violations) {
                for (key, value) in self {
                    key.view().with_name(|name| {
                        key.rules(context, &at.key(name), out);
                        value.rules(context, &at.key(name), out);
                    });
                }
            }
        }
    )*};
}

map! {
    [K: Validate, T: Validate] BTreeMap<K, T>;
    [K: Validate, T: Validate, S: BuildHasher] HashMap<K, T, S>;
}

macro_rules! tuple {
    ($($type:ident $index:tt),*; $len:literal) => {
        impl<$($type: Validate),*> Elements for ($($type,)*) {
            fn len(&self) -> usize {
                $len
            }

            fn visit<'s>(&'s self, each: &mut dyn FnMut(View<'s>)) {
                $(each(self.$index.view());)*
            }
        }

        impl<$($type: Validate),*> Validate for ($($type,)*) {
            fn view(&self) -> View<'_> {
                View::Array(self)
            }

            fn is_valid(&self) -> bool {
                $(self.$index.is_valid())&&*
            }

            fn rules(&self, context: Context<'_>, at: &Pointer<'_>, out: &mut Violations) {
                $(self.$index.rules(context, &at.index($index), out);)*
            }
        }
    };
}

tuple!(A 0; 1);
tuple!(A 0, B 1; 2);
tuple!(A 0, B 1, C 2; 3);
tuple!(A 0, B 1, C 2, D 3; 4);
tuple!(A 0, B 1, C 2, D 3, E 4; 5);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5; 6);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6; 7);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7; 8);
