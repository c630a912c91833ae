//! Things below others: what nested paths name, and what has to be asked about it.

use super::model::{Resource, ResourceOperation, Resources};

/// The thing that a nested path names first (`/authors/{authorId}/books`).
#[derive(Debug, Clone)]
pub struct Parent {
    /// Index into `Resources::list`; `None` when the parent is not a resource itself.
    pub resource: Option<usize>,
    /// Index into `Resource::columns`.
    pub column: usize,
    /// The parent in the singular, in snake case.
    pub singular: String,
}

/// What a nested path names before the resource.
#[derive(Debug, Clone)]
pub struct Nesting {
    /// Index into `Resource::parents`.
    pub parent: usize,
    /// The path parameter that names the parent.
    pub parameter: String,
    /// What the path names before the parent, outermost first: each has to own the next one.
    pub above: Vec<Above>,
}

/// A thing further up in a nested path.
#[derive(Debug, Clone)]
pub struct Above {
    /// The one it has to own: index into `Resources::list`.
    pub child: usize,
    /// Index into the parents of that one.
    pub parent: usize,
    /// Its own path parameter.
    pub parameter: String,
    /// The path parameter of the one it has to own.
    pub child_parameter: String,
}

impl Resources {
    fn position(&self, resource: &Resource) -> Option<usize> {
        self.list
            .iter()
            .position(|other| std::ptr::eq(other, resource))
    }

    /// Whether some nested path names this resource first, so that its existence is asked for.
    pub fn is_parent(&self, resource: &Resource) -> bool {
        self.is_parent_in(resource, |_| true)
    }

    /// The same for the paths of some operations.
    pub fn is_parent_in(
        &self,
        resource: &Resource,
        counts: impl Fn(&ResourceOperation) -> bool,
    ) -> bool {
        let position = self.position(resource);
        self.list.iter().any(|other| {
            other.operations.iter().any(|operation| {
                let parent = other.parent_of(operation);
                !operation.names_row()
                    && parent.is_some_and(|parent| parent.resource == position)
                    && counts(operation)
            })
        })
    }

    /// The parents that some path names together with a row, and those that a deeper path wants to own one.
    pub fn checked_parents<'r>(&self, resource: &'r Resource) -> Vec<&'r Parent> {
        self.checked_parents_in(resource, |_| true)
    }

    /// The same for the paths of some operations.
    pub fn checked_parents_in<'r>(
        &self,
        resource: &'r Resource,
        counts: impl Fn(&ResourceOperation) -> bool,
    ) -> Vec<&'r Parent> {
        let position = self.position(resource);
        let nestings = self
            .list
            .iter()
            .flat_map(|other| &other.operations)
            .filter(|operation| counts(operation))
            .filter_map(|operation| operation.nesting.as_ref());
        let asked: Vec<usize> = nestings
            .flat_map(|nesting| &nesting.above)
            .filter(|above| Some(above.child) == position)
            .map(|above| above.parent)
            .collect();
        let named = |index: usize| {
            resource.operations.iter().any(|operation| {
                let nesting = operation.nesting.as_ref();
                operation.names_row()
                    && nesting.is_some_and(|nesting| nesting.parent == index)
                    && counts(operation)
            })
        };
        let parents = resource.parents.iter().enumerate();
        parents
            .filter(|(index, _)| named(*index) || asked.contains(index))
            .map(|(_, parent)| parent)
            .collect()
    }
}
