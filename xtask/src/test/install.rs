//! Finds the programs that the tests need and installs what is missing.
//!
//! As root it uses the system's package manager and says so; otherwise it prints the command and fails, so that
//! no stage fails later for a reason that is harder to see.

use std::path::PathBuf;

use super::{Settings, node};
use crate::{
    process::{self, command, on_path},
    root,
};

/// A system package, and how to see that it is there.
struct Package {
    name: &'static str,
    present: fn() -> bool,
}

const PACKAGES: &[Package] = &[
    Package {
        name: "postgresql",
        present: || on_path("postgres") || postgres_folder().is_some(),
    },
    Package {
        name: "mariadb-server",
        present: || on_path("mariadbd") || PathBuf::from("/usr/sbin/mariadbd").is_file(),
    },
    Package {
        name: "redis-server",
        present: || on_path("redis-server"),
    },
    Package {
        name: "chromium",
        present: || on_path("chromium"),
    },
    Package {
        name: "python3-venv",
        present: has_venv,
    },
    Package {
        name: "npm",
        present: || on_path("npm"),
    },
];

/// schemathesis finds what does not follow the document; pinned, so that a run repeats.
const SCHEMATHESIS: &str = "schemathesis==4.32.5";

/// Installs what is missing.
pub(super) fn run(_: Settings) -> Vec<String> {
    let missing: Vec<&str> = PACKAGES
        .iter()
        .filter(|package| !(package.present)())
        .map(|package| package.name)
        .collect();
    let mut failures = Vec::new();
    if missing.is_empty() {
        println!(
            "system packages: all there ({})",
            PACKAGES
                .iter()
                .map(|package| package.name)
                .collect::<Vec<_>>()
                .join(", ")
        );
    } else {
        failures.extend(install_packages(&missing).err());
    }
    failures.extend(install_schemathesis().err());
    failures.extend(install_dbmate().err());
    failures.extend(node::install().err());
    failures
}

fn install_packages(names: &[&str]) -> Result<(), String> {
    let typed = format!(
        "apt-get update && apt-get install --yes --no-install-recommends {}",
        names.join(" ")
    );
    if !is_root() {
        return Err(format!(
            "missing: {}\n  help: run as root: {typed}",
            names.join(", ")
        ));
    }
    if !on_path("apt-get") {
        return Err(format!(
            "missing: {}, and this system has no apt-get\n  help: install them with its package manager",
            names.join(", ")
        ));
    }
    println!("installing as root what the tests need: {typed}");
    process::run(
        command("apt-get", ["update", "--quiet"]).env("DEBIAN_FRONTEND", "noninteractive"),
    )?;
    let install = ["install", "--yes", "--quiet", "--no-install-recommends"];
    process::run(
        command("apt-get", install.iter().chain(names)).env("DEBIAN_FRONTEND", "noninteractive"),
    )
}

/// schemathesis in a Python environment of its own below the target folder.
fn install_schemathesis() -> Result<(), String> {
    let folder = python_environment();
    let stamp = folder.join("installed");
    if std::fs::read_to_string(&stamp).is_ok_and(|text| text == SCHEMATHESIS) {
        println!("{SCHEMATHESIS}: there, in {}", folder.display());
        return Ok(());
    }
    println!("installing {SCHEMATHESIS} into {}", folder.display());
    process::run(command("python3", ["-m", "venv", "--clear"]).arg(&folder))?;
    let pip = folder.join("bin/python");
    process::run(&mut command(
        &pip.to_string_lossy(),
        [
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            SCHEMATHESIS,
        ],
    ))?;
    std::fs::write(&stamp, SCHEMATHESIS).map_err(|error| format!("{}: {error}", stamp.display()))
}

/// The migration tool whose histories are taken over; pinned as well.
const DBMATE: &str = "dbmate@2.36.0";

/// dbmate in a folder of its own below the target folder.
fn install_dbmate() -> Result<(), String> {
    let folder = root::target().join("dbmate");
    let stamp = folder.join("installed");
    if std::fs::read_to_string(&stamp).is_ok_and(|text| text == DBMATE) {
        println!("{DBMATE}: there, in {}", folder.display());
        return Ok(());
    }
    println!("installing {DBMATE} into {}", folder.display());
    let shown = |error: std::io::Error| format!("{}: {error}", folder.display());
    std::fs::create_dir_all(&folder).map_err(shown)?;
    let quiet = ["install", "--no-audit", "--no-fund", "--loglevel=error"];
    process::run(
        command("npm", quiet)
            .arg("--prefix")
            .arg(&folder)
            .arg(DBMATE),
    )?;
    std::fs::write(&stamp, DBMATE).map_err(shown)
}

/// The Python environment of the tests.
pub(crate) fn python_environment() -> PathBuf {
    root::target().join("python")
}

/// Debian keeps the server programs of each version in a folder of their own, off the search path.
fn postgres_folder() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    versions
        .flatten()
        .map(|version| version.path().join("bin"))
        .find(|folder| folder.join("postgres").is_file())
}

fn has_venv() -> bool {
    process::output(&mut command("python3", ["-c", "import ensurepip, venv"])).is_ok()
}

/// Whether we may install: asked of the system, because the standard library does not tell.
fn is_root() -> bool {
    process::output(&mut command("id", ["-u"])).is_ok_and(|id| id.trim() == "0")
}
