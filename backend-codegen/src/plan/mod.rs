//! From a generation's files to changes on disk: ownership, manifest, reconcile, apply.

mod file_plan;

pub use file_plan::{FilePlan, Ownership, PlannedFile};
