//! Reading credentials from a request.

use base64::Engine as _;
use http::header::{AUTHORIZATION, COOKIE};
use http::request::Parts;
use percent_encoding::percent_decode_str;

use super::{ApiKeyIn, Scheme, SchemeKind};

/// What a caller presented for one scheme. Not shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub enum Credential {
    /// An API key.
    ApiKey(String),
    /// User and password.
    Basic {
        /// The user.
        user: String,
        /// The password.
        password: String,
    },
    /// A token: bearer, OAuth 2, OpenID Connect.
    Bearer(String),
    /// What follows another `Authorization` scheme.
    Http(String),
}

impl std::fmt::Debug for Credential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Credential::ApiKey(_) => "ApiKey([redacted])",
            Credential::Basic { .. } => "Basic([redacted])",
            Credential::Bearer(_) => "Bearer([redacted])",
            Credential::Http(_) => "Http([redacted])",
        })
    }
}

impl Credential {
    /// The credential for `scheme`, when the request has exactly one that is well formed.
    pub fn read(scheme: &Scheme, parts: &Parts) -> Option<Credential> {
        match scheme.kind {
            SchemeKind::ApiKey { location, name } => api_key(location, name, parts),
            SchemeKind::Basic => basic(authorization(parts, "basic")?),
            SchemeKind::Bearer | SchemeKind::OAuth2 | SchemeKind::OpenIdConnect => {
                authorization(parts, "bearer").map(|token| Credential::Bearer(token.to_owned()))
            }
            SchemeKind::Http(name) => {
                authorization(parts, name).map(|rest| Credential::Http(rest.to_owned()))
            }
            SchemeKind::MutualTls => None,
        }
    }
}

/// What follows `scheme` in the one `Authorization` header.
fn authorization<'a>(parts: &'a Parts, scheme: &str) -> Option<&'a str> {
    let mut values = parts.headers.get_all(AUTHORIZATION).iter();
    let (first, None) = (values.next()?, values.next()) else {
        return None;
    };
    let (name, rest) = first.to_str().ok()?.split_once(' ')?;
    let rest = rest.trim();
    (name.eq_ignore_ascii_case(scheme) && !rest.is_empty()).then_some(rest)
}

fn basic(encoded: &str) -> Option<Credential> {
    let decoded = base64::engine::general_purpose::STANDARD
        .decode(encoded)
        .ok()?;
    let text = String::from_utf8(decoded).ok()?;
    let (user, password) = text.split_once(':')?;
    Some(Credential::Basic {
        user: user.to_owned(),
        password: password.to_owned(),
    })
}

fn api_key(location: ApiKeyIn, name: &str, parts: &Parts) -> Option<Credential> {
    let mut found = match location {
        ApiKeyIn::Header => {
            let values = parts.headers.get_all(name).iter();
            let values: Vec<String> = values
                .map(|value| value.to_str().map(str::to_owned).ok())
                .collect::<Option<_>>()?;
            values
        }
        ApiKeyIn::Query => query_values(parts.uri.query()?, name),
        ApiKeyIn::Cookie => cookie_values(parts, name),
    };
    let key = found.pop()?;
    (found.is_empty() && !key.is_empty()).then_some(Credential::ApiKey(key))
}

fn query_values(query: &str, name: &str) -> Vec<String> {
    let decode = |text: &str| {
        let text = text.replace('+', " ");
        percent_decode_str(&text).decode_utf8_lossy().into_owned()
    };
    let pairs = query.split('&');
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .filter(|(key, _)| decode(key) == name)
        .map(|(_, value)| decode(value))
        .collect()
}

fn cookie_values(parts: &Parts, name: &str) -> Vec<String> {
    let headers = parts.headers.get_all(COOKIE).iter();
    headers
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(key, _)| *key == name)
        .map(|(_, value)| value.trim_matches('"').to_owned())
        .collect()
}
