//! Credentials: what the client of the tests holds, and operations that want some.

use super::Tests;
use crate::emit::targets::rust_axum::project::sql::literal;
use crate::{
    emit::layout::{Code, Writer},
    ir::{ApiKeyLocation, Operation, SchemeKind},
};

impl Tests<'_> {
    /// Headers that satisfy every scheme; keys in the query cannot be sent for all requests.
    pub(super) fn credentials(&self) -> Vec<(String, String)> {
        let mut list: Vec<(String, String)> = Vec::new();
        for scheme in &self.project.api.schemes {
            let header = match &scheme.kind {
                SchemeKind::ApiKey {
                    location: ApiKeyLocation::Header,
                    name,
                } => (name.clone(), "key".to_owned()),
                SchemeKind::ApiKey {
                    location: ApiKeyLocation::Cookie,
                    name,
                } => ("cookie".to_owned(), format!("{name}=key")),
                SchemeKind::ApiKey {
                    location: ApiKeyLocation::Query,
                    ..
                }
                | SchemeKind::MutualTls
                | SchemeKind::Http(_) => continue,
                SchemeKind::Basic => ("authorization".to_owned(), "Basic dGVzdDp0ZXN0".to_owned()),
                SchemeKind::Bearer { .. }
                | SchemeKind::OAuth2 { .. }
                | SchemeKind::OpenIdConnect { .. } => {
                    ("authorization".to_owned(), "Bearer token".to_owned())
                }
            };
            if !list.iter().any(|(name, _)| *name == header.0) {
                list.push(header);
            }
        }
        list
    }

    /// Whether the client's headers let it in.
    pub(super) fn is_admitted(&self, operation: &Operation) -> bool {
        let schemes = &self.project.api.schemes;
        let credentials = self.credentials();
        let held = |index: usize| match &schemes[index].kind {
            SchemeKind::ApiKey {
                location: ApiKeyLocation::Header,
                name,
            } => credentials.iter().any(|(known, _)| known == name),
            SchemeKind::ApiKey {
                location: ApiKeyLocation::Cookie,
                name,
            } => credentials
                .iter()
                .any(|(_, value)| value.starts_with(&format!("{name}="))),
            SchemeKind::Basic => credentials
                .iter()
                .any(|(_, value)| value.starts_with("Basic")),
            SchemeKind::Bearer { .. }
            | SchemeKind::OAuth2 { .. }
            | SchemeKind::OpenIdConnect { .. } => credentials
                .iter()
                .any(|(_, value)| value.starts_with("Bearer")),
            SchemeKind::ApiKey {
                location: ApiKeyLocation::Query,
                ..
            }
            | SchemeKind::MutualTls
            | SchemeKind::Http(_) => false,
        };
        operation.security.is_empty()
            || operation
                .security
                .iter()
                .any(|one| one.schemes.iter().all(|(index, _)| held(*index)))
    }

    /// Whether requests without credentials are refused.
    pub(super) fn is_secured(&self, operation: &Operation) -> bool {
        !operation.security.is_empty()
            && operation.security.iter().all(|one| !one.schemes.is_empty())
    }

    pub(super) fn secured(&self, function: &str, operation: &Operation, writer: &mut Writer) {
        if !self.is_secured(operation) {
            return;
        }
        let Some(path) = self.path_to_nothing(operation) else {
            return;
        };
        self.test(&format!("{function}_wants_credentials"), operation, writer);
        writer.line("let client = common::stranger().await;");
        let mut links = self.call(operation, &literal(&path), "");
        links.extend([".send()", ".await"].map(str::to_owned));
        writer.value(
            "let answer = ",
            &Code::Chain("client".to_owned(), links),
            ";",
        );
        self.failed(operation, 401, "unauthorized", writer);
        writer.close("}");
    }
}
