//! What the `build.rs` of a project does, as a program of its own, for measuring and looking: reads the document of the
//! project in the folder given and writes into `OUT_DIR`.
//!
//! ```text
//! OUT_DIR=/tmp/out cargo run --package backend-codegen --example out_dir -- path/to/project
//! ```

use std::{fs, path::Path, process::ExitCode};

use backend_codegen::{
    build,
    config::{CONFIG_PATH, ProjectConfig},
};

#[expect(clippy::print_stderr, reason = "a terminal program")]
fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1) else {
        eprintln!("usage: OUT_DIR=DIR out_dir PROJECT");
        return ExitCode::from(2);
    };
    match document(Path::new(&folder)) {
        Ok(document) => {
            build::generate(&document);
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// Enters the project's folder, as cargo does for a build script; tells the name of its document.
fn document(folder: &Path) -> Result<String, String> {
    std::env::set_current_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let text =
        fs::read_to_string(CONFIG_PATH).map_err(|error| format!("{CONFIG_PATH}: {error}"))?;
    Ok(ProjectConfig::parse(&text)
        .map_err(|error| error.to_string())?
        .spec)
}
