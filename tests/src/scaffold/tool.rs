//! The program under test, and how commands run.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
};

/// The folder of the workspace.
#[must_use]
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("this crate is a folder of the workspace")
}

/// The workspace's target folder.
#[must_use]
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// The `cargo-backend` program of this checkout, built at most once a process.
///
/// It is built with the features and packages of the whole workspace, as the tests are, so that nothing is
/// compiled twice for it.
///
/// # Errors
/// What cargo said.
pub fn tool() -> Result<&'static Path, String> {
    static TOOL: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let built = TOOL.get_or_init(|| {
        let mut cargo = cargo();
        cargo.args([
            "build",
            "--quiet",
            "--workspace",
            "--all-features",
            "--bin",
            "cargo-backend",
        ]);
        run(&mut cargo).map(|_| target().join("debug/cargo-backend"))
    });
    built.as_deref().map_err(Clone::clone)
}

/// `cargo` in the workspace's folder.
fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    forget_cargo(&mut command);
    command
}

/// Keeps from a command what cargo tells the programs that it starts. Build scripts that read it (ring's) would compile
/// their packages, and all that depend on them, once for cargo below cargo and again for cargo by hand.
pub fn forget_cargo(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let is_cargos = name.to_str().is_some_and(|name| {
            ["CARGO_PKG_", "CARGO_MANIFEST_"]
                .iter()
                .any(|start| name.starts_with(start))
                || matches!(name, "CARGO_CRATE_NAME" | "CARGO_BIN_NAME" | "OUT_DIR")
        });
        if is_cargos {
            command.env_remove(name);
        }
    }
}

/// `cargo` in the folder of a project, with the target folder and the profile that all scaffolded projects share.
#[must_use]
pub fn project_cargo(folder: &Path, args: &[&str]) -> Command {
    let mut command = cargo();
    command.args(args).current_dir(folder);
    command.env("CARGO_TARGET_DIR", target().join("scaffold-target"));
    // Nobody debugs these builds: without debug information and incremental state they are smaller and faster.
    command
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_INCREMENTAL", "0");
    command.env_remove("RUSTFLAGS").env_remove("DATABASE_URL");
    command
}

/// Gives a project the versions that the workspace has locked: the same ones in each project, without asking the
/// registry.
///
/// # Errors
/// When the disk refuses.
pub fn share_lock(folder: &Path) -> Result<(), String> {
    let lock = folder.join("Cargo.lock");
    std::fs::copy(root().join("Cargo.lock"), &lock)
        .map_err(|error| format!("{}: {error}", lock.display()))?;
    Ok(())
}

/// Runs a command to its end and returns its standard output.
///
/// # Errors
/// The command, how it ended and all that it wrote, when it did not succeed.
pub fn run(command: &mut Command) -> Result<String, String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("{command:?}: {error}"))?;
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(stdout);
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    Err(format!("{command:?}: {}\n{stdout}{stderr}", output.status))
}
