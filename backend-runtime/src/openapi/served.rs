//! The document that a service serves.

use super::{Api, Options, build};

/// The effective document of static tables, as JSON text for [`Stack::openapi`](crate::http::Stack::openapi).
///
/// Tables that contradict each other have no document: that is logged, and `""` is returned. Generated tables never do.
pub fn effective_json(api: &Api) -> String {
    match build(api, Options::EFFECTIVE) {
        Ok(document) => document.to_string(),
        Err(problems) => {
            tracing::error!(%problems, "the service has no document");
            String::new()
        }
    }
}
