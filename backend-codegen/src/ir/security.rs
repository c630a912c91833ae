/// One entry of `components.securitySchemes`.
#[derive(Debug, Clone)]
pub struct SecurityScheme {
    /// Its name in the document.
    pub name: String,
    /// `description`
    pub description: Option<String>,
    /// What it is.
    pub kind: SchemeKind,
    /// What only the document has: `description`, `bearerFormat`, `flows`, `openIdConnectUrl`, `x-…`.
    pub more: Vec<(String, serde_json::Value)>,
}

/// The kinds of security scheme (OpenAPI 3.1 §4.8.27).
#[derive(Debug, Clone)]
pub enum SchemeKind {
    /// A key in a header, query parameter or cookie.
    ApiKey {
        /// Where.
        location: ApiKeyLocation,
        /// The header's, parameter's or cookie's name.
        name: String,
    },
    /// `http` with scheme `basic`
    Basic,
    /// `http` with scheme `bearer`
    Bearer {
        /// `bearerFormat`
        format: Option<String>,
    },
    /// `http` with another scheme, by name in lower case
    Http(String),
    /// `oauth2`, with all scopes of its flows
    OAuth2 {
        /// Scope and description, in document order.
        scopes: Vec<(String, String)>,
    },
    /// `openIdConnect`
    OpenIdConnect {
        /// `openIdConnectUrl`
        url: String,
    },
    /// `mutualTLS`
    MutualTls,
}

/// Where an API key travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ApiKeyLocation {
    /// A request header.
    Header,
    /// A query parameter.
    Query,
    /// A cookie.
    Cookie,
}

/// One alternative of `security`: all its schemes must be satisfied. No schemes: anonymous is allowed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Requirement {
    /// Index into `Api::schemes`, and the scopes asked for.
    pub schemes: Vec<(usize, Vec<String>)>,
}
