//! What the stack gives to every request on its way in.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use http::Extensions;

use super::{HttpConfig, RequestId};
use crate::auth::{Authenticator, DenyAll};

/// Shared by all requests of a stack.
pub(crate) struct Shared {
    pub(crate) config: HttpConfig,
    pub(crate) authenticator: Arc<dyn Authenticator>,
}

/// Set when shutdown begins. The server loop hands it to requests from then on, so that `/readyz` says no before the
/// listener closes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Draining(Arc<AtomicBool>);

impl Draining {
    pub(crate) fn begin(&self) {
        self.0.store(true, Ordering::Release);
    }

    pub(crate) fn has_begun(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// One request and its answer: the id and the stack's settings.
#[derive(Clone)]
pub(crate) struct Exchange {
    pub(crate) id: RequestId,
    pub(crate) shared: Arc<Shared>,
}

impl Exchange {
    /// The exchange that the stack made; without a stack, defaults that admit nobody to secured operations.
    pub(crate) fn of(extensions: &Extensions) -> Exchange {
        extensions.get().cloned().unwrap_or_else(Exchange::detached)
    }

    pub(crate) fn detached() -> Exchange {
        static SHARED: OnceLock<Arc<Shared>> = OnceLock::new();
        let shared = SHARED.get_or_init(|| {
            Arc::new(Shared {
                config: HttpConfig::default(),
                authenticator: Arc::new(DenyAll),
            })
        });
        Exchange {
            id: RequestId::generate(),
            shared: shared.clone(),
        }
    }
}
