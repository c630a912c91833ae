//! What the user's files hold already when a project is generated again: none of them is written twice, so that new code
//! can only call what is there.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    ir::Api,
    resources::{Above, Resource, ResourceOperation, Resources},
};

/// The last run, and what it left behind.
#[derive(Clone, Copy)]
pub(crate) struct Past<'a> {
    pub(crate) api: &'a Api,
    pub(crate) resources: &'a Resources,
    /// The module of each operation's function; `None` when there was no run.
    pub(crate) handlers: Option<&'a BTreeMap<String, String>>,
    /// Operations that were written as stubs.
    pub(crate) stubs: Option<&'a BTreeSet<String>>,
    /// Whether a path exists in the project.
    pub(crate) existing: &'a dyn Fn(&str) -> bool,
    /// The path of a resource's service.
    pub(crate) service: fn(&Resource) -> String,
}

/// How a repository is asked whether there is a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// By the function that is there for it.
    Exists,
    /// By reading the row: an older repository has nothing else.
    Find,
}

impl Past<'_> {
    /// Whether the service and the repository of a resource are the user's already.
    pub(crate) fn is_old(&self, resource: &Resource) -> bool {
        self.handlers.is_some() && (self.existing)(&(self.service)(resource))
    }

    /// Whether an operation is only declared: it came when the files that it needs were the user's, and those lack what
    /// it would call.
    pub(crate) fn is_stub(&self, operation: usize) -> bool {
        let id = &self.api.operations[operation].id;
        if self.stubs.is_some_and(|stubs| stubs.contains(id)) {
            return true;
        }
        if self.handlers.is_none_or(|known| known.contains_key(id)) {
            return false;
        }
        self.resources.list.iter().any(|resource| {
            let mut operations = resource.operations.iter();
            operations
                .find(|one| one.operation == operation)
                .is_some_and(|found| self.is_old(resource) || !self.can_ask(resource, found))
        })
    }

    /// How the repository of a parent is asked; `None` when nothing in it can answer.
    pub(crate) fn asked(&self, parent: &Resource) -> Option<Asked> {
        let holds = |operation: &ResourceOperation| self.holds(operation);
        if !self.is_old(parent) || self.resources.is_parent_in(parent, holds) {
            return Some(Asked::Exists);
        }
        let mut operations = parent.operations.iter();
        operations
            .any(|operation| operation.finds() && self.holds(operation))
            .then_some(Asked::Find)
    }

    /// Whether everything that a nested path names can be asked for.
    fn can_ask(&self, resource: &Resource, operation: &ResourceOperation) -> bool {
        let Some(nesting) = &operation.nesting else {
            return true;
        };
        let parent = resource.parents[nesting.parent].resource;
        let parent = parent.map(|index| &self.resources.list[index]);
        let asks_parent =
            operation.names_row() || parent.is_none_or(|parent| self.asked(parent).is_some());
        asks_parent && nesting.above.iter().all(|above| self.is_checked(above))
    }

    /// Whether the service of a thing on the way can say whose it is.
    fn is_checked(&self, above: &Above) -> bool {
        let child = &self.resources.list[above.child];
        let wanted = &child.parents[above.parent].singular;
        !self.is_old(child)
            || self
                .resources
                .checked_parents_in(child, |operation| self.holds(operation))
                .iter()
                .any(|parent| parent.singular == *wanted)
    }

    /// Whether the user's files have the code of an operation.
    fn holds(&self, operation: &ResourceOperation) -> bool {
        let id = &self.api.operations[operation.operation].id;
        self.handlers.is_some_and(|known| known.contains_key(id))
            && !self.stubs.is_some_and(|stubs| stubs.contains(id))
    }
}
