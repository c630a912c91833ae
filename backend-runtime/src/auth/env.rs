//! Credentials from environment secrets: enforcement from the first start, before real login exists.

use std::collections::BTreeMap;

use super::{
    AuthError, Authenticator, BoxFuture, Credential, Principal, Scheme, SchemeKind, secrets_equal,
};
use crate::http::{Env, Secret};

/// Compares API keys, basic passwords and bearer tokens with secrets of the environment.
///
/// For a scheme named `apiKeyAuth` the variable is `AUTH_API_KEY_AUTH`: the key or token itself, and for basic
/// `user:password`. A scheme without a secret admits nobody. Scopes cannot be known here: `oauth2` and
/// `openIdConnect` admit nobody, and an operation that asks a token for scopes is refused.
#[derive(Debug, Clone, Default)]
pub struct EnvAuthenticator {
    secrets: BTreeMap<&'static str, Secret>,
}

impl EnvAuthenticator {
    /// Takes the secret of each scheme; weak ones are problems of `env`, missing ones deny.
    pub fn from_env(env: &mut Env, schemes: &[&'static Scheme]) -> EnvAuthenticator {
        let mut secrets = BTreeMap::new();
        for scheme in schemes.iter().filter(|scheme| is_comparable(scheme)) {
            if let Some(secret) = env.optional_secret(&variable(scheme.name)) {
                secrets.insert(scheme.name, secret);
            }
        }
        EnvAuthenticator { secrets }
    }

    fn check(
        &self,
        scheme: &Scheme,
        credential: &Credential,
        scopes: &[&str],
    ) -> Result<Principal, AuthError> {
        let secret = self.secrets.get(scheme.name);
        let expected = secret
            .ok_or(AuthError::Unauthenticated)?
            .expose()
            .as_bytes();
        let (subject, given) = match credential {
            Credential::ApiKey(key) => (scheme.name, key.clone()),
            Credential::Bearer(token) => (scheme.name, token.clone()),
            Credential::Basic { user, password } => (user.as_str(), format!("{user}:{password}")),
            Credential::Http(_) => return Err(AuthError::Unauthenticated),
        };
        if !secrets_equal(given.as_bytes(), expected) {
            return Err(AuthError::Unauthenticated);
        }
        if !scopes.is_empty() {
            return Err(AuthError::Forbidden);
        }
        Ok(Principal::new(subject, [""; 0]))
    }
}

/// Tokens of identity providers are not secrets to compare.
fn is_comparable(scheme: &Scheme) -> bool {
    match scheme.kind {
        SchemeKind::ApiKey { .. } | SchemeKind::Basic | SchemeKind::Bearer => true,
        SchemeKind::Http(_)
        | SchemeKind::OAuth2
        | SchemeKind::OpenIdConnect
        | SchemeKind::MutualTls => false,
    }
}

/// `apiKeyAuth` → `AUTH_API_KEY_AUTH`.
pub(crate) fn variable(scheme: &str) -> String {
    let mut name = String::from("AUTH_");
    let mut previous = '_';
    for c in scheme.chars() {
        if c.is_ascii_uppercase() && (previous.is_ascii_lowercase() || previous.is_ascii_digit()) {
            name.push('_');
        }
        previous = if c.is_ascii_alphanumeric() { c } else { '_' };
        name.push(previous.to_ascii_uppercase());
    }
    name
}

impl Authenticator for EnvAuthenticator {
    fn authenticate<'a>(
        &'a self,
        scheme: &'a Scheme,
        credential: Credential,
        scopes: &'a [&'a str],
    ) -> BoxFuture<'a, Result<Principal, AuthError>> {
        Box::pin(std::future::ready(self.check(scheme, &credential, scopes)))
    }
}

#[cfg(test)]
mod tests {
    use super::variable;

    #[test]
    fn names_variables_after_schemes() {
        assert_eq!(variable("apiKeyAuth"), "AUTH_API_KEY_AUTH");
        assert_eq!(variable("bearer"), "AUTH_BEARER");
        assert_eq!(variable("OAuth2-x"), "AUTH_OAUTH2_X");
    }
}
