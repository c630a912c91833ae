//! What cargo knows about the workspace.

use cargo_metadata::{CargoOpt, Metadata, MetadataCommand};

use crate::root::root;

/// The workspace with every feature on, its dependencies resolved from the lock file.
///
/// # Errors
/// What `cargo metadata` said.
pub(crate) fn load() -> Result<Metadata, String> {
    MetadataCommand::new()
        .current_dir(root())
        .features(CargoOpt::AllFeatures)
        .other_options(["--locked".to_owned()])
        .exec()
        .map_err(|error| format!("cargo metadata: {error}"))
}
