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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::{LoadOptions, Memory, load};

    fn read(text: &str) -> Document {
        let (document, _) = load(
            "a.yaml",
            &mut Memory::one("a.yaml", text),
            &LoadOptions::default(),
        );
        document.expect("a document")
    }

    const TEXT: &str = "openapi: VERSION\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    get:\n      responses:\n        '200': {description: ok}\n";

    #[test]
    fn a_3_0_document_goes_there_and_back() {
        let document = read(&TEXT.replace("VERSION", "3.0.3"));
        let converted = to_openapiv3(&document).expect("it fits");
        assert_eq!(converted.info.title, "T");
        let back = from_openapiv3(&converted).expect("it is a tree");
        assert_eq!(
            back.get("paths").map(Node::to_json),
            document.root().get("paths").map(Node::to_json)
        );
    }

    #[test]
    fn newer_and_unfit_documents_are_refused() {
        let newer = read(&TEXT.replace("VERSION", "3.1.0"));
        assert!(matches!(
            to_openapiv3(&newer),
            Err(ConversionError::Version)
        ));
        let unfit = read(
            &TEXT
                .replace("VERSION", "3.0.3")
                .replace("{description: ok}", "5"),
        );
        assert!(matches!(
            to_openapiv3(&unfit),
            Err(ConversionError::Shape(_))
        ));
    }
}
