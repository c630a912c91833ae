//! The document of a generated TypeScript service: built from its code, printed by its own script.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use serde_json::Value;

use crate::{error::CliError, progress::Progress};

/// Runs `npm run openapi` and reads what it prints.
pub(super) fn document(folder: &Path, effective: bool) -> Result<Value, CliError> {
    let shown = folder.display();
    if !folder.join("node_modules").exists() {
        return Err(
            CliError::environment(format!("{shown}: the packages are not installed"))
                .help("run `npm install` there first"),
        );
    }
    let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.args(["run", "--silent", "openapi"]);
    if effective {
        npm.args(["--", "--effective"]);
    }
    npm.current_dir(folder).stdin(Stdio::null());
    let _progress = Progress::start(format!("asking {shown}"));
    let output = npm.output().map_err(|error| {
        CliError::environment(format!("npm cannot be started: {error}"))
            .help("install Node 20 or later: https://nodejs.org")
    })?;
    if !output.status.success() {
        let told = String::from_utf8_lossy(&output.stderr);
        let message = format!(
            "{shown}: `npm run openapi` does not print the document ({})\n{}",
            output.status,
            told.trim()
        );
        return Err(CliError::environment(message.trim_end().to_owned())
            .help("the script is `tsx src/openapi.ts`; `npm run typecheck` says what is wrong with the code"));
    }
    match serde_json::from_slice(&output.stdout) {
        Ok(document @ Value::Object(_)) => Ok(document),
        Ok(_) | Err(_) => Err(CliError::environment(format!(
            "{shown}: `npm run openapi` prints something else than the document"
        ))
        .help("the script is `tsx src/openapi.ts`, which has to print nothing but the document")),
    }
}
