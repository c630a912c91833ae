//! Every feature must compile alone: a service names the ones it needs, and no test builds them all apart.

use crate::{
    metadata,
    process::{cargo, run},
};

/// The crates that users link with features of their choice.
const PACKAGES: [&str; 2] = ["backend-runtime", "backend-codegen"];

/// Checks each crate without features and with every single one, warnings being errors.
pub(super) fn check() -> Result<(), String> {
    let metadata = metadata::load()?;
    let mut failures = Vec::new();
    for name in PACKAGES {
        let package = metadata
            .workspace_packages()
            .into_iter()
            .find(|package| package.name.as_str() == name);
        let package = package.ok_or_else(|| format!("no package `{name}` in the workspace"))?;
        failures.extend(check_one(name, None).err());
        for feature in package
            .features
            .keys()
            .filter(|feature| *feature != "default")
        {
            failures.extend(check_one(name, Some(feature)).err());
        }
    }
    if failures.is_empty() {
        Ok(())
    } else {
        Err(failures.join("\n"))
    }
}

/// Clippy rather than `cargo check`, because it can deny warnings without compiling the dependencies anew.
fn check_one(package: &str, feature: Option<&str>) -> Result<(), String> {
    let mut command = cargo([
        "clippy",
        "--quiet",
        "--package",
        package,
        "--no-default-features",
    ]);
    if let Some(feature) = feature {
        command.args(["--features", feature]);
    }
    run(command.args(["--", "--deny", "warnings"]))
}
