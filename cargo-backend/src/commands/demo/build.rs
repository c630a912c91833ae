//! Building the demo with cargo.

use std::{
    fs,
    io::IsTerminal,
    path::{Path, PathBuf},
    process::Stdio,
};

use backend_codegen::settings::RuntimeSource;
use cargo_metadata::Message;
use tokio::process::Command;

use super::PACKAGE;
use crate::{error::CliError, progress::Progress, project};

/// Takes the versions that the checkout has locked: they are known to work together, and are downloaded already.
pub(super) fn pin_versions(root: &Path) -> Result<(), CliError> {
    let own = root.join("Cargo.lock");
    let RuntimeSource::Path(checkout) = project::default_runtime() else {
        return Ok(());
    };
    let locked = Path::new(&checkout).join("Cargo.lock");
    if !locked.is_file() {
        return Ok(());
    }
    fs::copy(&locked, &own)
        .map(drop)
        .map_err(|error| CliError::environment(format!("{}: {error}", own.display())))
}

/// Builds the project and gives the path of its program.
pub(super) async fn build(root: &Path) -> Result<PathBuf, CliError> {
    let watched = std::io::stderr().is_terminal();
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args(["build", "--message-format=json-render-diagnostics"])
        .current_dir(root)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        // Cargo has a progress bar of its own; without a terminal its lines are of interest only when it fails.
        .stderr(if watched {
            Stdio::inherit()
        } else {
            Stdio::piped()
        })
        .kill_on_drop(true);
    let _progress = (!watched).then(|| Progress::start("building"));
    let output = cargo.output().await.map_err(|error| {
        CliError::environment(format!("cargo cannot be started: {error}"))
            .help("install Rust: https://rustup.rs")
    })?;
    if !output.status.success() {
        let lines = String::from_utf8_lossy(&output.stderr).into_owned();
        let message = format!(
            "the demo does not build ({})\n{}",
            output.status,
            lines.trim_end()
        );
        return Err(CliError::environment(message.trim_end().to_owned()).help(
            "the first build downloads packages; `cargo backend doctor` tells what is missing",
        ));
    }
    program(&output.stdout)
        .ok_or_else(|| CliError::environment("cargo has built no program".to_owned()))
}

/// Where cargo says that the program is.
fn program(messages: &[u8]) -> Option<PathBuf> {
    Message::parse_stream(messages)
        .flatten()
        .find_map(|message| match message {
            Message::CompilerArtifact(artifact) if artifact.target.name == PACKAGE => {
                artifact.executable.map(Into::into)
            }
            _ => None,
        })
}
