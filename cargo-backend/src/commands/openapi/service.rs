//! The document of a Rust service: built from its code, printed by its own program.

use std::{
    io::IsTerminal,
    process::{Command, Stdio},
};

use serde_json::Value;

use super::source::Package;
use crate::{error::CliError, exit, progress::Progress};

/// Runs `cargo run -- openapi` and reads what it prints.
pub(super) fn document(package: &Package, effective: bool) -> Result<Value, CliError> {
    let watched = std::io::stderr().is_terminal();
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args(["run", "--quiet", "--manifest-path"])
        .arg(&package.manifest);
    cargo.args(["--package", &package.name, "--", "openapi"]);
    if effective {
        cargo.arg("--effective");
    }
    cargo.stdin(Stdio::null());
    let _progress = Progress::start(format!("asking {}", package.name));
    let output = cargo.output().map_err(|error| {
        CliError::environment(format!("cargo cannot be started: {error}"))
            .help("install Rust: https://rustup.rs")
    })?;
    let name = &package.name;
    let told = String::from_utf8_lossy(&output.stderr);
    let told = told.trim();
    if !output.status.success() {
        let message = format!(
            "`{name}` does not print its document ({})\n{told}",
            output.status
        );
        let service_refused = output.status.code() == Some(i32::from(exit::BAD_INPUT));
        return Err(if service_refused {
            CliError::input(format!("`{name}` has no document\n{told}"))
        } else {
            CliError::environment(message.trim_end().to_owned())
                .help("`cargo run -- openapi` has to print it: call `backend_runtime::openapi::command` first in `main`")
        });
    }
    if watched && !told.is_empty() {
        tell(told);
    }
    match serde_json::from_slice(&output.stdout) {
        Ok(document @ Value::Object(_)) => Ok(document),
        Ok(_) | Err(_) => Err(CliError::environment(format!(
            "`{name}` prints something else than its document to standard output"
        ))
        .help("call `backend_runtime::openapi::command` first in `main`")),
    }
}

#[allow(clippy::print_stderr, reason = "warnings of the compiler")]
fn tell(text: &str) {
    anstream::eprintln!("{text}");
}
