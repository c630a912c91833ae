//! The keys of `#[schema(…)]` that a schema's constraints come to.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use super::{ident, names::RustNames, settle::settle};
use crate::ir::{
    Array, Bounds, Kind, Map, Number, RawKeyword, RawSchema, Schema, StringFormat, StringType,
};

/// The constraints of one schema, those of its elements inside `items(…)` and `values(…)`.
pub fn schema_attributes(schema: &Schema, names: &RustNames) -> Vec<TokenStream> {
    let keys = match &schema.kind {
        Kind::Integer { bounds, values, .. } => {
            let mut keys = bound_keys(bounds);
            if !values.is_empty() {
                let values = values
                    .iter()
                    .map(|value| number_literal(&Number::new(value.to_string())));
                keys.push(quote!(enum = [#(#values),*]));
            }
            keys
        }
        Kind::Number { bounds, .. } => bound_keys(bounds),
        Kind::String(string) => string_keys(string),
        Kind::Array(array) => array_keys(array, names),
        Kind::Map(map) => map_keys(map, names),
        Kind::Never => vec![quote!(never)],
        Kind::Object(object) => {
            let mut keys = Vec::new();
            count_key(&mut keys, "min_properties", object.min_properties);
            count_key(&mut keys, "max_properties", object.max_properties);
            keys
        }
        Kind::Any | Kind::Ref(_) | Kind::Boolean | Kind::Enum(_) | Kind::Union(_) => Vec::new(),
    };
    with_assertions(keys, schema, names)
}

/// Keys together with what the schema asserts beyond its kind.
pub fn with_assertions(
    keys: Vec<TokenStream>,
    schema: &Schema,
    names: &RustNames,
) -> Vec<TokenStream> {
    let others = schema.assertions.iter();
    settle(keys, others.map(|raw| unsettled(raw, names)).collect())
}

fn bound_keys(bounds: &Bounds) -> Vec<TokenStream> {
    let mut keys = Vec::new();
    for (name, limit) in [
        ("minimum", &bounds.minimum),
        ("maximum", &bounds.maximum),
        ("exclusive_minimum", &bounds.exclusive_minimum),
        ("exclusive_maximum", &bounds.exclusive_maximum),
        ("multiple_of", &bounds.multiple_of),
    ] {
        if let Some(limit) = limit {
            let (name, limit) = (ident(name), number_literal(limit));
            keys.push(quote!(#name = #limit));
        }
    }
    keys
}

/// A number as the document writes it; what Rust cannot write as a literal is rounded to one it can.
pub(super) fn number_literal(number: &Number) -> TokenStream {
    number
        .as_str()
        .parse::<TokenStream>()
        .ok()
        .filter(is_number)
        .unwrap_or_else(|| {
            let value = Literal::f64_unsuffixed(
                number
                    .as_f64()
                    .filter(|value| value.is_finite())
                    .unwrap_or(0.0)
                    .abs(),
            );
            if number.as_str().starts_with('-') {
                quote!(-#value)
            } else {
                quote!(#value)
            }
        })
}

fn is_number(tokens: &TokenStream) -> bool {
    tokens.clone().into_iter().all(|token| match token {
        proc_macro2::TokenTree::Literal(_) => true,
        proc_macro2::TokenTree::Punct(punct) => punct.as_char() == '-',
        _ => false,
    })
}

fn string_keys(string: &StringType) -> Vec<TokenStream> {
    let mut keys = Vec::new();
    count_key(&mut keys, "min_length", string.min_length);
    count_key(&mut keys, "max_length", string.max_length);
    if let Some(pattern) = &string.pattern {
        let pattern = &pattern.0;
        keys.push(quote!(pattern = #pattern));
    }
    match &string.format {
        StringFormat::Checked(format) => keys.push(quote!(format = #format)),
        StringFormat::Annotation(format) => keys.push(quote!(format = #format)),
        StringFormat::Binary => keys.push(quote!(format = "binary")),
        StringFormat::Plain
        | StringFormat::DateTime
        | StringFormat::Date
        | StringFormat::Uuid
        | StringFormat::Byte
        | StringFormat::Decimal
        | StringFormat::Ipv4
        | StringFormat::Ipv6 => {}
    }
    keys
}

fn array_keys(array: &Array, names: &RustNames) -> Vec<TokenStream> {
    let mut keys = Vec::new();
    count_key(&mut keys, "min_items", array.min_items);
    count_key(&mut keys, "max_items", array.max_items);
    if array.unique_items {
        keys.push(quote!(unique_items));
    }
    let items = schema_attributes(&array.items, names);
    if !items.is_empty() {
        keys.push(quote!(items(#(#items),*)));
    }
    keys
}

fn map_keys(map: &Map, names: &RustNames) -> Vec<TokenStream> {
    let mut keys = Vec::new();
    count_key(&mut keys, "min_properties", map.min_properties);
    count_key(&mut keys, "max_properties", map.max_properties);
    if let Some(text) = &map.keys {
        let text = string_keys(text);
        keys.push(quote!(property_names(#(#text),*)));
    }
    let values = schema_attributes(&map.values, names);
    if !values.is_empty() {
        keys.push(quote!(values(#(#values),*)));
    }
    keys
}

fn count_key(keys: &mut Vec<TokenStream>, name: &str, count: Option<u64>) {
    if let Some(count) = count {
        let (name, count) = (ident(name), Literal::u64_unsuffixed(count));
        keys.push(quote!(#name = #count));
    }
}

/// A schema kept as keywords, in the inline notation of the derive.
fn raw_attributes(raw: &RawSchema, names: &RustNames) -> Vec<TokenStream> {
    settle(unsettled(raw, names), Vec::new())
}

fn unsettled(raw: &RawSchema, names: &RustNames) -> Vec<TokenStream> {
    raw.keywords
        .iter()
        .flat_map(|keyword| raw_keyword(keyword, names))
        .collect()
}

fn raw_keyword(keyword: &RawKeyword, names: &RustNames) -> Vec<TokenStream> {
    let one = |key: &str, raw: &RawSchema| {
        let (key, inner) = (ident(key), raw_attributes(raw, names));
        vec![quote!(#key(#(#inner),*))]
    };
    let list = |key: &str, list: &[RawSchema]| {
        let key = ident(key);
        let inner = list.iter().map(|raw| {
            let inner = raw_attributes(raw, names);
            quote!((#(#inner),*))
        });
        vec![quote!(#key(#(#inner),*))]
    };
    let members = |key: &str, members: &[(String, RawSchema)]| {
        let key = ident(key);
        let inner = members.iter().map(|(name, raw)| {
            let inner = raw_attributes(raw, names);
            quote!(#name(#(#inner),*))
        });
        vec![quote!(#key(#(#inner),*))]
    };
    let count = |key: &str, count: u64| {
        let (key, count) = (ident(key), Literal::u64_unsuffixed(count));
        vec![quote!(#key = #count)]
    };
    match keyword {
        RawKeyword::Never => vec![quote!(never)],
        RawKeyword::Ref(id) => {
            let name = ident(names.type_name(*id));
            vec![quote!(ref = types::#name)]
        }
        RawKeyword::Types(types) => vec![quote!(types(#(#types),*))],
        // The derive wants at least one.
        RawKeyword::Enum(values) if values.is_empty() => vec![quote!(never)],
        RawKeyword::Enum(values) => {
            let values = values.iter().map(json_literal);
            vec![quote!(enum = [#(#values),*])]
        }
        RawKeyword::Const(value) => {
            let value = json_literal(value);
            vec![quote!(const = #value)]
        }
        RawKeyword::Bounds(bounds) => bound_keys(bounds),
        RawKeyword::MinLength(limit) => count("min_length", *limit),
        RawKeyword::MaxLength(limit) => count("max_length", *limit),
        RawKeyword::MinItems(limit) => count("min_items", *limit),
        RawKeyword::MaxItems(limit) => count("max_items", *limit),
        RawKeyword::MinContains(limit) => count("min_contains", *limit),
        RawKeyword::MaxContains(limit) => count("max_contains", *limit),
        RawKeyword::MinProperties(limit) => count("min_properties", *limit),
        RawKeyword::MaxProperties(limit) => count("max_properties", *limit),
        RawKeyword::UniqueItems => vec![quote!(unique_items)],
        RawKeyword::Pattern(pattern) => vec![quote!(pattern = #pattern)],
        RawKeyword::Format(format) => vec![quote!(format = #format)],
        RawKeyword::Items(raw) => one("items", raw),
        RawKeyword::Contains(raw) => one("contains", raw),
        RawKeyword::AdditionalProperties(raw) => one("values", raw),
        RawKeyword::PropertyNames(raw) => one("property_names", raw),
        RawKeyword::UnevaluatedProperties(raw) => one("unevaluated_properties", raw),
        RawKeyword::UnevaluatedItems(raw) => one("unevaluated_items", raw),
        RawKeyword::Not(raw) => one("not", raw),
        RawKeyword::PrefixItems(raws) => list("prefix_items", raws),
        RawKeyword::AllOf(raws) => list("all_of", raws),
        RawKeyword::AnyOf(raws) => list("any_of", raws),
        RawKeyword::OneOf(raws) => list("one_of", raws),
        RawKeyword::Properties(raws) => members("properties", raws),
        RawKeyword::PatternProperties(raws) => members("pattern_properties", raws),
        RawKeyword::DependentSchemas(raws) => members("dependent_schemas", raws),
        RawKeyword::Required(required) => vec![quote!(required(#(#required),*))],
        RawKeyword::DependentRequired(pairs) => {
            let pairs = pairs
                .iter()
                .map(|(name, required)| quote!(#name(#(#required),*)));
            vec![quote!(dependent_required(#(#pairs),*))]
        }
        RawKeyword::If {
            condition,
            then,
            otherwise,
        } => {
            let mut keys = one("if", condition);
            keys.extend(then.iter().flat_map(|raw| one("then", raw)));
            keys.extend(otherwise.iter().flat_map(|raw| one("else", raw)));
            keys
        }
    }
}

/// A JSON value as the derive's attributes write it.
pub(crate) fn json_literal(value: &Value) -> TokenStream {
    match value {
        Value::Null => quote!(null),
        Value::Bool(value) => quote!(#value),
        Value::Number(number) => number_literal(&Number::new(number.to_string())),
        Value::String(text) => quote!(#text),
        Value::Array(items) => {
            let items = items.iter().map(json_literal);
            quote!([#(#items),*])
        }
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| {
                let value = json_literal(value);
                quote!(#name: #value)
            });
            quote!({#(#members),*})
        }
    }
}

/// A JSON value as an expression of the runtime's `schema::Json`; `schema` is how that module is called there.
pub(crate) fn json_literal_const(value: &Value, schema: &TokenStream) -> TokenStream {
    match value {
        Value::Null => quote!(#schema::Json::Null),
        Value::Bool(value) => quote!(#schema::Json::Bool(#value)),
        Value::Number(number) => {
            let number = number_const(number);
            quote!(#schema::Json::Number(#schema::Number::#number))
        }
        Value::String(text) => quote!(#schema::Json::String(#text)),
        Value::Array(items) => {
            let items = items.iter().map(|item| json_literal_const(item, schema));
            quote!(#schema::Json::Array(&[#(#items),*]))
        }
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| {
                let value = json_literal_const(value, schema);
                quote!((#name, #value))
            });
            quote!(#schema::Json::Object(&[#(#members),*]))
        }
    }
}

/// A variant of the runtime's `Number`, whole doubles as integers.
fn number_const(number: &serde_json::Number) -> TokenStream {
    if let Some(value) = number.as_i64() {
        let value = Literal::i64_unsuffixed(value);
        return quote!(Int(#value));
    }
    if let Some(value) = number.as_u64() {
        let value = Literal::u64_unsuffixed(value);
        return quote!(Uint(#value));
    }
    let value = number
        .as_f64()
        .filter(|value| value.is_finite())
        .unwrap_or(0.0);
    if value.fract() == 0.0 && value.abs() < 9e15 {
        let value = Literal::i64_unsuffixed(value as i64);
        return quote!(Int(#value));
    }
    let value = Literal::f64_unsuffixed(value);
    quote!(Double(#value))
}
