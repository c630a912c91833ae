//! Holding a request to the security requirements of its operation.

use http::request::Parts;

use super::{AuthError, Authenticator, Credential, Principal};
use crate::http::{ApiError, Requirement};

/// Tries the alternatives in order; the first whose schemes all hold admits (OpenAPI 3.1 §4.8.30).
///
/// # Errors
/// 403 when some alternative knew the caller but lacked a scope, 503 when it could not be checked, otherwise 401 with
/// one challenge for each scheme.
pub(crate) async fn admit(
    requirements: &'static [Requirement],
    authenticator: &dyn Authenticator,
    parts: &Parts,
) -> Result<Option<Principal>, ApiError> {
    let mut worst = None;
    for requirement in requirements {
        match holds(requirement, authenticator, parts).await {
            Ok(principal) => return Ok(principal),
            Err(AuthError::Unauthenticated) => {}
            Err(error) => worst = Some(error),
        }
    }
    Err(match worst {
        Some(AuthError::Forbidden) => ApiError::forbidden(),
        Some(AuthError::Unavailable(cause)) => ApiError::unavailable(cause),
        Some(AuthError::Other(error)) => error,
        Some(AuthError::Unauthenticated) | None => {
            ApiError::unauthorized(&challenges(requirements))
        }
    })
}

/// The principal of the first scheme; none for the empty requirement, which admits anybody.
async fn holds(
    requirement: &'static Requirement,
    authenticator: &dyn Authenticator,
    parts: &Parts,
) -> Result<Option<Principal>, AuthError> {
    let mut first = None;
    for (scheme, scopes) in requirement.schemes {
        let credential = Credential::read(scheme, parts).ok_or(AuthError::Unauthenticated)?;
        let principal = authenticator
            .authenticate(scheme, credential, scopes)
            .await?;
        first.get_or_insert(principal);
    }
    Ok(first)
}

fn challenges(requirements: &[Requirement]) -> Vec<String> {
    let mut challenges: Vec<String> = Vec::new();
    for (scheme, scopes) in requirements
        .iter()
        .flat_map(|requirement| requirement.schemes)
    {
        let challenge = scheme.challenge(scopes);
        if !challenges.contains(&challenge) {
            challenges.push(challenge);
        }
    }
    challenges
}
