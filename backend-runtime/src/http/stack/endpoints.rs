//! Our own endpoints: health, readiness, metrics and the document.

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{HeaderValue, StatusCode, header};
use serde_json::Value;

use super::docs;
use super::metrics::Metrics;
use crate::auth::BoxFuture;
use crate::http::exchange::Draining;
use crate::http::{ApiError, Cause};

/// A readiness check.
pub(super) type Ready = Arc<dyn Fn() -> BoxFuture<'static, Result<(), Cause>> + Send + Sync>;

/// What our endpoints show.
pub(super) struct Own {
    pub(super) openapi: &'static str,
    pub(super) base_path: &'static str,
    pub(super) docs: bool,
    pub(super) ready: Option<Ready>,
    pub(super) metrics: Option<Arc<Metrics>>,
}

/// Routes of ours. Where the document has the path itself, ours is under `/-/`.
pub(super) fn router(own: Own) -> Router {
    let taken = document_paths(own.openapi, own.base_path);
    let at = |path: &str| match taken.iter().any(|template| matches(template, path)) {
        true => format!("/-{path}"),
        false => path.to_owned(),
    };
    let ready = own.ready;
    let mut router = Router::new()
        .route(&at("/healthz"), get(|| async { status("ok") }))
        .route(
            &at("/readyz"),
            get(move |request: Request| is_ready(request, ready.clone())),
        );
    if let Some(metrics) = own.metrics {
        let text = move || {
            let body = metrics.render();
            async { ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], body) }
        };
        router = router.route(&at("/metrics"), get(text));
    }
    if own.docs && !own.openapi.is_empty() {
        let document = at("/openapi.json");
        let openapi = own.openapi;
        router = router.route(&document, get(move || async move { json(openapi) }));
        router = router.merge(docs::router(&at("/docs"), &document));
    }
    router
}

async fn is_ready(request: Request, ready: Option<Ready>) -> Response {
    if request.extensions().get::<Draining>().is_some() {
        return ApiError::unavailable("shutting down").into_response();
    }
    let checked = match ready {
        Some(check) => check().await,
        None => Ok(()),
    };
    match checked {
        Ok(()) => status("ready"),
        Err(cause) => ApiError::unavailable(cause).into_response(),
    }
}

/// `{"status":…}`: no versions, no host names.
fn status(word: &str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, format!("{{\"status\":\"{word}\"}}")).into_response()
}

fn json(text: &'static str) -> Response {
    let mut response = (StatusCode::OK, text).into_response();
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    response
}

/// The document's path templates with the base path before them.
fn document_paths(openapi: &str, base_path: &str) -> Vec<String> {
    #[derive(serde::Deserialize)]
    struct Paths {
        #[serde(default)]
        paths: serde_json::Map<String, Value>,
    }
    let document: Option<Paths> = serde_json::from_str(openapi).ok();
    let paths = document.map(|document| document.paths).unwrap_or_default();
    paths
        .keys()
        .map(|path| format!("{base_path}{path}"))
        .collect()
}

/// Whether a template of the document answers `path`.
fn matches(template: &str, path: &str) -> bool {
    let (mut template, mut path) = (template.split('/'), path.split('/'));
    loop {
        match (template.next(), path.next()) {
            (None, None) => return true,
            (Some(one), Some(other)) if one == other || one.contains('{') => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_paths_of_the_document() {
        assert_eq!(document_paths(r#"{"paths":{"/a":{}}}"#, "/v1"), ["/v1/a"]);
        assert!(document_paths("", "").is_empty());
        assert!(matches("/healthz", "/healthz") && matches("/{slug}", "/docs"));
        assert!(!matches("/v1/healthz", "/healthz") && !matches("/a/{b}", "/docs"));
    }
}
