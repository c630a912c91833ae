//! Documents as the types of the `openapiv3` crate, for programs that already use them.
//!
//! Only here: those types know 3.0 alone, keep no positions and drop what they have no field for.

use super::document::{Document, Version};
use super::limits::Limits;
use super::node::Node;
use super::write;
use crate::diagnostic::{Diagnostic, Diagnostics};

/// Why a document has no counterpart.
#[derive(Debug, thiserror::Error)]
pub enum ConversionError {
    /// The document follows a version that the crate does not know.
    #[error("openapiv3 knows OpenAPI 3.0 only, and this document is newer")]
    Version,
    /// The types do not fit.
    #[error("openapiv3 does not take this document: {0}")]
    Shape(#[from] serde_json::Error),
}

/// A 3.0 document (also an upgraded Swagger 2.0 one), all files as one.
///
/// # Errors
/// [`ConversionError::Version`] for 3.1 and later; [`ConversionError::Shape`] when the types do not fit.
pub fn to_openapiv3(document: &Document) -> Result<::openapiv3::OpenAPI, ConversionError> {
    if document.version() != Version::V3_0 {
        return Err(ConversionError::Version);
    }
    Ok(serde_json::from_value(write::bundle(document).to_json())?)
}

/// The tree of such a document; positions are those of its JSON text.
///
/// # Errors
/// The diagnostic of the limit that it exceeds.
pub fn from_openapiv3(document: &::openapiv3::OpenAPI) -> Result<Node, Diagnostic> {
    let text = serde_json::to_string_pretty(document)
        .map_err(|error| Diagnostic::error("spec-syntax", format!("not serializable: {error}")))?;
    super::json::parse(
        &text,
        0,
        &Limits::default(),
        &mut 0,
        &mut Diagnostics::new(),
    )
}
