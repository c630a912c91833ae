//! What the project's emitters read.

use crate::{
    emit::{lang::typescript::TsNames, past::Past, sql::Dialect, target::Input},
    ir::{PathSegment, PathTemplate},
    resources::{Resource, ResourceOperation},
    settings::Database,
};

/// One project to be emitted.
#[derive(Debug, Clone, Copy)]
pub struct Project<'a> {
    /// What it is made of.
    pub input: Input<'a>,
    /// Its TypeScript names.
    pub names: &'a TsNames,
}

impl<'a> Project<'a> {
    pub(super) fn new(input: Input<'a>, names: &'a TsNames) -> Self {
        Self { input, names }
    }

    /// Whether the project gets tests: frameworks say in `tests/support.ts` how a request is injected.
    pub(super) fn has_tests(&self, framework: &dyn super::Framework) -> bool {
        let support = format!("ts_{}/tests/support.ts.jinja", framework.id());
        !self.input.settings.minimal && backend_templates::get(&support).is_some()
    }

    /// Whether anything is stored.
    pub fn stored(&self) -> bool {
        !self.input.resources.list.is_empty()
    }

    /// The dialect that repositories speak; without a database it is SQLite in a file that ends with the process.
    pub(super) fn dialect(&self) -> Dialect {
        Dialect::of(self.input.settings.database).unwrap_or(Dialect::Sqlite)
    }

    /// Whether data live no longer than the process.
    pub(super) fn is_temporary(&self) -> bool {
        self.input.settings.database == Database::None
    }

    /// The resource that an operation belongs to.
    pub fn resource_of(&self, operation: usize) -> Option<(&'a Resource, &'a ResourceOperation)> {
        if self.is_stub(operation) {
            return None;
        }
        self.input.resources.list.iter().find_map(|resource| {
            let found = resource
                .operations
                .iter()
                .find(|one| one.operation == operation)?;
            Some((resource, found))
        })
    }

    /// An operation that is only declared.
    pub fn is_stub(&self, operation: usize) -> bool {
        self.past().is_stub(operation)
    }

    /// The file in `folder` for something: the one of the first run, or one of its own when it came later, that one being
    /// the user's by then.
    pub(super) fn file<'n>(
        &self,
        folder: &str,
        first: &'n str,
        own: &'n str,
        is_new: bool,
    ) -> &'n str {
        let exists = |name: &str| (self.input.existing)(&format!("{folder}/{name}.ts"));
        if exists(own) || (is_new && exists(first)) {
            own
        } else {
            first
        }
    }

    /// What the user's files hold already.
    pub(super) fn past(&self) -> Past<'a> {
        Past {
            api: self.input.api,
            resources: self.input.resources,
            handlers: self.input.handlers,
            stubs: self.input.stubs,
            existing: self.input.existing,
            service: |resource| format!("src/services/{}.ts", super::entity::module_name(resource)),
        }
    }
}

/// How general a path is: which of its segments are parameters, from the left.
pub(super) fn generality(path: &PathTemplate) -> Vec<u8> {
    path.segments
        .iter()
        .map(|segment| match segment {
            PathSegment::Literal(_) => 0,
            PathSegment::Mixed(_) => 1,
            PathSegment::Parameter(_) => 2,
        })
        .collect()
}

/// Whether a request may match both paths.
pub(super) fn overlap(one: &PathTemplate, other: &PathTemplate) -> bool {
    one.segments.len() == other.segments.len()
        && one
            .segments
            .iter()
            .zip(&other.segments)
            .all(|pair| match pair {
                (PathSegment::Literal(one), PathSegment::Literal(other)) => one == other,
                _ => true,
            })
}
