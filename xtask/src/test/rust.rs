//! Unit and whole-program tests of the workspace.

use cargo_metadata::{Metadata, TargetKind};

use super::{Settings, scaffold, servers};
use crate::{
    metadata,
    process::{self, cargo},
};

/// Runs every test target that has no stage of its own, by nextest when it is installed.
pub(super) fn run(settings: Settings) -> Vec<String> {
    let mut failures = Vec::new();
    // Kept until the tests are done: a server ends with its value.
    let servers = if settings.fast {
        Vec::new()
    } else {
        servers::start(&mut failures)
    };
    let metadata = match metadata::load() {
        Ok(metadata) => metadata,
        Err(message) => return vec![message],
    };
    let mut command = cargo(runner());
    command.args(["--workspace", "--all-features", "--lib", "--bins"]);
    for name in test_targets(&metadata) {
        command.args(["--test", &name]);
    }
    command.envs(
        servers
            .iter()
            .map(|(kind, server)| (kind.variable(), server.url())),
    );
    failures.extend(process::run(&mut command).err());
    failures
}

/// nextest when it is installed; a fresh machine has none, and there `cargo test` does as well.
pub(super) fn runner() -> &'static [&'static str] {
    if process::on_path("cargo-nextest") {
        &["nextest", "run", "--no-fail-fast"]
    } else {
        &["test", "--no-fail-fast"]
    }
}

fn test_targets(metadata: &Metadata) -> Vec<String> {
    let mut names: Vec<String> = metadata
        .workspace_packages()
        .iter()
        .flat_map(|package| &package.targets)
        .filter(|target| target.kind.contains(&TargetKind::Test))
        .map(|target| target.name.clone())
        .filter(|name| !scaffold::owns(name))
        .collect();
    names.sort();
    names
}
