//! The examples in the documentation, compiled and run.

use super::Settings;
use crate::process::{cargo, run as run_command};

/// Doc tests are cargo's alone: nextest does not run them.
pub(super) fn run(_: Settings) -> Vec<String> {
    run_command(&mut cargo([
        "test",
        "--workspace",
        "--all-features",
        "--doc",
        "--quiet",
    ]))
    .err()
    .into_iter()
    .collect()
}
