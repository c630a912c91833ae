use serde_json::Value;

/// What a document says about itself, for the document that a service gives back.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Head {
    /// It follows OpenAPI 3.0 (also an upgraded Swagger 2.0), not 3.1.
    pub is_3_0: bool,
    /// Further members of `info`: `contact`, `license`, `termsOfService`, …
    pub info: Vec<(String, Value)>,
    /// `servers`
    pub servers: Vec<Server>,
    /// `tags`: name and description.
    pub tags: Vec<(String, String)>,
}

/// One entry of `servers`.
#[derive(Debug, Clone, PartialEq)]
pub struct Server {
    /// `url`
    pub url: String,
    /// `description`
    pub description: String,
    /// `variables`
    pub variables: Option<Value>,
}
