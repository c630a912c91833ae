//! Defaults of the document as Rust expressions.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use super::{ident, names::RustNames, shape::variant_idents};
use crate::ir::{IntegerFormat, Kind, NumberFormat, Schema, StringFormat, Types};

/// How many digits `rust_decimal::Decimal` holds for certain.
const DECIMAL_DIGITS: usize = 28;

/// The expression for a default value; `None` when the value is not one of the type or breaks its limits, or has no
/// simple expression.
pub fn default_expression(
    schema: &Schema,
    value: &Value,
    types: &Types,
    names: &RustNames,
) -> Option<TokenStream> {
    if !schema.is_within(value) {
        return None;
    }
    match (&schema.kind, value) {
        (Kind::Boolean, Value::Bool(value)) => Some(quote!(#value)),
        (Kind::Integer { format, .. }, Value::Number(number)) => integer(*format, number),
        (Kind::Number { format, .. }, Value::Number(number)) => {
            let value = number.as_f64().filter(|value| value.is_finite())?;
            Some(match format {
                NumberFormat::Double => signed(value < 0.0, Literal::f64_unsuffixed(value.abs())),
                NumberFormat::Float => {
                    signed(value < 0.0, Literal::f32_unsuffixed((value as f32).abs()))
                }
            })
        }
        (Kind::String(string), Value::String(text)) => self::text(&string.format, text),
        (Kind::Array(array), Value::Array(values)) => {
            let items: Option<Vec<TokenStream>> = values
                .iter()
                .map(|value| default_expression(&array.items, value, types, names))
                .collect();
            let items = items?;
            Some(if items.is_empty() {
                quote!(Vec::new())
            } else {
                quote!(vec![#(#items),*])
            })
        }
        (Kind::Ref(id), Value::String(text)) => {
            let Kind::Enum(values) = &types[*id].schema.kind else {
                return None;
            };
            let position = values.iter().position(|known| known == text)?;
            let (name, variant) = (
                ident(names.type_name(*id)),
                ident(&variant_idents(values)[position]),
            );
            Some(quote!(types::#name::#variant))
        }
        _ => None,
    }
}

/// Text of a format, which has been checked, as the format's type.
fn text(format: &StringFormat, text: &str) -> Option<TokenStream> {
    let is_of_type = match format {
        StringFormat::Plain | StringFormat::Annotation(_) | StringFormat::Checked(_) => {
            return Some(quote!(#text.to_owned()));
        }
        // A leap second is an instant that the type does not have.
        StringFormat::DateTime => text.get(17..19) != Some("60"),
        StringFormat::Decimal => {
            text.chars().filter(char::is_ascii_digit).count() <= DECIMAL_DIGITS
        }
        StringFormat::Date
        | StringFormat::Uuid
        | StringFormat::Byte
        | StringFormat::Ipv4
        | StringFormat::Ipv6 => true,
        StringFormat::Binary => false,
    };
    is_of_type.then(|| quote!(wire::literal(#text)))
}

fn integer(format: IntegerFormat, number: &serde_json::Number) -> Option<TokenStream> {
    let value = number
        .as_i64()
        .map(i128::from)
        .or_else(|| number.as_u64().map(i128::from))
        .or_else(|| {
            number
                .as_f64()
                .filter(|value| value.fract() == 0.0 && value.abs() < 1e18)
                .map(|value| value as i128)
        })?;
    let fits = match format {
        IntegerFormat::Int32 => i32::try_from(value).is_ok(),
        IntegerFormat::Int64 => i64::try_from(value).is_ok(),
        IntegerFormat::Uint32 => u32::try_from(value).is_ok(),
        IntegerFormat::Uint64 => u64::try_from(value).is_ok(),
    };
    fits.then(|| signed(value < 0, Literal::u128_unsuffixed(value.unsigned_abs())))
}

fn signed(negative: bool, value: Literal) -> TokenStream {
    if negative {
        quote!(-#value)
    } else {
        quote!(#value)
    }
}
