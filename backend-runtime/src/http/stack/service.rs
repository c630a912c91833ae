//! The one service around every route: what ten layers would do, in one future without an allocation of its own.

use std::any::Any;
use std::convert::Infallible;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::extract::{MatchedPath, Request};
use axum::response::Response;
use http::{HeaderMap, Method, Uri, header};
use pin_project_lite::pin_project;
use tokio::time::{Instant, Sleep, sleep_until};
use tower_layer::Layer;
use tower_service::Service;

use super::metrics::Metrics;
use super::security_headers;
use crate::http::exchange::{Exchange, Shared};
use crate::http::request_id::X_REQUEST_ID;
use crate::http::{ApiError, RequestId, log, render};

/// What the service needs for each request.
pub(super) struct Settings {
    pub(super) shared: Arc<Shared>,
    pub(super) headers: HeaderMap,
    pub(super) metrics: Option<Arc<Metrics>>,
}

#[derive(Clone)]
pub(super) struct StackLayer(pub(super) Arc<Settings>);

impl<S> Layer<S> for StackLayer {
    type Service = StackService<S>;

    fn layer(&self, inner: S) -> StackService<S> {
        StackService {
            inner,
            settings: self.0.clone(),
        }
    }
}

#[derive(Clone)]
pub(super) struct StackService<S> {
    inner: S,
    settings: Arc<Settings>,
}

impl<S> Service<Request> for StackService<S>
where
    S: Service<Request, Response = Response, Error = Infallible>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Respond<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request) -> Respond<S::Future> {
        let settings = self.settings.clone();
        let given = request.headers().get(&X_REQUEST_ID);
        let id = given.and_then(RequestId::from_client);
        let id = id.unwrap_or_else(RequestId::generate);
        let facts = Facts {
            id: id.clone(),
            method: request.method().clone(),
            uri: request.uri().clone(),
            route: request.extensions().get::<MatchedPath>().cloned(),
            start: Instant::now(),
        };
        let limit = settings.shared.config.header_bytes;
        let inner = match head_bytes(&request) > limit {
            true => None,
            false => {
                let shared = settings.shared.clone();
                request.extensions_mut().insert(Exchange { id, shared });
                let inner = &mut self.inner;
                catch_unwind(AssertUnwindSafe(|| inner.call(request))).ok()
            }
        };
        let refused = inner.is_none().then(|| ApiError::headers_too_large(limit));
        Respond {
            inner,
            refused,
            timeout: None,
            settings,
            facts,
        }
    }
}

/// Bytes of the request line and headers, as they were on the wire.
fn head_bytes(request: &Request) -> usize {
    let uri = request.uri();
    let line = uri.path().len() + uri.query().map_or(0, str::len);
    let headers = request.headers().iter();
    line + headers
        .map(|(name, value)| name.as_str().len() + value.len() + 4)
        .sum::<usize>()
}

/// What the log and metrics say about a request.
struct Facts {
    id: RequestId,
    method: Method,
    uri: Uri,
    route: Option<MatchedPath>,
    start: Instant,
}

pin_project! {
    /// The answer in the making.
    pub(super) struct Respond<F> {
        #[pin]
        inner: Option<F>,
        refused: Option<ApiError>,
        #[pin]
        timeout: Option<Sleep>,
        settings: Arc<Settings>,
        facts: Facts,
    }
}

impl<F: Future<Output = Result<Response, Infallible>>> Future for Respond<F> {
    type Output = Result<Response, Infallible>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let answer = match this.inner.as_mut().as_pin_mut() {
            None => Err(this.refused.take().unwrap_or_else(ApiError::no_route)),
            Some(inner) => match catch_unwind(AssertUnwindSafe(|| inner.poll(cx))) {
                Ok(Poll::Ready(Ok(response))) => Ok(response),
                Err(panic) => {
                    // Whatever the handler held is dropped now, not when the connection ends.
                    this.inner.set(None);
                    Err(ApiError::internal(Panicked::new(panic)))
                }
                Ok(Poll::Pending) => {
                    if this.timeout.is_none() {
                        let limit = this.settings.shared.config.request_timeout;
                        this.timeout
                            .set(Some(sleep_until(this.facts.start + limit)));
                    }
                    let timeout = this.timeout.as_mut().as_pin_mut();
                    if timeout.is_none_or(|timeout| timeout.poll(cx).is_pending()) {
                        return Poll::Pending;
                    }
                    this.inner.set(None);
                    Err(ApiError::unavailable("the handler took too long"))
                }
            },
        };
        Poll::Ready(Ok(finish(answer, this.settings, this.facts)))
    }
}

/// What every answer has, whoever made it.
fn finish(answer: Result<Response, ApiError>, settings: &Settings, facts: &Facts) -> Response {
    let mut response = match answer {
        Ok(mut response) => match response.extensions_mut().remove::<ApiError>() {
            None => response,
            Some(error) => {
                // What a router within has found out stays.
                let allow = response.headers_mut().remove(header::ALLOW);
                let mut made = standard(&error, facts);
                if let Some(allow) = allow {
                    made.headers_mut().insert(header::ALLOW, allow);
                }
                made
            }
        },
        Err(error) => standard(&error, facts),
    };
    let headers = response.headers_mut();
    security_headers::add(&settings.headers, headers);
    headers.insert(&X_REQUEST_ID, facts.id.to_header());
    let elapsed = facts.start.elapsed();
    let route = facts.route.as_ref().map_or("", MatchedPath::as_str);
    if let Some(metrics) = &settings.metrics {
        metrics.record(&facts.method, route, response.status(), elapsed);
    }
    tracing::info!(
        method = facts.method.as_str(),
        // Without the query, which may hold keys.
        path = facts.uri.path(),
        route,
        status = response.status().as_u16(),
        elapsed_us = elapsed.as_micros() as u64,
        request_id = %facts.id,
        "request"
    );
    response
}

fn standard(error: &ApiError, facts: &Facts) -> Response {
    let route = facts.route.as_ref().map_or("", MatchedPath::as_str);
    log::failure(error, route, &facts.id);
    render::standard(error, Some(&facts.id))
}

/// The text of a panic, for the log.
#[derive(Debug, thiserror::Error)]
#[error("the handler panicked: {0}")]
struct Panicked(String);

impl Panicked {
    fn new(panic: Box<dyn Any + Send>) -> Panicked {
        let text = match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
            (Some(text), _) => (*text).to_owned(),
            (None, Some(text)) => text.clone(),
            (None, None) => "without a message".to_owned(),
        };
        Panicked(text)
    }
}
