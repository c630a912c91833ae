//! `/docs`: a page of our own that reads the document in the browser. Nothing comes from another host.

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header;

const PAGE: &str = include_str!("docs/index.html");
const SCRIPT: &str = include_str!("docs/docs.js");
const STYLE: &str = include_str!("docs/docs.css");

/// The page at `at`, its script and style below it. The policy of the security headers holds: no inline script.
pub(super) fn router(at: &str, document: &str) -> Router {
    let page = PAGE.replace("{at}", at).replace("{document}", document);
    Router::new()
        .route(
            at,
            get(move || {
                let page = page.clone();
                async { file("text/html; charset=utf-8", page) }
            }),
        )
        .route(
            &format!("{at}/docs.js"),
            get(|| async { file("text/javascript; charset=utf-8", SCRIPT) }),
        )
        .route(
            &format!("{at}/docs.css"),
            get(|| async { file("text/css; charset=utf-8", STYLE) }),
        )
}

fn file(content_type: &'static str, body: impl IntoResponse) -> Response {
    ([(header::CONTENT_TYPE, content_type)], body).into_response()
}
