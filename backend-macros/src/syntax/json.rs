//! JSON values in attributes, each with its place.

use proc_macro2::Span;
use syn::parse::ParseStream;
use syn::{Error, Ident, Lit, LitStr, Result, Token, token};

use super::keys::drain;

/// A JSON value with the place where it stands.
#[derive(Debug)]
pub(crate) struct Json {
    pub(crate) span: Span,
    pub(crate) value: JsonValue,
}

#[derive(Debug)]
pub(crate) enum JsonValue {
    Null,
    Bool(bool),
    Number(Number),
    String(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Number {
    Int(i64),
    Uint(u64),
    Double(f64),
}

impl Number {
    pub(crate) fn as_integer(self) -> Option<i128> {
        match self {
            Number::Int(value) => Some(value.into()),
            Number::Uint(value) => Some(value.into()),
            Number::Double(_) => None,
        }
    }

    pub(crate) fn as_f64(self) -> f64 {
        match self {
            Number::Int(value) => value as f64,
            Number::Uint(value) => value as f64,
            Number::Double(value) => value,
        }
    }
}

pub(super) fn parse_json(input: ParseStream) -> Result<Json> {
    let span = input.span();
    let value = if input.peek(token::Bracket) {
        let content;
        syn::bracketed!(content in input);
        let items = content.parse_terminated(parse_json, Token![,])?;
        JsonValue::Array(items.into_iter().collect())
    } else if input.peek(token::Brace) {
        let content;
        syn::braced!(content in input);
        JsonValue::Object(parse_members(&content).inspect_err(|_| drain(&content))?)
    } else if input.peek(Ident) {
        let ident: Ident = input.parse()?;
        if ident != "null" {
            return Err(Error::new(
                ident.span(),
                format!("`{ident}` is no JSON value; strings stand in quotes"),
            ));
        }
        JsonValue::Null
    } else {
        let negative = input.parse::<Option<Token![-]>>()?.is_some();
        literal(&input.parse()?, negative)?
    };
    Ok(Json { span, value })
}

fn parse_members(content: ParseStream) -> Result<Vec<(String, Json)>> {
    let mut members = Vec::new();
    while !content.is_empty() {
        let name: LitStr = content.parse()?;
        content.parse::<Token![:]>()?;
        members.push((name.value(), parse_json(content)?));
        if !content.is_empty() {
            content.parse::<Token![,]>()?;
        }
    }
    Ok(members)
}

fn literal(literal: &Lit, negative: bool) -> Result<JsonValue> {
    let sign = if negative { "-" } else { "" };
    Ok(match literal {
        Lit::Str(text) if !negative => JsonValue::String(text.value()),
        Lit::Bool(value) if !negative => JsonValue::Bool(value.value),
        Lit::Int(value) => {
            let text = format!("{sign}{}", value.base10_digits());
            match (text.parse(), text.parse()) {
                (Ok(value), _) => JsonValue::Number(Number::Int(value)),
                (_, Ok(value)) => JsonValue::Number(Number::Uint(value)),
                _ => JsonValue::Number(double(&text, value.span())?),
            }
        }
        Lit::Float(value) => JsonValue::Number(double(
            &format!("{sign}{}", value.base10_digits()),
            value.span(),
        )?),
        other => return Err(Error::new(other.span(), "expected a JSON value")),
    })
}

/// A double in canonical form: without fraction it is an integer where one holds it.
fn double(text: &str, span: Span) -> Result<Number> {
    let value: f64 = text
        .parse()
        .map_err(|_| Error::new(span, "this is no number"))?;
    if !value.is_finite() {
        return Err(Error::new(span, "the number is too large"));
    }
    if value.fract() == 0.0 && value.abs() < 9e18 {
        return Ok(Number::Int(value as i64));
    }
    if value.fract() == 0.0 && (0.0..1.8e19).contains(&value) {
        return Ok(Number::Uint(value as u64));
    }
    Ok(Number::Double(value))
}
