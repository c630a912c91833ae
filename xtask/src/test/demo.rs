//! The main job, end to end, as the first command of the readme runs it.

use super::Settings;
use crate::process::{self, cargo};

/// The development profile does the same work and shares what the other stages have compiled.
pub(super) fn run(_: Settings) -> Vec<String> {
    let args = [
        "run",
        "--quiet",
        "--workspace",
        "--all-features",
        "--bin",
        "cargo-backend",
        "--",
        "demo",
    ];
    process::run(&mut cargo(args)).err().into_iter().collect()
}
