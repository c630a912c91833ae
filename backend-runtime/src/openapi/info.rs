//! What the document says about the service as a whole.

use super::{Docs, Webhook};
use crate::auth::Scheme;
use crate::http::Operation;
use crate::schema::{Dialect, Json};

/// A whole service as static data: what generated code hands to the builder.
#[derive(Debug, Clone, Copy)]
pub struct Api {
    /// The version of OpenAPI that the source document follows.
    pub dialect: Dialect,
    /// `info`
    pub info: Info,
    /// `servers`
    pub servers: &'static [Server],
    /// The path of the first server, in front of every route.
    pub base_path: &'static str,
    /// `tags`
    pub tags: &'static [Tag],
    /// `components.securitySchemes`
    pub schemes: &'static [&'static Scheme],
    /// Every operation, group by group.
    pub operations: &'static [&'static [(&'static Operation, &'static Docs)]],
    /// `webhooks`
    pub webhooks: &'static [Webhook],
}

/// `info` (OpenAPI 3.1 §4.8.2).
#[derive(Debug, Clone, Copy)]
pub struct Info {
    /// `title`
    pub title: &'static str,
    /// `version`, of the service
    pub version: &'static str,
    /// `description`
    pub description: &'static str,
    /// Further members: `summary`, `termsOfService`, `contact`, `license`.
    pub more: &'static [(&'static str, Json)],
}

impl Info {
    /// A title and the service's version.
    pub const fn new(title: &'static str, version: &'static str) -> Info {
        Info {
            title,
            version,
            description: "",
            more: &[],
        }
    }

    /// With a description.
    #[must_use]
    pub const fn described(mut self, description: &'static str) -> Info {
        self.description = description;
        self
    }
}

/// One entry of `servers`.
#[derive(Debug, Clone, Copy)]
pub struct Server {
    /// `url`
    pub url: &'static str,
    /// `description`
    pub description: &'static str,
    /// `variables`
    pub variables: Option<Json>,
}

/// One entry of `tags`.
#[derive(Debug, Clone, Copy)]
pub struct Tag {
    /// `name`
    pub name: &'static str,
    /// `description`
    pub description: &'static str,
}
