//! From a generation's files to changes on disk: ownership, manifest, reconcile, apply.

mod apply;
mod diff;
mod file_plan;
mod manifest;
mod reconcile;

pub use apply::{ApplyError, Folder};
pub use diff::unified_diff;
pub use file_plan::{FilePlan, Ownership, PlannedFile};
pub use manifest::{MANIFEST_PATH, Manifest, ManifestError, checksum};
pub use reconcile::{Action, Change, Existing, Reconciled, reconcile};
