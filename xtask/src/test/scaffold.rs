//! Tests that scaffold projects and build them, each a stage of its own because it takes minutes.

use super::{Settings, rust::runner, servers};
use crate::process::{self, cargo};

/// Test binaries of `backend-tests` that scaffold projects; the stage `rust` leaves them out.
const GOLDENS: [&str; 5] = [
    "goldens",
    "lifecycle",
    "regenerate",
    "roundtrip",
    "subcommand",
];
const SCHEMATHESIS: [&str; 1] = ["schemathesis"];
const TYPESCRIPT: [&str; 2] = ["parity", "typescript"];

/// Whether a test binary belongs to a stage of this file.
pub(super) fn owns(name: &str) -> bool {
    [&GOLDENS[..], &SCHEMATHESIS, &TYPESCRIPT]
        .iter()
        .any(|names| names.contains(&name))
}

/// Scaffolded projects: lints, format, their own tests, lives and deaths, generating again.
pub(super) fn goldens(_: Settings) -> Vec<String> {
    with_servers(&GOLDENS)
}

/// Scaffolded TypeScript projects: types, lints, format, their own tests.
pub(super) fn typescript(_: Settings) -> Vec<String> {
    with_servers(&TYPESCRIPT)
}

fn with_servers(names: &[&str]) -> Vec<String> {
    let mut failures = Vec::new();
    let servers = servers::start(&mut failures);
    let mut command = tests(names);
    command.envs(
        servers
            .iter()
            .map(|(kind, server)| (kind.variable(), server.url())),
    );
    failures.extend(process::run(&mut command).err());
    failures
}

/// schemathesis against scaffolded services.
pub(super) fn schemathesis(_: Settings) -> Vec<String> {
    process::run(&mut tests(&SCHEMATHESIS))
        .err()
        .into_iter()
        .collect()
}

/// The whole workspace is named, so that features are the same as in the stage before and nothing is compiled twice.
fn tests(names: &[&str]) -> std::process::Command {
    let mut command = cargo(runner());
    command.args(["--workspace", "--all-features"]);
    for name in names {
        command.args(["--test", name]);
    }
    command
}
