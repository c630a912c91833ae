//! Types that are strings of one format: UUIDs, dates, decimals, addresses.

use super::{Read, Write};
use crate::schema::Format;
use serde::de::{Error, Visitor};
use serde::{Deserializer, Serializer};
use std::fmt;
use std::marker::PhantomData;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A type that is written as text of a format.
trait Text: Sized {
    const FORMAT: Format;

    fn parse(text: &str) -> Option<Self>;
}

struct TextVisitor<T>(PhantomData<T>);

impl<T: Text> Visitor<'_> for TextVisitor<T> {
    type Value = T;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "a string of format {}", T::FORMAT.name())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        let parsed = if T::FORMAT.accepts(text) {
            T::parse(text)
        } else {
            None
        };
        parsed.ok_or_else(|| {
            E::custom(format_args!(
                "expected a string of format {}",
                T::FORMAT.name()
            ))
        })
    }
}

macro_rules! text {
    ($($type:ty = $format:literal, |$text:ident| $parse:expr, |$value:ident, $out:ident| $write:expr;)*) => {$(
        impl Text for $type {
            const FORMAT: Format = Format::named($format);

            fn parse($text: &str) -> Option<Self> {
                $parse
            }
        }

        impl<'de> Read<'de> for $type {
            fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(TextVisitor(PhantomData))
            }
        }

        impl Write<'_> for $type {
            fn write<S: Serializer>(&self, $out: S) -> Result<S::Ok, S::Error> {
                let $value = self;
                $write
            }
        }
    )*};
}

#[cfg(feature = "url")]
text! {
    url::Url = "uri", |text| url::Url::parse(text).ok(), |value, out| out.serialize_str(value.as_str());
}

#[cfg(feature = "chrono")]
text! {
    chrono::DateTime<chrono::FixedOffset> = "date-time", |text| chrono::DateTime::parse_from_rfc3339(text).ok(), |value, out| {
        out.serialize_str(&value.to_rfc3339())
    };
    chrono::DateTime<chrono::Utc> = "date-time", |text| {
        chrono::DateTime::parse_from_rfc3339(text).ok().map(|time| time.to_utc())
    }, |value, out| out.serialize_str(&value.to_rfc3339());
    chrono::NaiveDate = "date", |text| chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").ok(), |value, out| {
        out.collect_str(value)
    };
}

#[cfg(feature = "bytes")]
impl<'de> Read<'de> for bytes::Bytes {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::Bytes::read(deserializer).map(|octets| octets.0.into())
    }
}

#[cfg(feature = "bytes")]
impl Write<'_> for bytes::Bytes {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&super::Bytes(self.to_vec()))
    }
}

#[cfg(feature = "uuid")]
text! {
    uuid::Uuid = "uuid", |text| uuid::Uuid::parse_str(text).ok(), |value, out| out.collect_str(value);
}

#[cfg(feature = "time")]
text! {
    time::OffsetDateTime = "date-time", |text| {
        time::OffsetDateTime::parse(text, &time::format_description::well_known::Rfc3339).ok()
    }, |value, out| {
        let written = value.format(&time::format_description::well_known::Rfc3339);
        out.serialize_str(&written.map_err(serde::ser::Error::custom)?)
    };
    time::Date = "date", |text| {
        time::Date::parse(text, time::macros::format_description!("[year]-[month]-[day]")).ok()
    }, |value, out| out.collect_str(value);
}

#[cfg(feature = "decimal")]
text! {
    rust_decimal::Decimal = "decimal", |text| rust_decimal::Decimal::from_str_exact(text).ok(), |value, out| {
        out.collect_str(value)
    };
}

text! {
    Ipv4Addr = "ipv4", |text| text.parse().ok(), |value, out| out.collect_str(value);
    Ipv6Addr = "ipv6", |text| text.parse().ok(), |value, out| out.collect_str(value);
    IpAddr = "ip", |text| text.parse().ok(), |value, out| out.collect_str(value);
}
