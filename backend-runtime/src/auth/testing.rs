//! Authenticators for tests.

use super::{AuthError, Authenticator, BoxFuture, Credential, Principal, Scheme};

/// Admits every credential as one principal, with every scope.
#[derive(Debug, Clone)]
pub struct AllowAll(pub Principal);

impl Default for AllowAll {
    fn default() -> AllowAll {
        AllowAll(Principal::new("test", [""; 0]))
    }
}

impl Authenticator for AllowAll {
    fn authenticate<'a>(
        &'a self,
        _scheme: &'a Scheme,
        _credential: Credential,
        _scopes: &'a [&'a str],
    ) -> BoxFuture<'a, Result<Principal, AuthError>> {
        Box::pin(std::future::ready(Ok(self.0.clone())))
    }
}

/// Admits every credential as one principal, which must have the scopes asked for.
#[derive(Debug, Clone)]
pub struct Fixed(pub Principal);

impl Authenticator for Fixed {
    fn authenticate<'a>(
        &'a self,
        _scheme: &'a Scheme,
        _credential: Credential,
        scopes: &'a [&'a str],
    ) -> BoxFuture<'a, Result<Principal, AuthError>> {
        let granted = scopes.iter().all(|scope| self.0.has_scope(scope));
        let answer = if granted {
            Ok(self.0.clone())
        } else {
            Err(AuthError::Forbidden)
        };
        Box::pin(std::future::ready(answer))
    }
}
