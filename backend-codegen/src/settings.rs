//! What the caller decides about a generation: validated settings, no flags and no environment.

use serde::{Deserialize, Serialize};

/// The database that a service persists to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Database {
    /// Embedded SQLite.
    #[default]
    Sqlite,
    /// PostgreSQL 13 or later.
    Postgres,
    /// MySQL 8 or MariaDB 10.6 and later.
    Mysql,
    /// An in-memory repository behind the same trait.
    None,
}

impl Database {
    /// As flags and `backend.toml` spell it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
            Self::Mysql => "mysql",
            Self::None => "none",
        }
    }
}

/// How success responses that the document does not define are wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Envelope {
    /// `{"data": …, "meta": {"requestId": …}}`
    #[default]
    Data,
    /// The same with `"success": true`.
    Success,
    /// The bare value.
    None,
}

impl Envelope {
    /// As flags and `backend.toml` spell it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Success => "success",
            Self::None => "none",
        }
    }
}

/// Where a scaffolded project takes `backend-runtime` and `backend-codegen` from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RuntimeSource {
    /// The folder that holds `backend-runtime/` and `backend-codegen/` (a checkout).
    Path(String),
    /// A published version requirement, such as `0.1.0`.
    Version(String),
}

/// Which operations are generated; empty lists select everything.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Selection {
    /// Only operations with one of these tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include_tags: Vec<String>,
    /// No operation with one of these tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclude_tags: Vec<String>,
    /// Only the operations with these operationIds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub operations: Vec<String>,
}

/// Everything a project emitter needs to know besides the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectSettings {
    /// The package name, already checked to be a valid one (`shop`).
    pub package: String,
    /// The document's file name inside the project (`openapi.yaml`).
    pub spec: String,
    /// The target's id in the registry (`axum`).
    pub framework: String,
    /// The database.
    pub database: Database,
    /// The envelope of success responses that the document does not define.
    pub envelope: Envelope,
    /// Leave out tests, Dockerfile, compose file, workflow, `.env.example` and README.
    pub minimal: bool,
    /// The project was there before: its program, manifest and packaging are the user's.
    pub embedded: bool,
    /// Where the runtime comes from.
    pub runtime: RuntimeSource,
    /// Which operations are generated.
    pub selection: Selection,
}
