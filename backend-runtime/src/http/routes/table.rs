//! The operations of an API, made into a router.

use std::collections::HashSet;
use std::future::Future;
use std::pin::Pin;

use axum::Router;
use axum::extract::{Request as Incoming, State};
use axum::response::Response as Outgoing;
use axum::routing::{MethodFilter, MethodRouter, on};

use super::names::Names;
use super::overlap::Overlap;
use super::template::Template;
use crate::http::{Dispatch, Operation, handle, typed::Response as _};

type Answering = Pin<Box<dyn Future<Output = Outgoing> + Send>>;

/// One operation and how an API answers it.
struct Entry<A> {
    operation: &'static Operation,
    answer: fn(A, Incoming) -> Answering,
}

/// The operations that an API of type `A` answers.
///
/// Templates may be of any form; of several that match a path, the most specific one answers: text before text with
/// parameters before parameters, from left to right.
pub struct Routes<A> {
    entries: Vec<Entry<A>>,
}

impl<A: Clone + Send + Sync + 'static> Routes<A> {
    /// No operation.
    pub const fn new() -> Self {
        Self {
            entries: Vec::new(),
        }
    }

    /// Adds the operation of a request type.
    #[must_use]
    pub fn with<R: Dispatch<A>>(mut self) -> Self {
        self.entries.push(Entry {
            operation: R::OPERATION,
            answer: |api, request| {
                Box::pin(handle(R::OPERATION, request, async move |call| {
                    let request = R::from_call(call).await?;
                    Ok(request.dispatch(api).await?.reply())
                }))
            },
        });
        self
    }

    /// Adds the operations of others.
    #[must_use]
    pub fn merge(mut self, others: Self) -> Self {
        self.entries.extend(others.entries);
        self
    }

    /// What the document says about each operation.
    pub fn operations(&self) -> impl Iterator<Item = &'static Operation> {
        self.entries.iter().map(|entry| entry.operation)
    }

    /// The router, which answers with this API.
    pub fn with_state(self, api: A) -> Router {
        let names = Names::of(self.operations().map(|operation| operation.path));
        let mut taken = HashSet::new();
        let mut templates = Vec::new();
        for entry in self.entries {
            let template = Template::of(entry.operation.path);
            if taken.insert((template.clone(), entry.operation.method)) {
                add(&mut templates, template, entry);
            } else {
                let Operation {
                    id, method, path, ..
                } = entry.operation;
                tracing::error!(
                    id,
                    method,
                    path,
                    "another operation has this path; not served"
                );
            }
        }
        let any_mixed = templates.iter().any(|(template, _)| template.is_mixed());
        // Operations have no names that could be wild cards of axum 0.7.
        let mut router = Router::new().without_v07_checks();
        if !any_mixed {
            for (template, methods) in templates {
                router = router.route(&names.route(&template), methods);
            }
            return router.with_state(api);
        }
        let ready: Vec<(Template, MethodRouter)> = templates
            .into_iter()
            .map(|(template, methods)| (template, methods.with_state(api.clone())))
            .collect();
        let mut router = Router::new().without_v07_checks();
        for (route, overlap) in Overlap::of(ready, &names) {
            router = router.route(&route, overlap.into_method_router());
        }
        router
    }
}

/// Adds an entry to the methods of its template.
fn add<A: Clone + Send + Sync + 'static>(
    templates: &mut Vec<(Template, MethodRouter<A>)>,
    template: Template,
    entry: Entry<A>,
) {
    let Entry { operation, answer } = entry;
    let Some(filter) = filter(operation.method) else {
        tracing::error!(
            operation = operation.id,
            method = operation.method,
            "no such method; not served"
        );
        return;
    };
    let methods = on(filter, move |State(api): State<A>, request: Incoming| {
        answer(api, request)
    });
    match templates.iter_mut().find(|(known, _)| *known == template) {
        Some((_, known)) => {
            let merged = std::mem::take(known);
            *known = merged.merge(methods);
        }
        None => templates.push((template, methods)),
    }
}

fn filter(method: &str) -> Option<MethodFilter> {
    let method = method.parse::<http::Method>().ok()?;
    MethodFilter::try_from(method).ok()
}

impl<A: Clone + Send + Sync + 'static> Default for Routes<A> {
    fn default() -> Self {
        Self::new()
    }
}

impl<A> std::fmt::Debug for Routes<A> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let entries = self
            .entries
            .iter()
            .map(|entry| (entry.operation.method, entry.operation.path));
        f.debug_list().entries(entries).finish()
    }
}
