//! Security schemes as static data.

use crate::schema::Json;

/// A security scheme of the document (OpenAPI 3.1 §4.8.27).
#[derive(Debug, PartialEq)]
pub struct Scheme {
    /// Its key under `components.securitySchemes`.
    pub name: &'static str,
    /// What it asks for.
    pub kind: SchemeKind,
    /// What only the document has: `description`, `bearerFormat`, `flows`, `openIdConnectUrl`.
    pub more: &'static [(&'static str, Json)],
}

/// How a scheme carries credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchemeKind {
    /// A key in a header, query parameter or cookie.
    ApiKey {
        /// Where.
        location: ApiKeyIn,
        /// Under which name.
        name: &'static str,
    },
    /// `Authorization: Basic` (RFC 7617).
    Basic,
    /// `Authorization: Bearer` (RFC 6750).
    Bearer,
    /// `Authorization` with another scheme, as `Digest`.
    Http(&'static str),
    /// OAuth 2: a bearer token with scopes.
    OAuth2,
    /// OpenID Connect: a bearer token with scopes.
    OpenIdConnect,
    /// A client certificate, which this server does not see.
    MutualTls,
}

/// Where an API key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApiKeyIn {
    /// A header.
    Header,
    /// A query parameter.
    Query,
    /// A cookie.
    Cookie,
}

impl Scheme {
    /// A scheme of which the document says nothing more.
    pub const fn new(name: &'static str, kind: SchemeKind) -> Scheme {
        Scheme {
            name,
            kind,
            more: &[],
        }
    }

    /// The challenge for `WWW-Authenticate`. API keys have no registered scheme; `ApiKey` names the place.
    pub fn challenge(&self, scopes: &[&str]) -> String {
        let scope = match scopes {
            [] => String::new(),
            scopes => format!(", scope=\"{}\"", scopes.join(" ").replace(['"', '\\'], "")),
        };
        match self.kind {
            SchemeKind::Basic => "Basic realm=\"api\", charset=\"UTF-8\"".into(),
            SchemeKind::Bearer | SchemeKind::OAuth2 | SchemeKind::OpenIdConnect => {
                format!("Bearer realm=\"api\"{scope}")
            }
            SchemeKind::Http(scheme) => format!("{scheme} realm=\"api\""),
            SchemeKind::MutualTls => "Mutual realm=\"api\"".into(),
            SchemeKind::ApiKey { location, name } => {
                let location = match location {
                    ApiKeyIn::Header => "header",
                    ApiKeyIn::Query => "query",
                    ApiKeyIn::Cookie => "cookie",
                };
                format!("ApiKey realm=\"api\", in=\"{location}\", name=\"{name}\"")
            }
        }
    }
}
