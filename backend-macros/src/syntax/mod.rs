//! `#[schema(…)]` as written: tokens to keys with arguments. Nothing is judged here except the form.

mod errors;
mod json;
mod keys;

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{LitStr, Type};

pub(crate) use errors::{Errors, all, unknown};
pub(crate) use json::{Json, JsonValue, Number};
pub(crate) use keys::{drain, each_key, key_name, parse_attributes, parse_keys};

/// One schema: the keys of an attribute or of a nested argument.
#[derive(Debug, Default)]
pub(crate) struct Expr {
    pub(crate) keys: Vec<Key>,
}

/// One key with its argument.
#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) name: String,
    pub(crate) span: Span,
    pub(crate) argument: Argument,
}

#[derive(Debug)]
pub(crate) enum Argument {
    None,
    Json(Json),
    Type(Box<Type>),
    Schema(Expr),
    Schemas(Vec<Expr>),
    Named(Vec<(LitStr, Expr)>),
    Names(Vec<LitStr>),
    Lists(Vec<(LitStr, Vec<LitStr>)>),
    Extensions(Vec<(LitStr, Json)>),
}

impl Expr {
    pub(crate) fn get(&self, name: &str) -> Option<&Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// The type of a key as `base = path::Type`.
    pub(crate) fn path(&self, name: &str) -> Option<&Type> {
        match &self.get(name)?.argument {
            Argument::Type(path) => Some(path),
            _ => None,
        }
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Key::text)
    }

    pub(crate) fn count(&self, name: &str) -> Option<u64> {
        match self.get(name)?.argument {
            Argument::Json(Json {
                value: JsonValue::Number(Number::Int(value)),
                ..
            }) => u64::try_from(value).ok(),
            _ => None,
        }
    }
}

impl Key {
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.argument {
            Argument::Json(Json {
                value: JsonValue::String(text),
                ..
            }) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn number(&self) -> Option<Number> {
        match self.argument {
            Argument::Json(Json {
                value: JsonValue::Number(number),
                ..
            }) => Some(number),
            _ => None,
        }
    }

    /// The place of the argument, for errors about it.
    pub(crate) fn argument_span(&self) -> Span {
        match &self.argument {
            Argument::Json(json) => json.span,
            Argument::Type(path) => path.span(),
            _ => self.span,
        }
    }
}
