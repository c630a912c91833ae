//! The operations that were registered, and what is wrong with them together.

use std::collections::BTreeMap;

use super::{Docs, Input, ParameterIn, Problem, template};
use crate::http::Operation;

/// One operation under its whole path.
#[derive(Debug, Clone)]
pub(super) struct Route {
    pub(super) path: String,
    pub(super) operation: &'static Operation,
    pub(super) docs: &'static Docs,
}

impl Route {
    /// `GET /users/{id}`
    pub(super) fn shown(&self) -> String {
        format!("{} {}", self.operation.method, self.path)
    }

    pub(super) fn handler(&self) -> String {
        match self.docs.handler {
            "" => self.operation.id.to_owned(),
            handler => handler.to_owned(),
        }
    }

    /// The same under a prefix.
    pub(super) fn below(self, prefix: &str) -> Route {
        let prefix = prefix.trim_end_matches('/');
        let path = match self.path.as_str() {
            "/" if !prefix.is_empty() => prefix.to_owned(),
            path => format!("{prefix}{path}"),
        };
        Route { path, ..self }
    }

    /// What keeps a router from taking this route beside `other`.
    pub(super) fn conflict(&self, other: &Route) -> Option<Problem> {
        if template::shape(&self.path) == template::shape(&other.path) && self.path == other.path {
            let same = self.operation.method == other.operation.method;
            return same.then(|| Problem::DuplicateRoute {
                route: self.shown(),
                handlers: [other.handler(), self.handler()],
            });
        }
        let differ = self.path.split('/').zip(other.path.split('/'));
        for (one, two) in differ {
            if one == two {
                continue;
            }
            let conflicts = template::shape(one) == template::shape(two);
            return conflicts.then(|| Problem::PathConflict {
                paths: [other.path.clone(), self.path.clone()],
                handlers: [other.handler(), self.handler()],
            });
        }
        None
    }

    fn mismatch(&self) -> Option<Problem> {
        let path = template::names(&self.path);
        let mut read: Vec<&str> = Vec::new();
        for input in self.docs.inputs {
            if let Input::Parameters(set) = input
                && set.location == ParameterIn::Path
            {
                read.extend(set.parameters.iter().map(|parameter| parameter.name));
            }
        }
        let missing = |from: &[&str], other: &[&str]| -> Vec<String> {
            let names = from.iter().filter(|name| !other.contains(name));
            names.map(|name| (*name).to_owned()).collect()
        };
        let (unread, unknown) = (missing(&path, &read), missing(&read, &path));
        (!unread.is_empty() || !unknown.is_empty()).then(|| Problem::PathMismatch {
            path: self.path.clone(),
            handler: self.handler(),
            unread,
            unknown,
        })
    }

    fn several_bodies(&self) -> Option<Problem> {
        let bodies = self.docs.inputs.iter();
        let count = bodies
            .filter(|input| matches!(input, Input::Body(_)))
            .count();
        (count > 1).then(|| Problem::SeveralBodies {
            handler: self.handler(),
        })
    }

    /// Whether it declares a response that is no assumption.
    pub(super) fn has_responses(&self) -> bool {
        let mut found = false;
        self.docs.responses.each(&mut |_| found = true);
        found
    }
}

/// What is wrong with each route, and with all together.
pub(super) fn problems(routes: &[Route]) -> Vec<Problem> {
    let mut problems: Vec<Problem> = routes.iter().filter_map(Route::mismatch).collect();
    problems.extend(routes.iter().filter_map(Route::several_bodies));
    let mut ids: BTreeMap<&str, &Route> = BTreeMap::new();
    for route in routes {
        if let Some(first) = ids.insert(route.operation.id, route) {
            problems.push(Problem::DuplicateOperationId {
                id: route.operation.id.to_owned(),
                handlers: [first.handler(), route.handler()],
            });
        }
    }
    problems
}
