//! The frameworks that projects are made for, and the compiler that judges each.

use std::{
    fs::{self, File},
    io::Read as _,
    path::Path,
    process::{Command, Stdio},
};

use backend_tests::scaffold::{project_cargo, share_lock};

use crate::bench::measure::{self, Cost};

/// A framework.
#[derive(Debug)]
pub(super) struct Target {
    /// As `--framework` spells it.
    pub(super) framework: &'static str,
    /// Which files are counted: the end of their names.
    pub(super) language: &'static str,
    /// Whether the project's build script writes the generated files; else `new` has written them.
    pub(super) by_build_script: bool,
    /// Checks the project in a folder; the name is that of its package.
    pub(super) check: fn(&Path, &str) -> Result<Checked, String>,
}

/// What a compiler said.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) cost: Cost,
    /// Errors and warnings, as the compiler printed them; empty when there are none.
    pub(super) complaints: String,
}

/// Every framework.
static TARGETS: [Target; 2] = [
    Target {
        framework: "axum",
        language: "rs",
        by_build_script: true,
        check: cargo_check,
    },
    Target {
        framework: "hono",
        language: "ts",
        by_build_script: false,
        check: tsc,
    },
];

/// Accepts the name of a framework.
pub(super) fn name(name: &str) -> Result<String, String> {
    let names: Vec<&str> = TARGETS.iter().map(|target| target.framework).collect();
    if names.contains(&name) {
        Ok(name.to_owned())
    } else {
        Err(format!("the frameworks are {}", names.join(", ")))
    }
}

/// All, or the one of this name.
pub(super) fn chosen(name: Option<&str>) -> impl Iterator<Item = &'static Target> {
    TARGETS
        .iter()
        .filter(move |target| name.is_none_or(|name| name == target.framework))
}

/// `cargo check` with every dependency compiled before, which is what is measured; then that of the tests as well.
fn cargo_check(folder: &Path, package: &str) -> Result<Checked, String> {
    share_lock(folder)?;
    let (mut checked, cold) = one_check(folder, &[])?;
    if cold {
        crate::process::output(&mut project_cargo(
            folder,
            &["clean", "--quiet", "--package", package],
        ))?;
        (checked, _) = one_check(folder, &[])?;
    }
    if checked.complaints.is_empty() {
        let (tests, _) = one_check(folder, &["--all-targets"])?;
        checked.complaints = tests.complaints;
    }
    Ok(checked)
}

/// `tsc` with the packages that `cargo xtask test --stage install` leaves in the target folder.
fn tsc(folder: &Path, _package: &str) -> Result<Checked, String> {
    let packages = crate::root::target().join("node/node_modules");
    if !packages.is_dir() {
        let place = packages.display();
        return Err(format!(
            "{place} is not there; run `cargo xtask test --stage install`"
        ));
    }
    let link = folder.join("node_modules");
    std::os::unix::fs::symlink(&packages, &link)
        .map_err(|error| format!("{}: {error}", link.display()))?;
    let mut command = Command::new("node");
    command
        .arg(packages.join(".bin/tsc"))
        .args(["--noEmit", "--pretty", "false"])
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
    let mut child = command.spawn().map_err(|error| format!("tsc: {error}"))?;
    let mut complaints = String::new();
    if let Some(mut stdout) = child.stdout.take() {
        stdout
            .read_to_string(&mut complaints)
            .map_err(|error| format!("tsc: {error}"))?;
    }
    let (cost, success) = measure::wait(child)?;
    if !success && complaints.is_empty() {
        complaints.push_str("tsc failed");
    }
    Ok(Checked { cost, complaints })
}

/// The check, and whether it compiled a dependency.
fn one_check(folder: &Path, more: &[&str]) -> Result<(Checked, bool), String> {
    let log = folder.join("check.log");
    let told = |error: std::io::Error| format!("{}: {error}", log.display());
    let stderr = File::create(&log).map_err(told)?;
    let mut command = project_cargo(folder, &["check", "--message-format", "json"]);
    command.args(more);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(stderr);
    let mut child = command
        .spawn()
        .map_err(|error| format!("cargo check: {error}"))?;
    let mut messages = String::new();
    if let Some(mut stdout) = child.stdout.take() {
        stdout.read_to_string(&mut messages).map_err(told)?;
    }
    let (cost, success) = measure::wait(child)?;
    let (mut complaints, cold) = read(&messages, folder);
    if !success && complaints.is_empty() {
        complaints = fs::read_to_string(&log).map_err(told)?;
    }
    Ok((Checked { cost, complaints }, cold))
}

/// What cargo's messages complain of, and whether a dependency was compiled.
fn read(messages: &str, folder: &Path) -> (String, bool) {
    let (mut complaints, mut cold) = (String::new(), false);
    let own = folder.to_string_lossy();
    for message in messages.lines() {
        let Ok(message) = serde_json::from_str::<serde_json::Value>(message) else {
            continue;
        };
        if let Some(text) = message["message"]["rendered"].as_str() {
            complaints.push_str(text);
        }
        let is_own = message["manifest_path"]
            .as_str()
            .is_some_and(|path| path.starts_with(&*own));
        cold |= !is_own && message["reason"] == "compiler-artifact" && message["fresh"] == false;
    }
    (complaints, cold)
}
