//! What the project's emitters read.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    emit::{
        lang::rust::{OperationShape, RustNames, operation_shape},
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

    /// A resource's operation that came when its service and repository were already the user's: only a stub can be
    /// written without touching those.
    pub(super) fn is_stub(&self, operation: usize) -> bool {
        let id = &self.api.operations[operation].id;
        if self.stubs.is_some_and(|stubs| stubs.contains(id)) {
            return true;
        }
        let Some(known) = self.handlers else {
            return false;
        };
        let resource = self.resources.list.iter().find(|resource| {
            resource
                .operations
                .iter()
                .any(|one| one.operation == operation)
        });
        resource.is_some_and(|resource| {
            let module = super::entity::module_name(&resource.name);
            !known.contains_key(id) && (self.existing)(&format!("src/services/{module}.rs"))
        })
    }
}
