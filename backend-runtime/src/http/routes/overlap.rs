//! Templates that look alike to axum: told apart by the path, the most specific first.

use std::convert::Infallible;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, any_service};
use tower_service::Service;

use super::names::Names;
use super::template::Template;
use crate::http::ApiError;
use crate::http::stack::other_method;

/// The templates of which one may match where axum matched.
#[derive(Clone)]
pub(super) struct Overlap {
    /// The most specific first.
    candidates: Arc<[(Template, MethodRouter)]>,
}

impl Overlap {
    /// For each of axum's routes, the templates of any route that a path of it may match: axum prefers text, and what it
    /// finds need not match in the end.
    pub(super) fn of(
        templates: Vec<(Template, MethodRouter)>,
        names: &Names,
    ) -> Vec<(String, Self)> {
        let mut routes: Vec<(String, Template)> = Vec::new();
        for (template, _) in &templates {
            let route = names.route(template);
            if !routes.iter().any(|(known, _)| *known == route) {
                let shape = Template::of(&route);
                routes.push((route, shape));
            }
        }
        let candidates = |shape: &Template| {
            let mut list: Vec<_> = templates
                .iter()
                .filter(|(template, _)| template.may_overlap(shape))
                .map(|(template, methods)| {
                    (template.clone(), methods.clone().fallback(other_method))
                })
                .collect();
            list.sort_by(|(one, _), (other, _)| one.order(other));
            list.into()
        };
        routes
            .into_iter()
            .map(|(route, shape)| {
                let candidates = candidates(&shape);
                (route, Self { candidates })
            })
            .collect()
    }

    /// As axum takes it: for every method, since the templates decide about methods.
    pub(super) fn into_method_router(self) -> MethodRouter {
        any_service(self)
    }
}

impl Service<Request> for Overlap {
    type Response = Response;
    type Error = Infallible;
    type Future = std::pin::Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let path = request.uri().path();
        let found = self
            .candidates
            .iter()
            .find(|(template, _)| template.matches(path));
        match found.map(|(_, methods)| methods.clone()) {
            // A method router is always ready.
            Some(mut methods) => {
                Box::pin(async move { Service::<Request>::call(&mut methods, request).await })
            }
            None => Box::pin(async { Ok(ApiError::no_route().into_response()) }),
        }
    }
}
