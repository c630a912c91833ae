//! The trait that decides, and what it answers.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use super::{Credential, Scheme};
use crate::http::ApiError;

/// A boxed future, so that authenticators can be chosen at run time.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Who was authenticated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal(Arc<Fields>);

#[derive(Debug, PartialEq, Eq)]
struct Fields {
    subject: String,
    scopes: Vec<String>,
}

impl Principal {
    /// A caller known as `subject`, allowed what `scopes` name.
    pub fn new<S: Into<String>>(
        subject: impl Into<String>,
        scopes: impl IntoIterator<Item = S>,
    ) -> Principal {
        Principal(Arc::new(Fields {
            subject: subject.into(),
            scopes: scopes.into_iter().map(Into::into).collect(),
        }))
    }

    /// Identifies the caller in logs and rules.
    pub fn subject(&self) -> &str {
        &self.0.subject
    }

    /// What the caller is allowed.
    pub fn scopes(&self) -> &[String] {
        &self.0.scopes
    }

    /// Whether the caller has `scope`.
    pub fn has_scope(&self, scope: &str) -> bool {
        self.0.scopes.iter().any(|granted| granted == scope)
    }
}

/// Why a credential does not admit.
#[derive(Debug)]
pub enum AuthError {
    /// The credential is missing, wrong or expired: 401.
    Unauthenticated,
    /// The caller is known and lacks a scope: 403.
    Forbidden,
    /// The credential could not be checked, as when a key server is down: 503.
    Unavailable(crate::http::Cause),
    /// An answer of your own.
    Other(ApiError),
}

/// Decides whether a credential admits a request.
///
/// `scopes` are those the operation needs; an authenticator answers [`AuthError::Forbidden`] when the caller lacks one.
pub trait Authenticator: Send + Sync {
    /// Checks one credential of one scheme.
    fn authenticate<'a>(
        &'a self,
        scheme: &'a Scheme,
        credential: Credential,
        scopes: &'a [&'a str],
    ) -> BoxFuture<'a, Result<Principal, AuthError>>;
}

/// Admits nobody: what a service has until an authenticator is set.
#[derive(Debug, Clone, Copy)]
pub struct DenyAll;

impl Authenticator for DenyAll {
    fn authenticate<'a>(
        &'a self,
        _scheme: &'a Scheme,
        _credential: Credential,
        _scopes: &'a [&'a str],
    ) -> BoxFuture<'a, Result<Principal, AuthError>> {
        Box::pin(std::future::ready(Err(AuthError::Unauthenticated)))
    }
}
