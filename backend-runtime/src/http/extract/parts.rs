//! `Path`, `Query`, `Header` and `Cookie`.

use axum::extract::{FromRequestParts, MatchedPath};
use http::request::Parts;
use serde::de::DeserializeOwned;

use crate::http::parameter::{self, Source};
use crate::http::{ApiError, Parameters};
use crate::validate::Validate;

macro_rules! extractor {
    ($(#[$doc:meta])* $name:ident, $source:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default)]
        pub struct $name<T>(pub T);

        impl<T, S> FromRequestParts<S> for $name<T>
        where
            T: DeserializeOwned + Validate + Parameters,
            S: Send + Sync,
        {
            type Rejection = ApiError;

            async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ApiError> {
                let mut violations = Vec::new();
                let source: fn(&Parts) -> Source<'_> = $source;
                parameter::decode(source(parts), &mut violations)
                    .map($name)
                    .ok_or_else(|| ApiError::violations(violations))
            }
        }
    };
}

extractor! {
    /// Path parameters.
    ///
    /// Rejects with 400 `validation_failed` and every violation, fields as `path.id`.
    Path,
    |parts| Source::Path {
        template: parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str),
        path: parts.uri.path(),
    }
}

extractor! {
    /// Query parameters; unknown ones are ignored.
    ///
    /// Rejects with 400 `validation_failed` and every violation, fields as `query.limit`.
    Query,
    |parts| Source::Query(parts.uri.query().unwrap_or_default())
}

extractor! {
    /// Header parameters; names are compared without case.
    ///
    /// Rejects with 400 `validation_failed` and every violation, fields as `header.x-name`.
    Header,
    |parts| Source::Header(&parts.headers)
}

extractor! {
    /// Cookie parameters.
    ///
    /// Rejects with 400 `validation_failed` and every violation, fields as `cookie.name`.
    Cookie,
    |parts| Source::Cookie(&parts.headers)
}
