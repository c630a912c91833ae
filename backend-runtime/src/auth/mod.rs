//! Who is calling: security schemes of the document, and the trait that decides.
//!
//! Owns reading credentials from a request, challenges, and the authenticators; knows nothing of sessions or users.

mod admit;
mod authenticator;
mod constant_time;
mod credential;
mod env;
mod scheme;
pub mod testing;

pub(crate) use admit::admit;
pub use authenticator::{AuthError, Authenticator, BoxFuture, DenyAll, Principal};
pub use constant_time::secrets_equal;
pub use credential::Credential;
pub use env::EnvAuthenticator;
pub use scheme::{ApiKeyIn, Scheme, SchemeKind};
