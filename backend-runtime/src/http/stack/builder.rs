//! Assembling a service: operations, our own endpoints, and the one service around them.

use std::future::Future;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::{HeaderName, Method, StatusCode};
use tower_http::cors::{AllowOrigin, CorsLayer};

use super::endpoints::{self, Own, Ready};
use super::metrics::Metrics;
use super::security_headers;
use super::service::{Settings, StackLayer};
use crate::auth::{Authenticator, DenyAll};
use crate::http::exchange::Shared;
use crate::http::{ApiError, Cause, CorsConfig, HttpConfig};

/// Turns the routes of operations into a service with limits, security headers, error envelopes, metrics and our own
/// endpoints.
///
/// ```
/// use backend_runtime::http::{HttpConfig, Stack};
///
/// let routes = axum::Router::new().route("/ping", axum::routing::get(|| async { "pong" }));
/// let app: axum::Router = Stack::new(HttpConfig::default()).base_path("/v1").routes(routes);
/// ```
pub struct Stack {
    config: HttpConfig,
    openapi: &'static str,
    authenticator: Arc<dyn Authenticator>,
    ready: Option<Ready>,
    base_path: &'static str,
}

impl Stack {
    /// A stack without document, authenticator (secured operations admit nobody) and readiness check.
    pub fn new(config: HttpConfig) -> Stack {
        Stack {
            config,
            openapi: "",
            authenticator: Arc::new(DenyAll),
            ready: None,
            base_path: "",
        }
    }

    /// The document, as JSON: served at `/openapi.json`, shown at `/docs`, and its paths win over ours.
    #[must_use]
    pub fn openapi(mut self, json: &'static str) -> Stack {
        self.openapi = json;
        self
    }

    /// Who decides about credentials.
    #[must_use]
    pub fn authenticator(mut self, authenticator: Arc<dyn Authenticator>) -> Stack {
        self.authenticator = authenticator;
        self
    }

    /// What `/readyz` asks, as a ping of the database. An error answers 503 and is logged.
    #[must_use]
    pub fn ready<F, R, E>(mut self, check: F) -> Stack
    where
        F: Fn() -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), E>> + Send + 'static,
        E: Into<Cause>,
    {
        self.ready = Some(Arc::new(move || {
            let check = check();
            Box::pin(async move { check.await.map_err(Into::into) })
        }));
        self
    }

    /// The path of `servers`, under which the operations are; ours stay at the root.
    #[must_use]
    pub fn base_path(mut self, base_path: &'static str) -> Stack {
        self.base_path = base_path.trim_end_matches('/');
        self
    }

    /// The service.
    pub fn routes(self, routes: Router) -> Router {
        let metrics = self.config.metrics.then(|| Arc::new(Metrics::default()));
        let own = Own {
            openapi: self.openapi,
            base_path: self.base_path,
            docs: self.config.docs,
            ready: self.ready,
            metrics: metrics.clone(),
        };
        let cors = cors(&self.config.cors);
        let shared = Shared {
            config: self.config,
            authenticator: self.authenticator,
        };
        let settings = Settings {
            shared: Arc::new(shared),
            headers: security_headers::template(),
            metrics,
        };
        let operations = match self.base_path {
            "" => routes,
            base => Router::new().nest(base, routes),
        };
        let router = operations
            .merge(endpoints::router(own))
            .fallback(|| async { ApiError::no_route() })
            .method_not_allowed_fallback(other_method);
        let router = match cors {
            Some(cors) => router.layer(cors),
            None => router,
        };
        router.layer(StackLayer(Arc::new(settings)))
    }
}

/// `OPTIONS` is answered everywhere; axum adds `Allow` to it and to the 405.
pub(in crate::http) async fn other_method(request: Request) -> Response {
    match *request.method() {
        Method::OPTIONS => StatusCode::NO_CONTENT.into_response(),
        _ => ApiError::method_not_allowed().into_response(),
    }
}

/// Closed unless origins are named.
fn cors(config: &CorsConfig) -> Option<CorsLayer> {
    const METHODS: [Method; 7] = [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
        Method::OPTIONS,
    ];
    if config.allowed_origins.is_empty() {
        return None;
    }
    let origin = match config.any() {
        true => AllowOrigin::any(),
        false => AllowOrigin::list(config.allowed_origins.iter().cloned()),
    };
    let exposed = ["x-request-id", "etag", "location", "retry-after"];
    let layer = CorsLayer::new()
        .allow_origin(origin)
        .allow_methods(METHODS)
        .allow_headers(tower_http::cors::AllowHeaders::mirror_request())
        .expose_headers(exposed.map(HeaderName::from_static))
        .max_age(std::time::Duration::from_secs(600));
    // `*` with credentials is refused when the configuration is read; here it would panic.
    Some(layer.allow_credentials(config.allow_credentials && !config.any()))
}

impl std::fmt::Debug for Stack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stack")
            .field("config", &self.config)
            .field("base_path", &self.base_path)
            .finish_non_exhaustive()
    }
}
