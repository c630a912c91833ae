//! Security schemes and requirements as the document writes them.

use serde_json::{Map, Value, json};

use crate::auth::{ApiKeyIn, Scheme, SchemeKind};
use crate::http::Requirement;

/// A Security Scheme Object.
pub(super) fn scheme(scheme: &Scheme) -> Value {
    let mut object = Map::new();
    let mut set = |key: &str, value: &str| {
        object.insert(key.to_owned(), value.into());
    };
    match scheme.kind {
        SchemeKind::ApiKey { location, name } => {
            set("type", "apiKey");
            set("name", name);
            set(
                "in",
                match location {
                    ApiKeyIn::Header => "header",
                    ApiKeyIn::Query => "query",
                    ApiKeyIn::Cookie => "cookie",
                },
            );
        }
        SchemeKind::Basic => {
            set("type", "http");
            set("scheme", "basic");
        }
        SchemeKind::Bearer => {
            set("type", "http");
            set("scheme", "bearer");
        }
        SchemeKind::Http(name) => {
            set("type", "http");
            set("scheme", name);
        }
        SchemeKind::OAuth2 => set("type", "oauth2"),
        SchemeKind::OpenIdConnect => set("type", "openIdConnect"),
        SchemeKind::MutualTls => set("type", "mutualTLS"),
    }
    for (key, value) in scheme.more {
        object.insert((*key).to_owned(), value.to_value());
    }
    if scheme.kind == SchemeKind::OAuth2 {
        object.entry("flows").or_insert_with(|| json!({}));
    }
    Value::Object(object)
}

/// `security` of an operation; `None` for an open one.
pub(super) fn requirements(requirements: &'static [Requirement]) -> Option<Value> {
    let alternative = |requirement: &Requirement| -> Value {
        let schemes = requirement.schemes.iter();
        Value::Object(
            schemes
                .map(|(scheme, scopes)| (scheme.name.to_owned(), json!(scopes)))
                .collect(),
        )
    };
    match requirements {
        [] => None,
        list => Some(list.iter().map(alternative).collect()),
    }
}
