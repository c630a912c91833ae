//! `cargo package`: what would be published must compile from the packages alone.
//!
//! Cargo's own verification builds every package apart, dependencies included, which takes as long as all the
//! tests together. Here the packages are unpacked beside each other into a workspace that takes our crates from
//! there, and checked with the target folder of the real one: files that a package lacks are found just the same,
//! and dependencies are compiled once.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use crate::{
    metadata,
    process::{cargo, command, run},
    root::{root, target},
};

/// Packs, unpacks and checks.
pub(super) fn check() -> Result<(), String> {
    run(&mut cargo([
        "package",
        "--quiet",
        "--workspace",
        "--no-verify",
        "--allow-dirty",
    ]))?;
    let folder = target().join("package-check");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(at(&folder))?;
    }
    fs::create_dir_all(&folder).map_err(at(&folder))?;
    let members = unpack(&folder)?;
    write_workspace(&folder, &members)?;
    let args = [
        "check",
        "--quiet",
        "--workspace",
        "--all-features",
        "--all-targets",
    ];
    run(cargo(args)
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", target()))
}

/// Unpacks every package; returns names and folder names.
fn unpack(folder: &Path) -> Result<Vec<(String, String)>, String> {
    let mut members = Vec::new();
    for package in metadata::load()?.workspace_packages() {
        let name = format!("{}-{}", package.name, package.version);
        let packed = target().join(format!("package/{name}.crate"));
        // `--touch`, because packed files all bear one date of long ago, older than what an earlier run compiled.
        run(command("tar", ["--extract", "--gzip", "--touch", "--file"])
            .arg(packed)
            .arg("--directory")
            .arg(folder))?;
        members.push((package.name.to_string(), name));
    }
    Ok(members)
}

/// A workspace of the unpacked packages with the versions that the real one has locked, and its profile, so that
/// compiled dependencies are found again.
fn write_workspace(folder: &Path, members: &[(String, String)]) -> Result<(), String> {
    let list: Vec<String> = members
        .iter()
        .map(|(_, folder)| format!("{folder:?}"))
        .collect();
    let mut manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [{}]\n\n[patch.crates-io]\n",
        list.join(", ")
    );
    for (name, folder) in members {
        let _ = writeln!(manifest, "{name} = {{ path = {folder:?} }}");
    }
    manifest.push_str("\n[profile.dev]\ndebug = \"line-tables-only\"\n");
    let path = folder.join("Cargo.toml");
    fs::write(&path, manifest).map_err(at(&path))?;
    let lock: PathBuf = root().join("Cargo.lock");
    fs::copy(&lock, folder.join("Cargo.lock")).map_err(at(&lock))?;
    Ok(())
}

fn at(path: &Path) -> impl Fn(std::io::Error) -> String {
    let path = path.display().to_string();
    move |error| format!("{path}: {error}")
}
