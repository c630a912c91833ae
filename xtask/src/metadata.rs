//! What cargo knows about the workspace.

use cargo_metadata::{CargoOpt, Metadata, MetadataCommand};

use crate::root::root;

/// The platform whose dependencies count; crates for others are neither compiled nor shipped by us.
const PLATFORM: &str = "x86_64-unknown-linux-gnu";

/// The workspace with every feature on, its dependencies resolved from the lock file.
///
/// # Errors
/// What `cargo metadata` said.
pub(crate) fn load() -> Result<Metadata, String> {
    MetadataCommand::new()
        .current_dir(root())
        .features(CargoOpt::AllFeatures)
        .other_options(["--locked", "--filter-platform", PLATFORM].map(str::to_owned))
        .exec()
        .map_err(|error| format!("cargo metadata: {error}"))
}
