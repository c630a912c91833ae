//! `cargo xtask fuzz [TARGET]`: random documents against the reader and the generator, for a bounded time.
//!
//! The targets live in `fuzz/`. They start from the hostile fixtures; an input that breaks something is copied to
//! `tests/fixtures/specs/found/`, where a test keeps it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use crate::{
    process::{command, output, run as show_and_run},
    root::root,
};

/// The targets of `fuzz/`.
const TARGETS: [&str; 2] = ["load", "generate"];

/// What to fuzz and for how long.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// One of `load` and `generate`; without it, both
    target: Option<String>,
    /// Seconds for each target
    #[arg(long, default_value_t = 60)]
    seconds: u64,
}

/// Runs the targets one after the other.
pub(crate) fn run(args: &Args) -> ExitCode {
    let chosen: Vec<&str> = TARGETS
        .into_iter()
        .filter(|name| args.target.as_deref().is_none_or(|target| target == *name))
        .collect();
    if chosen.is_empty() {
        println!("no target is called so; there are: {}", TARGETS.join(", "));
        return ExitCode::from(2);
    }
    let mut failed = false;
    for target in chosen {
        if let Err(message) = fuzz(target, args.seconds) {
            println!("{message}");
            failed = true;
        }
    }
    ExitCode::from(u8::from(failed))
}

/// Fuzzes one target and keeps what it found.
fn fuzz(target: &str, seconds: u64) -> Result<(), String> {
    install()?;
    let corpus = root().join("fuzz/corpus").join(target);
    seed(&corpus).map_err(|error| format!("{}: {error}", corpus.display()))?;
    let time = format!("-max_total_time={seconds}");
    // The bounds that every document must keep: 10 s and 1 GB.
    let limits = ["-timeout=10", "-rss_limit_mb=1024", "-max_len=65536"];
    let mut command = rustup_cargo(["+nightly", "fuzz", "run", target, "--", time.as_str()]);
    command.args(limits);
    let outcome = show_and_run(&mut command);
    let kept = keep(target).map_err(|error| format!("artifacts of {target}: {error}"))?;
    for path in kept {
        println!("kept {}", path.display());
    }
    outcome
}

/// cargo-fuzz, when it is not there yet.
fn install() -> Result<(), String> {
    if output(&mut rustup_cargo(["fuzz", "--version"])).is_ok() {
        return Ok(());
    }
    show_and_run(&mut rustup_cargo(["install", "cargo-fuzz", "--locked"]))
}

/// Cargo as the shell finds it: rustup's, which understands `+nightly`.
fn rustup_cargo<const N: usize>(args: [&str; N]) -> Command {
    let mut command = command("cargo", args);
    command.env_remove("CARGO").env_remove("RUSTUP_TOOLCHAIN");
    command
}

/// The hostile fixtures as first inputs; names are numbered, since folders repeat them.
fn seed(corpus: &Path) -> std::io::Result<()> {
    fs::create_dir_all(corpus)?;
    for folder in ["hostile", "invalid", "valid", "found"] {
        let mut folders = vec![root().join("tests/fixtures/specs").join(folder)];
        while let Some(folder) = folders.pop() {
            let Ok(entries) = fs::read_dir(&folder) else {
                continue;
            };
            for entry in entries.flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.to_string_lossy().replace(['/', '\\'], "-");
                    fs::copy(&path, corpus.join(name))?;
                }
            }
        }
    }
    Ok(())
}

/// Copies what broke a target to the fixtures.
fn keep(target: &str) -> std::io::Result<Vec<PathBuf>> {
    let folder = root().join("tests/fixtures/specs/found");
    let Ok(entries) = fs::read_dir(root().join("fuzz/artifacts").join(target)) else {
        return Ok(Vec::new());
    };
    let mut kept = Vec::new();
    for entry in entries.flatten() {
        fs::create_dir_all(&folder)?;
        let name = format!("{target}-{}.yaml", entry.file_name().to_string_lossy());
        let path = folder.join(name);
        fs::copy(entry.path(), &path)?;
        kept.push(path);
    }
    Ok(kept)
}
