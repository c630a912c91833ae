//! The main job, end to end, as the first command of the readme runs it.

use super::Settings;
use crate::{
    process::{self, cargo, command},
    root::target,
};

/// The development profile does the same work and shares what the other stages have compiled.
pub(super) fn run(_: Settings) -> Vec<String> {
    let build = [
        "build",
        "--quiet",
        "--workspace",
        "--all-features",
        "--bin",
        "cargo-backend",
    ];
    let program = target().join("debug/cargo-backend");
    let done = process::run(&mut cargo(build))
        .and_then(|()| process::run(&mut command(&program.to_string_lossy(), ["demo"])));
    done.err().into_iter().collect()
}
