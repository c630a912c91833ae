//! [`ApiRouter`]: handlers registered once, for routing and for the document.

use std::convert::Infallible;

use axum::Router;
use axum::extract::Request;
use axum::handler::Handler;
use axum::response::IntoResponse;
use axum::routing::{MethodFilter, MethodRouter, Route as AxumRoute};
use serde_json::Value;
use tower_layer::Layer;
use tower_service::Service;

use super::build::Whole;
use super::routes::{self, Route};
use super::{Dialect, Docs, Info, Options, Problem, Problems, Server, Tag, admission};
use crate::auth::Scheme;
use crate::http::Operation;

/// A handler with `#[get("…")]` or another of the operation attributes; the attribute implements it for a type of the
/// handler's name.
pub trait ApiOperation<S> {
    /// What requests are served by.
    const OPERATION: &'static Operation;
    /// What only the document needs.
    const DOCS: &'static Docs;

    /// The handler behind its method.
    fn route() -> MethodRouter<S>;
}

/// The handler of an operation behind its method, security and content negotiation.
pub fn route<H, T, S>(operation: &'static Operation, handler: H) -> MethodRouter<S>
where
    H: Handler<T, S>,
    T: 'static,
    S: Clone + Send + Sync + 'static,
{
    let filter = match operation.method {
        "PUT" => MethodFilter::PUT,
        "POST" => MethodFilter::POST,
        "DELETE" => MethodFilter::DELETE,
        "OPTIONS" => MethodFilter::OPTIONS,
        "HEAD" => MethodFilter::HEAD,
        "PATCH" => MethodFilter::PATCH,
        "TRACE" => MethodFilter::TRACE,
        _ => MethodFilter::GET,
    };
    axum::routing::on(filter, handler).route_layer(axum::middleware::from_fn(
        move |request, next| admission::admit(operation, request, next),
    ))
}

/// A router that knows its document.
///
/// ```
/// use backend_runtime::http::{ApiError, Json, Parameters, Path};
/// use backend_runtime::openapi::{self, ApiRouter, Dialect, Info};
/// use backend_runtime::{schema::Schema, validate::Validate};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Deserialize, Validate, Schema, Parameters)]
/// struct UserPath {
///     /// Which user.
///     #[schema(minimum = 1)]
///     id: u32,
/// }
///
/// #[derive(Serialize, Deserialize, Schema)]
/// struct User {
///     name: String,
/// }
///
/// /// One user.
/// #[openapi::get("/users/{id}", tag = "users")]
/// async fn get_user(Path(path): Path<UserPath>) -> Result<Json<User>, ApiError> {
///     Ok(Json(User { name: format!("user {}", path.id) }))
/// }
///
/// let router: ApiRouter = ApiRouter::new()
///     .info(Info::new("Users", "1.0.0"))
///     .operation::<get_user>();
/// let document = router.openapi(Dialect::OpenApi31).expect("a document");
/// assert_eq!(document["paths"]["/users/{id}"]["get"]["operationId"], "getUser");
/// let service: axum::Router = router.into_router().expect("routes without conflicts");
/// ```
///
/// A path with a parameter that no extractor reads does not compile, nor does a body whose type has no schema:
///
/// ```compile_fail
/// #[backend_runtime::openapi::get("/users/{id}")]
/// async fn get_user() {}
/// ```
///
/// ```compile_fail
/// struct Plain;
///
/// #[backend_runtime::openapi::post("/users")]
/// async fn add(_: backend_runtime::http::Json<Plain>) {}
/// ```
#[must_use]
#[derive(Debug, Clone)]
pub struct ApiRouter<S = ()> {
    router: Router<S>,
    routes: Vec<Route>,
    problems: Vec<Problem>,
    info: Info,
    servers: Vec<Server>,
    tags: Vec<Tag>,
    schemes: Vec<&'static Scheme>,
}

impl<S: Clone + Send + Sync + 'static> Default for ApiRouter<S> {
    fn default() -> Self {
        Self::new()
    }
}

/// Plain routes, which the document does not mention.
impl<S: Clone + Send + Sync + 'static> From<Router<S>> for ApiRouter<S> {
    fn from(router: Router<S>) -> Self {
        ApiRouter {
            router,
            ..ApiRouter::new()
        }
    }
}

impl<S: Clone + Send + Sync + 'static> ApiRouter<S> {
    /// Without routes.
    pub fn new() -> Self {
        ApiRouter {
            router: Router::new(),
            routes: Vec::new(),
            problems: Vec::new(),
            info: Info::new("", "0.0.0"),
            servers: Vec::new(),
            tags: Vec::new(),
            schemes: Vec::new(),
        }
    }

    /// Title, version and description of the document.
    pub fn info(mut self, info: Info) -> Self {
        self.info = info;
        self
    }

    /// Adds a server.
    pub fn server(mut self, url: &'static str, description: &'static str) -> Self {
        self.servers.push(Server {
            url,
            description,
            variables: None,
        });
        self
    }

    /// Describes a tag.
    pub fn tag(mut self, name: &'static str, description: &'static str) -> Self {
        self.tags.push(Tag { name, description });
        self
    }

    /// Lists a security scheme that no operation names.
    pub fn scheme(mut self, scheme: &'static Scheme) -> Self {
        self.schemes.push(scheme);
        self
    }

    /// Registers a handler, for routing and document: `.operation::<get_user>()`.
    pub fn operation<O: ApiOperation<S>>(mut self) -> Self {
        let added = Route {
            path: O::OPERATION.path.to_owned(),
            operation: O::OPERATION,
            docs: O::DOCS,
        };
        if self.takes(&added) {
            self.router = self.router.route(&added.path, O::route());
            self.routes.push(added);
        }
        self
    }

    /// A plain axum route, which the document does not mention.
    ///
    /// # Panics
    /// As [`axum::Router::route`], when the path is taken.
    pub fn route(mut self, path: &str, handlers: MethodRouter<S>) -> Self {
        self.router = self.router.route(path, handlers);
        self
    }

    /// Everything of another router, under a prefix.
    pub fn nest(mut self, prefix: &str, other: impl Into<ApiRouter<S>>) -> Self {
        let mut other = other.into();
        let routes = std::mem::take(&mut other.routes);
        let routes: Vec<Route> = routes
            .into_iter()
            .map(|route| route.below(prefix))
            .collect();
        if self.takes_all(&routes) {
            self.router = self.router.nest(prefix, std::mem::take(&mut other.router));
            self.routes.extend(routes);
        }
        self.join(other)
    }

    /// Everything of another router.
    pub fn merge(mut self, other: impl Into<ApiRouter<S>>) -> Self {
        let mut other = other.into();
        let routes = std::mem::take(&mut other.routes);
        if self.takes_all(&routes) {
            self.router = self.router.merge(std::mem::take(&mut other.router));
            self.routes.extend(routes);
        }
        self.join(other)
    }

    /// A tower layer around every route so far; see [`axum::Router::layer`].
    pub fn layer<L>(mut self, layer: L) -> Self
    where
        L: Layer<AxumRoute> + Clone + Send + Sync + 'static,
        L::Service: Service<Request> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request>>::Response: IntoResponse + 'static,
        <L::Service as Service<Request>>::Error: Into<Infallible> + 'static,
        <L::Service as Service<Request>>::Future: Send + 'static,
    {
        self.router = self.router.layer(layer);
        self
    }

    /// A tower layer around every route so far, for requests that match one; see [`axum::Router::route_layer`].
    ///
    /// # Panics
    /// As axum's, without routes.
    pub fn route_layer<L>(mut self, layer: L) -> Self
    where
        L: Layer<AxumRoute> + Clone + Send + Sync + 'static,
        L::Service: Service<Request> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request>>::Response: IntoResponse + 'static,
        <L::Service as Service<Request>>::Error: Into<Infallible> + 'static,
        <L::Service as Service<Request>>::Future: Send + 'static,
    {
        self.router = self.router.route_layer(layer);
        self
    }

    /// What answers paths that no route has.
    pub fn fallback<H, T>(mut self, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.router = self.router.fallback(handler);
        self
    }

    /// Gives the handlers their state.
    pub fn with_state<S2>(self, state: S) -> ApiRouter<S2> {
        ApiRouter {
            router: self.router.with_state(state),
            routes: self.routes,
            problems: self.problems,
            info: self.info,
            servers: self.servers,
            tags: self.tags,
            schemes: self.schemes,
        }
    }

    fn takes(&mut self, added: &Route) -> bool {
        let problem = self.routes.iter().find_map(|known| added.conflict(known));
        let free = problem.is_none();
        self.problems.extend(problem);
        free
    }

    /// Looks at every route, so that all problems are told.
    fn takes_all(&mut self, added: &[Route]) -> bool {
        let refused = added.iter().filter(|route| !self.takes(route)).count();
        refused == 0
    }

    /// What two routers say besides routes.
    fn join(mut self, other: ApiRouter<S>) -> Self {
        self.problems.extend(other.problems);
        self.servers.extend(other.servers);
        self.tags.extend(other.tags);
        self.schemes.extend(other.schemes);
        self
    }
}

impl<S> ApiRouter<S> {
    /// The document, in 3.1 or 3.0.
    ///
    /// # Errors
    /// [`Problems`]: routes that conflict, paths that do not fit their handlers, duplicate operationIds, component
    /// names that mean two types, operations without responses.
    pub fn openapi(&self, dialect: Dialect) -> Result<Value, Problems> {
        self.document(Options {
            dialect: Some(dialect),
            ..Options::PLAIN
        })
    }

    /// The document as [`command`](super::command) asks for it.
    ///
    /// # Errors
    /// As [`ApiRouter::openapi`].
    pub fn document(&self, options: Options) -> Result<Value, Problems> {
        let whole = Whole {
            dialect: options.dialect.unwrap_or(Dialect::OpenApi31),
            info: &self.info,
            servers: &self.servers,
            tags: &self.tags,
            schemes: &self.schemes,
            webhooks: &[],
            routes: &self.routes,
            effective: options.effective,
        };
        let mut problems = self.problems();
        for route in self.routes.iter().filter(|route| !route.has_responses()) {
            problems.push(Problem::MissingResponses {
                handler: route.handler(),
                route: route.shown(),
            });
        }
        whole.build(problems)
    }

    /// The document as the `openapiv3` crate has it, in 3.0.
    ///
    /// # Errors
    /// As [`ApiRouter::openapi`].
    ///
    /// # Panics
    /// Never for documents that this crate builds: their shape is that of the crate.
    #[cfg(feature = "openapiv3")]
    pub fn openapiv3(&self) -> Result<openapiv3::OpenAPI, Problems> {
        let document = self.openapi(Dialect::OpenApi30)?;
        Ok(serde_json::from_value(document).expect("what is built here is OpenAPI 3.0"))
    }

    /// The router for a server.
    ///
    /// # Errors
    /// [`Problems`]: routes that conflict, paths that do not fit their handlers, duplicate operationIds.
    pub fn into_router(self) -> Result<Router<S>, Problems> {
        let problems = self.problems();
        if problems.is_empty() {
            Ok(self.router)
        } else {
            Err(Problems(problems))
        }
    }

    fn problems(&self) -> Vec<Problem> {
        let mut problems = self.problems.clone();
        problems.extend(routes::problems(&self.routes));
        problems
    }
}
