//! What the project's emitters read.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    emit::{
        lang::rust::{OperationShape, RustNames, operation_shape},
        past::Past,
        render::Templates,
        sql::Dialect,
    },
    ir::Api,
    resources::{Resource, ResourceOperation, Resources},
    settings::ProjectSettings,
};

/// One project to be emitted.
#[derive(Clone, Copy)]
pub struct Project<'a> {
    /// The API.
    pub api: &'a Api,
    /// Its Rust names.
    pub names: &'a RustNames,
    /// What is stored.
    pub resources: &'a Resources,
    /// The settings.
    pub settings: &'a ProjectSettings,
    /// The texts of files.
    pub templates: &'a Templates,
    /// The handlers of the last run: module by operation; `None` when there was none.
    pub handlers: Option<&'a BTreeMap<String, String>>,
    /// Operations that the last run knew to be stubs.
    pub stubs: Option<&'a BTreeSet<String>>,
    /// Whether a path exists in the project.
    pub existing: &'a dyn Fn(&str) -> bool,
}

impl std::fmt::Debug for Project<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Project")
            .field("settings", self.settings)
            .finish_non_exhaustive()
    }
}

impl<'a> Project<'a> {
    /// The dialect of the database.
    pub(super) fn dialect(&self) -> Option<Dialect> {
        Dialect::of(self.settings.database)
    }

    /// The shape of an operation.
    pub(super) fn shape(&self, index: usize) -> OperationShape<'a> {
        operation_shape(self.api, index, self.names)
    }

    /// The resource that an operation belongs to.
    pub(super) fn resource_of(
        &self,
        operation: usize,
    ) -> Option<(&'a Resource, &'a ResourceOperation)> {
        if self.is_stub(operation) {
            return None;
        }
        self.resources.list.iter().find_map(|resource| {
            let found = resource
                .operations
                .iter()
                .find(|one| one.operation == operation)?;
            Some((resource, found))
        })
    }

    /// An operation that is only declared.
    pub(super) fn is_stub(&self, operation: usize) -> bool {
        self.past().is_stub(operation)
    }

    /// What the user's files hold already.
    pub(super) fn past(&self) -> Past<'a> {
        Past {
            api: self.api,
            resources: self.resources,
            handlers: self.handlers,
            stubs: self.stubs,
            existing: self.existing,
            service: |resource| {
                format!(
                    "src/services/{}.rs",
                    super::entity::module_name(&resource.name)
                )
            },
        }
    }
}
