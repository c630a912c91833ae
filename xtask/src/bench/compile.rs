//! `cargo xtask bench compile`: what the derives cost the compiler: CPU seconds of rustc for one crate of 200 structs with
//! 8 fields each, against the same crate with serde alone.

mod source;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
};

use clap::Parser;

use super::{
    measure,
    table::{Table, ratio},
};
use crate::{process, root};
use source::{CONTENDERS, Contender};

/// Options of the benchmark.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench compile", no_binary_name = true)]
struct Options {
    /// Compilations of each crate; the least CPU time counts
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Also garde with utoipa, and validator with schemars
    #[arg(long)]
    peers: bool,
}

/// Runs the benchmark.
pub(crate) fn run(args: &[String]) -> ExitCode {
    let options = match Options::try_parse_from(args) {
        Ok(options) => options,
        Err(error) => error.exit(),
    };
    match measure_all(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            println!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// How a crate is compiled: without and with code.
const COMMANDS: [&str; 2] = ["check", "build"];

fn measure_all(options: &Options) -> Result<(), String> {
    let folder = root::target().join("bench/compile");
    let wrapper = wrapper(&folder)?;
    let contenders: Vec<&Contender> = CONTENDERS
        .iter()
        .filter(|contender| options.peers || !contender.peer)
        .collect();
    for contender in &contenders {
        write_crate(contender, &folder)?;
        for command in COMMANDS {
            // The dependencies, and the crate once.
            process::run(&mut cargo(command, &folder.join(contender.name)))?;
        }
    }
    let mut table = Table::new(["crate", "check", "build", "check ratio", "build ratio"]);
    let mut least = vec![[f64::INFINITY; COMMANDS.len()]; contenders.len()];
    for _ in 0..options.rounds {
        for (contender, least) in contenders.iter().zip(&mut least) {
            for (command, least) in COMMANDS.into_iter().zip(least) {
                let seconds = compile(command, &folder.join(contender.name), &wrapper)?;
                *least = least.min(seconds);
            }
        }
    }
    let base = least.first().copied().unwrap_or([0.0; 2]);
    for (contender, [check, build]) in contenders.iter().zip(&least) {
        table.row([
            contender.name.to_owned(),
            format!("{check:.2} s"),
            format!("{build:.2} s"),
            ratio(*check, base[0]),
            ratio(*build, base[1]),
        ]);
    }
    table.print();
    Ok(())
}

/// A script that runs rustc and notes the CPU time of it alone, without cargo's.
fn wrapper(folder: &Path) -> Result<PathBuf, String> {
    use std::os::unix::fs::PermissionsExt as _;
    let path = folder.join("timed-rustc");
    let script = "#!/bin/sh\n\"$@\"\nstatus=$?\ntimes > \"$RUSTC_TIMES\"\nexit $status\n";
    let told = |error: std::io::Error| format!("{}: {error}", path.display());
    fs::create_dir_all(folder).map_err(told)?;
    fs::write(&path, script).map_err(told)?;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).map_err(told)?;
    Ok(path)
}

fn write_crate(contender: &Contender, folder: &Path) -> Result<(), String> {
    let folder = folder.join(contender.name);
    let told = |error: std::io::Error| format!("{}: {error}", folder.display());
    fs::create_dir_all(folder.join("src")).map_err(told)?;
    fs::write(folder.join("Cargo.toml"), contender.manifest()).map_err(told)?;
    fs::write(folder.join("src/lib.rs"), contender.source()).map_err(told)?;
    if !contender.peer {
        fs::copy(root::root().join("Cargo.lock"), folder.join("Cargo.lock")).map_err(told)?;
    }
    Ok(())
}

fn cargo(command: &str, folder: &Path) -> Command {
    let mut cargo = process::cargo([command, "--quiet"]);
    cargo
        .current_dir(folder)
        .env(
            "CARGO_TARGET_DIR",
            root::target().join("bench/compile/target"),
        )
        .env("CARGO_INCREMENTAL", "0")
        .env_remove("RUSTFLAGS");
    cargo
}

/// CPU seconds of rustc for the crate in the folder, which is changed so that it is compiled again.
fn compile(command: &str, folder: &Path, wrapper: &Path) -> Result<f64, String> {
    let source = folder.join("src/lib.rs");
    let times = folder.join("times");
    let text =
        fs::read_to_string(&source).map_err(|error| format!("{}: {error}", source.display()))?;
    fs::write(&source, text).map_err(|error| format!("{}: {error}", source.display()))?;
    let _ = fs::remove_file(&times);
    let mut cargo = cargo(command, folder);
    // Another wrapper makes another fingerprint: the workspace's own only, dependencies stay compiled.
    cargo
        .env("RUSTC_WORKSPACE_WRAPPER", wrapper)
        .env("RUSTC_TIMES", &times)
        .env("CARGO_BUILD_JOBS", "1")
        .stderr(Stdio::inherit());
    measure::command(&mut cargo)?;
    let text =
        fs::read_to_string(&times).map_err(|error| format!("{}: {error}", times.display()))?;
    children_seconds(&text).ok_or_else(|| format!("`times` printed {text:?}"))
}

/// User and system seconds of a shell's children: the second line of `times`.
fn children_seconds(text: &str) -> Option<f64> {
    let seconds = |field: &str| {
        let (minutes, seconds) = field.strip_suffix('s')?.split_once('m')?;
        Some(minutes.parse::<f64>().ok()? * 60.0 + seconds.parse::<f64>().ok()?)
    };
    text.lines().nth(1)?.split_whitespace().map(seconds).sum()
}

#[cfg(test)]
mod tests {
    use super::children_seconds;

    #[test]
    fn reads_the_childrens_line_of_times() {
        let seconds = children_seconds("0m0.001s 0m0.000s\n1m2.500s 0m0.250s\n");
        assert_eq!(seconds, Some(62.75));
        assert_eq!(children_seconds("nonsense"), None);
    }
}
