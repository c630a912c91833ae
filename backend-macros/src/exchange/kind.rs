//! How a body travels: `json`, `json = "application/problem+json"`, `any("application/json", "text/csv")`.

use syn::meta::ParseNestedMeta;
use syn::punctuated::Punctuated;
use syn::{Attribute, LitStr, Result, Token};

use crate::syntax::{Errors, each_key, key_name, unknown};

/// A family of media types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Json,
    Form,
    Multipart,
    Text,
    Bytes,
    /// Several: the type is an enum that derives `RequestBody` or `ResponseBody`.
    Any,
}

/// The kind of a body and the media types that it is declared with.
#[derive(Debug, Clone)]
pub(super) struct Travel {
    pub(super) kind: Kind,
    pub(super) media_types: Vec<String>,
}

/// The keys, and the media type that each means by itself.
const KINDS: [(&str, Kind, &str); 6] = [
    ("json", Kind::Json, "application/json"),
    ("form", Kind::Form, "application/x-www-form-urlencoded"),
    ("multipart", Kind::Multipart, "multipart/form-data"),
    ("text", Kind::Text, "text/plain"),
    ("bytes", Kind::Bytes, "application/octet-stream"),
    ("any", Kind::Any, ""),
];

impl Travel {
    pub(super) fn json() -> Self {
        Self {
            kind: Kind::Json,
            media_types: vec!["application/json".to_owned()],
        }
    }

    /// The only media type.
    pub(super) fn media_type(&self) -> &str {
        self.media_types.first().map_or("", String::as_str)
    }

    /// The first media type of JSON.
    pub(super) fn json_type(&self) -> Option<&str> {
        let is_json = |name: &&String| name.ends_with("/json") || name.ends_with("+json");
        self.media_types.iter().find(is_json).map(String::as_str)
    }

    /// One key of an attribute; `None` when it is not a kind.
    pub(super) fn parse(meta: &ParseNestedMeta<'_>) -> Result<Option<Self>> {
        let Some((_, kind, usual)) = KINDS
            .into_iter()
            .find(|(name, ..)| meta.path.is_ident(name))
        else {
            return Ok(None);
        };
        let media_types = if kind == Kind::Any {
            let content;
            syn::parenthesized!(content in meta.input);
            let list = Punctuated::<LitStr, Token![,]>::parse_terminated(&content)?;
            list.iter().map(LitStr::value).collect()
        } else if meta.input.peek(Token![=]) {
            vec![meta.value()?.parse::<LitStr>()?.value()]
        } else {
            vec![usual.to_owned()]
        };
        Ok(Some(Self { kind, media_types }))
    }

    /// The `#[body(…)]` of a field or variant; JSON without one.
    pub(super) fn of(attributes: &[Attribute]) -> Result<Self> {
        let (mut travel, mut errors) = (Self::json(), Errors::default());
        for attribute in attributes.iter().filter(|one| one.path().is_ident("body")) {
            each_key(attribute, &mut errors, |meta| match Self::parse(meta)? {
                Some(parsed) => {
                    travel = parsed;
                    Ok(())
                }
                None => Err(meta.error(unknown("kind of body", &key_name(meta), &names()))),
            });
        }
        errors.into_result().map(|()| travel)
    }
}

/// The keys.
pub(super) fn names() -> Vec<&'static str> {
    KINDS.iter().map(|(name, ..)| *name).collect()
}
